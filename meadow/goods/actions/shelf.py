"""The shelf: stock that one action has locked, where it lies, and all that is written when it changes.

Everybody who works at a desk locks in one order: the shop, then products by their keys, then stock rows by theirs.
While one has a product's lock nobody can add a variant, so that no stock row turns up that should have been locked
before. Buyers lock stock rows only (`actions.shifting`). The levels in warehouses need no lock of their own: whoever
changes them has the lock of the stock row, and whoever changes which warehouses there are those of all the shop's.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Self

from meadow.goods.actions.bundles import keep_bundles
from meadow.goods.actions.low import announce_low
from meadow.goods.actions.sums import keep_in_stock, sum_up_stock
from meadow.goods.levels import spread
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.stock import StockChange, StockLevel, Warehouse
from meadow.people.models.persons import Person
from meadow.plumbing.rows import write_rows

Placed = tuple[Stock, Warehouse | None, int]
Words = str | Mapping[int, str]
"""What the history says beside the reason: the same everywhere, or to each shop, by its key, something of its own."""


class Shelf:
    """Some stock rows and what they said when they were locked; new ones, which are not written yet, said nothing."""

    def __init__(self, stocks: Iterable[Stock] = ()) -> None:
        self.stocks: list[Stock] = []
        self._before: dict[int, int] = {}
        self._was: dict[int, tuple[bool, int]] = {}
        self._rows: dict[int, dict[str, object]] = {}
        for stock in stocks:
            self.add(stock)

    @classmethod
    def lock(cls, variants: Collection[int]) -> Self:
        """The stock of these variants; locks their products with those of their bundles, then the stock."""
        known = Variant.objects.filter(pk__in=sorted(variants))
        products = Product.objects.filter(pk__in=known.values("product")).together()
        list(products.locked().values_list("pk"))
        return cls(Stock.objects.filter(variant__in=sorted(variants)).select_related("variant__product").locked())

    def add(self, stock: Stock, *, change: int = 0) -> Stock:
        """Put one more on the shelf before anything is changed about it; `stock.variant` must be written by then.

        `change` is by how much there are more on hand already, in the database too.
        """
        self.stocks.append(stock)
        self._before[id(stock)] = stock.on_hand - change if stock.pk else 0
        self._was[id(stock)] = stock.is_low, stock.free
        self._rows[id(stock)] = dict(vars(stock))
        return stock

    def change_of(self, stock: Stock) -> int:
        return stock.on_hand - self._before[id(stock)]

    def _differs(self, stock: Stock, names: Iterable[str]) -> bool:
        return any(getattr(stock, name) != self._rows[id(stock)][name] for name in names)

    @property
    def has_news(self) -> bool:
        """Whether a list of products would show something else now."""
        return any(self.change_of(stock) or stock.is_low != self._was[id(stock)][0] for stock in self.stocks)

    def write(
        self,
        fields: Sequence[str] = (),
        *,
        reason: StockChange.Reason | None = None,
        by: Person | None = None,
        words: Words = "",
        at: Warehouse | None = None,
    ) -> None:
        """Write the rows with these fields, what lies in which warehouse, the history, and who has just run low.

        Where nothing is said about the place (`at`), more goes to the first warehouse and less comes from the first
        that has some. The number of statements does not grow with the rows. A reason is needed where `on_hand` changes.
        """
        ran_low = self._notice_low()
        names = list(dict.fromkeys([*fields, "is_low"]))
        write_rows([row for row in self.stocks if row.pk and self._differs(row, names)], names)
        Stock.objects.bulk_create(stock for stock in self.stocks if not stock.pk)
        keep_bundles([stock.variant_id for stock in self.stocks])
        self.tell(reason=reason, by=by, words=words, at=at)
        announce_low(ran_low)

    def tell(
        self,
        *,
        reason: StockChange.Reason | None,
        by: Person | None = None,
        words: Words = "",
        at: Warehouse | None = None,
    ) -> None:
        """Write what lies in which warehouse, and the history, of rows that are written."""
        if changed := [stock for stock in self.stocks if self.change_of(stock)]:
            assert reason is not None
            _tell(self._place(changed, at), self._before, reason, by, words)

    def _notice_low(self) -> list[Stock]:
        """Mark what runs low; returns what does so because there is less of it, which is news to the team.

        What begins low, or is low because somebody has just set the mark, is known to whoever wrote it.
        """
        news = []
        for stock in self.stocks:
            was_low, could_be_promised = self._was[id(stock)]
            stock.is_low = stock.runs_low
            is_less = bool(stock.pk) and stock.free < could_be_promised
            if stock.is_low and not was_low and is_less and stock.variant.is_active:
                news.append(stock)
        return news

    def _place(self, changed: Sequence[Stock], at: Warehouse | None) -> list[Placed]:
        """Bring the levels to what the stock says; tells which place changed by how much."""
        shops = {stock.variant.product.shop_id for stock in changed}
        places = warehouses_of(shops)
        if not places:
            return [(stock, None, self.change_of(stock)) for stock in changed]
        known = {
            (level.variant_id, level.warehouse_id): level.on_hand
            for level in StockLevel.objects.filter(variant__in=[stock.variant_id for stock in changed])
        }
        placed: list[Placed] = []
        levels: list[StockLevel] = []
        for stock in changed:
            own = places.get(stock.variant.product.shop_id, [])
            if not own:
                placed.append((stock, None, self.change_of(stock)))
                continue
            order = [at, *(place for place in own if place != at)] if at else own
            before = [known.get((stock.variant_id, place.pk), 0) for place in order]
            for place, was, now in zip(order, before, spread(before, self.change_of(stock)), strict=True):
                if was != now:
                    placed.append((stock, place, now - was))
                    levels.append(StockLevel(warehouse=place, variant_id=stock.variant_id, on_hand=now))
        write_levels(levels)
        return placed

    def keep_sums(self) -> None:
        """Bring what is kept of the products up to date with what has been written."""
        if self.has_news:
            sum_up_stock({stock.variant.product_id for stock in self.stocks})
        keep_in_stock(self.stocks)


def warehouses_of(shops: Collection[int]) -> dict[int, list[Warehouse]]:
    """The open warehouses of those shops that have more than one, in their order."""
    found: dict[int, list[Warehouse]] = {}
    for warehouse in Warehouse.objects.filter(shop__in=shops, is_active=True).order_by("position", "pk"):
        found.setdefault(warehouse.shop_id, []).append(warehouse)
    return {shop: own for shop, own in found.items() if len(own) > 1}


def write_levels(levels: Sequence[StockLevel]) -> None:
    """Have these levels be what lies there, whether something lay there before or not."""
    StockLevel.objects.bulk_create(
        levels, update_conflicts=True, update_fields=["on_hand"], unique_fields=["warehouse", "variant"]
    )


def _tell(
    placed: Iterable[Placed],
    before: dict[int, int],
    reason: StockChange.Reason,
    by: Person | None,
    words: Words,
) -> None:
    """Write the history: one row for every place that changed, each with what was on hand afterwards."""
    now = dict(before)
    rows = []
    for stock, place, change in placed:
        now[id(stock)] += change
        rows.append(
            StockChange(
                variant_id=stock.variant_id,
                warehouse=place,
                change=change,
                on_hand=now[id(stock)],
                reason=reason,
                words=words if isinstance(words, str) else words.get(stock.variant.product.shop_id, ""),
                by=by,
            )
        )
    StockChange.objects.bulk_create(rows)

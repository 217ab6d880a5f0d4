"""A room's shelf as somebody sees it: its goods, what is explained, offered and raffled just now; read in a constant
number of statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from meadow.goods.models.products import Product, Variant
from meadow.goods.models.stock import StockSlice
from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import MOST_ON_SHELF, ExplainAsk, Explaining, Offer, Raffle, RaffleEntry, ShelfItem
from meadow.venue.live.models.shows import Show
from meadow.venue.live.questions import that_earn

MOST_OFFERS = 20


@dataclass(frozen=True)
class Offered:
    """An offer that is open, and how many pieces are left of it."""

    offer: Offer
    left: int


@dataclass(frozen=True)
class Shelf:
    """The goods of a room, what goes on with them, and what the looker has to do with it."""

    items: Sequence[ShelfItem]
    explained: ShelfItem | None = None
    offers: list[Offered] = field(default_factory=list)
    raffle: Raffle | None = None
    winners: list[Person] = field(default_factory=list)
    entry: RaffleEntry | None = None
    asked: frozenset[int] = frozenset()
    earning: frozenset[int] = frozenset()

    @property
    def asks(self) -> list[ShelfItem]:
        """What viewers wish to have explained, what most of them wish first."""
        return sorted((item for item in self.items if item.ask_count), key=lambda item: -item.ask_count)


def shelf_of(room: Room, show: Show | None, person: Person | None, *, is_whole: bool = False) -> Shelf:
    """The shelf for a looker; for the team `is_whole`: hidden things too, and what is not on sale any more."""
    first = Variant.objects.filter(product=OuterRef("product"), is_active=True).order_by("price", "pk")
    rows = ShelfItem.objects.filter(room=room).select_related("product__shop", "product__cover")
    if not is_whole:
        rows = rows.filter(is_hidden=False, product__in=Product.objects.on_sale())
    items = list(rows.annotate(variant=Subquery(first.values("pk")[:1]))[:MOST_ON_SHELF])
    by_product = {item.product_id: item for item in items}
    earning = frozenset(that_earn(room, by_product.keys()))
    if show is None:
        return Shelf(items, earning=earning)
    explained = Explaining.objects.filter(show=show, ended_at=None).values_list("product", flat=True).first()
    asks = ExplainAsk.objects.filter(show=show, person=person) if person else ExplainAsk.objects.none()
    raffle = _raffle(show)
    entries = RaffleEntry.objects.filter(raffle=raffle).select_related("person")
    mine = Q(person=person) if person else Q(pk=None)
    shown = list(entries.filter(Q(has_won=True) | mine)) if raffle else []
    return Shelf(
        items,
        explained=by_product.get(explained) if explained else None,
        offers=offered_in(show),
        raffle=raffle,
        winners=[entry.person for entry in shown if entry.has_won],
        entry=next((entry for entry in shown if person and entry.person_id == person.pk), None),
        asked=frozenset(asks.values_list("product", flat=True)),
        earning=earning,
    )


def offered_in(show: Show) -> list[Offered]:
    """The offers that have not ended, by the server's clock; two statements."""
    running = Offer.objects.filter(show=show, state=Offer.State.OPEN, ends_at__gt=timezone.now())
    offers: Sequence[Offer] = list(
        running.select_related("variant__product__shop", "variant__product__cover").order_by("ends_at")[:MOST_OFFERS]
    )
    slices = StockSlice.objects.filter(occasion__in=[offer.occasion for offer in offers]) if offers else ()
    left = {row.occasion: row.left for row in slices if row.state == StockSlice.State.OPEN}
    return [Offered(offer, left.get(offer.occasion, 0)) for offer in offers]


def on_offer_or_not(room: Room) -> list[ShelfItem]:
    """What can be offered: the things on the shelf with their variants; two statements."""
    variants = Prefetch("product__variants", Variant.objects.filter(is_active=True).order_by("pk"))
    items = ShelfItem.objects.filter(room=room, product__kind=Product.Kind.GOODS).select_related("product__shop")
    return list(items.prefetch_related(variants)[:MOST_ON_SHELF])


def _raffle(show: Show) -> Raffle | None:
    """The raffle that goes on, or the last one that was drawn."""
    return Raffle.objects.filter(show=show).order_by("-pk").first()

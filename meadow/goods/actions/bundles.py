"""Bundles: what they are made of, and their stock, which is what their parts allow.

A bundle's own stock row is a copy: it says how many can be made of the parts, so that every page that asks for stock
needs to know nothing of bundles. What is promised is promised of the parts. Whoever writes it holds the lock of the
bundle's product (`ProductQuerySet.together`); buyers, who hold none, mark the part's row (`Stock.is_part`), and
`actions.keeping_up` brings the copy up to date.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection

from meadow.goods.actions.sums import keep_in_stock, sum_up_stock
from meadow.goods.bundles import allowed, expand
from meadow.goods.models.products import Product, Stock, StockQuerySet, Variant
from meadow.goods.models.stock import BundlePart
from meadow.goods.refusals import KindStays, NotAPart
from meadow.goods.texts import ProductText, VariantText

_MARK_PARTS = """
WITH wanted AS (
    SELECT stock.id, part.bundle_id FROM goods_bundlepart part JOIN goods_stock stock ON stock.variant_id = part.part_id
    WHERE part.bundle_id = ANY(%(bundles)s) AND NOT stock.is_part
), free AS (
    SELECT id FROM goods_stock WHERE id IN (SELECT id FROM wanted) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
), marked AS (
    UPDATE goods_stock SET is_part = true WHERE id IN (SELECT id FROM free)
)
UPDATE goods_stock SET is_stale = true
WHERE variant_id IN (SELECT bundle_id FROM wanted WHERE id NOT IN (SELECT id FROM free))
"""


def in_parts(quantities: Mapping[int, int]) -> dict[int, int]:
    """The same goods with every bundle replaced by what it is made of now."""
    return expand(quantities, parts_of(quantities))


def parts_of(variants: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """What those of these variants that are bundles are made of: parts, and how many of each."""
    found: dict[int, list[tuple[int, int]]] = {}
    rows = BundlePart.objects.filter(bundle__in=list(variants)).order_by("pk")
    for bundle, part, quantity in rows.values_list("bundle", "part", "quantity"):
        found.setdefault(bundle, []).append((part, quantity))
    return found


def keep_bundles(parts: Collection[int]) -> None:
    """Have the bundles that are made of these variants say how many of them the parts allow now.

    For actions that hold the locks of the products together. One statement where there is no bundle.
    """
    of_parts = BundlePart.objects.filter(part__in=list(parts)).values("bundle")
    _recount(Stock.objects.filter(variant__in=of_parts))


def write_parts(pairs: Sequence[tuple[Variant, VariantText]]) -> None:
    """Make those of these variants that are bundles of what the texts say.

    The number of statements does not grow. The variants bring their products. For actions that hold the locks of the
    products together. Raises NotAPart for what is not goods of the same shop.
    """
    bundles = [(variant, text) for variant, text in pairs if variant.product.kind == Product.Kind.BUNDLE]
    if not bundles:
        return
    _refuse_strangers(bundles)
    wanted = {
        (variant.pk, part.variant): BundlePart(bundle=variant, part_id=part.variant, quantity=part.quantity)
        for variant, text in bundles
        for part in text.parts or ()
    }
    said = [variant.pk for variant, text in bundles if text.parts is not None]
    known = BundlePart.objects.filter(bundle__in=said).values_list("pk", "bundle", "part")
    BundlePart.objects.filter(pk__in=[pk for pk, *key in known if tuple(key) not in wanted]).delete()
    BundlePart.objects.bulk_create(
        wanted.values(), update_conflicts=True, update_fields=["quantity"], unique_fields=["bundle", "part"]
    )
    mark_parts([variant.pk for variant, _ in bundles])
    _recount(Stock.objects.filter(variant__in=[variant.pk for variant, _ in bundles]))


def mark_parts(bundles: Collection[int]) -> None:
    """Have the stock of what these bundles are made of know it, so that whoever buys it tells the bundles.

    It waits for nobody, since other stock may be locked already: of a part that is being bought just now the bundle is
    marked instead, and counted again, with the part's lock, when it is caught up with.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK_PARTS, {"bundles": list(bundles)})


def count_anew(bundles: Collection[int]) -> None:
    """Count these bundles again when nobody can buy what they are made of, and have the parts know it.

    For a transaction that holds the locks of the bundles' products and of no stock.
    """
    parts = Stock.objects.filter(variant__part_of__bundle__in=list(bundles)).values("pk")
    locked = list(Stock.objects.filter(pk__in=parts).locked().values_list("pk", flat=True))
    Stock.objects.filter(pk__in=locked, is_part=False).update(is_part=True)
    _recount(Stock.objects.filter(variant__in=list(bundles)))


def turn_into(product: Product, kind: Product.Kind) -> None:
    """Have what is kept of a locked product fit another kind, which the caller writes down.

    Raises KindStays while there is stock of it, or a bundle made of it.
    """
    stocks = Stock.objects.filter(variant__product=product)
    list(stocks.locked().values_list("pk"))  # nobody buys any of it meanwhile
    taken = stocks.filter(held__gt=0) | stocks.filter(reserved__gt=0)
    if product.kind == Product.Kind.GOODS:
        taken |= stocks.filter(is_tracked=True, on_hand__gt=0)
    if taken.exists() or BundlePart.objects.filter(part__product=product).exists():
        raise KindStays(title=product.title)
    BundlePart.objects.filter(bundle__product=product).delete()
    stocks.update(on_hand=0, is_tracked=True, sells_on=False)


def named_parts(texts: Iterable[ProductText]) -> set[int]:
    """The variants that these texts want bundles to be made of."""
    return {part.variant for text in texts for variant in text.variants for part in variant.parts or ()}


def _refuse_strangers(bundles: Sequence[tuple[Variant, VariantText]]) -> None:
    named = {part.variant for _, text in bundles for part in text.parts or ()}
    fit = Variant.objects.filter(pk__in=named, product__kind=Product.Kind.GOODS).values_list("pk", "product__shop")
    shops = dict(fit)
    for variant, text in bundles:
        if any(shops.get(part.variant) != variant.product.shop_id for part in text.parts or ()):
            raise NotAPart(title=variant.product.title)


def _recount(stocks: StockQuerySet) -> None:
    bundles = list(stocks.select_related("variant__product").locked())
    if not bundles:
        return
    parts: dict[int, list[tuple[int | None, int]]] = {stock.variant_id: [] for stock in bundles}
    for row in BundlePart.objects.filter(bundle__in=parts).select_related("part__stock"):
        parts[row.bundle_id].append((_available(row.part), row.quantity))
    for stock in bundles:
        number = allowed(parts[stock.variant_id])
        stock.is_tracked, stock.sells_on, stock.on_hand = number is not None, False, number or 0
    Stock.objects.bulk_update(bundles, ["on_hand", "is_tracked", "sells_on"])
    keep_in_stock(bundles)
    sum_up_stock({stock.variant.product_id for stock in bundles})


def _available(part: Variant) -> int | None:
    if not part.is_active or not hasattr(part, "stock"):
        return 0
    return part.stock.available

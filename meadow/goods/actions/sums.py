"""What is kept of products so that lists of them need not count: their stock, and the words they are found by."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from meadow.goods.finding import vector
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.stock import ProductStock

_SUM_UP = """
INSERT INTO goods_productstock AS known (product_id, shop_id, variants, on_hand, is_low, sold)
SELECT product.id, product.shop_id, count(variant.id),
       CASE WHEN bool_or(stock.is_tracked) THEN least(sum(stock.on_hand) FILTER (WHERE stock.is_tracked), %(most)s - 1)
            ELSE %(most)s END,
       coalesce(bool_or(stock.is_low), false), asked.sold
FROM unnest(%(products)s::bigint[], %(sold)s::int[]) AS asked (product, sold)
JOIN goods_product product ON product.id = asked.product
LEFT JOIN goods_variant variant ON variant.product_id = product.id AND variant.is_active
LEFT JOIN goods_stock stock ON stock.variant_id = variant.id
GROUP BY product.id, asked.sold
ON CONFLICT (product_id) DO UPDATE
SET variants = excluded.variants, on_hand = excluded.on_hand, is_low = excluded.is_low,
    sold = known.sold + excluded.sold
"""
_FIND_BY = """
INSERT INTO goods_productwords AS known (product_id, shop_id, words)
SELECT * FROM unnest(%(products)s::bigint[], %(shops)s::bigint[], %(words)s::tsvector[])
ON CONFLICT (product_id) DO UPDATE SET words = excluded.words WHERE known.words <> excluded.words
"""


def sum_up_stock(products: Iterable[int], *, sold: Mapping[int, int] | None = None) -> None:
    """Keep what the stock of these products comes to, in one statement; so many more of them were `sold`.

    For actions that hold the products' locks.
    """
    pks = sorted(set(products))
    if not pks:
        return
    quantities = [(sold or {}).get(pk, 0) for pk in pks]
    with connection.cursor() as cursor:
        cursor.execute(_SUM_UP, {"products": pks, "sold": quantities, "most": ProductStock.UNCOUNTED})


def find_by_words(products: Iterable[tuple[Product, Sequence[Variant]]]) -> None:
    """Have these products be found by what they and these variants, all on sale, are called; in one statement.

    For actions that hold the products' locks.
    """
    rows = [(product.pk, product.shop_id, vector(_called(product, variants))) for product, variants in products]
    if not rows:
        return
    pks, shops, words = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_FIND_BY, {"products": pks, "shops": shops, "words": words})


def keep_in_stock(stocks: Iterable[Stock]) -> None:
    """Have `Product.in_stock` say what the stock of the products' variants says.

    For actions that hold the products' locks: of two that each take the last of another variant, the later one sees
    what the earlier one did.
    """
    said = {stock.variant.product_id: stock.variant.product.in_stock for stock in stocks}
    to_be_had = Q(is_tracked=False) | Q(sells_on=True) | Q(on_hand__gt=F("held") + F("reserved"))
    had = Stock.objects.filter(to_be_had, variant__product=OuterRef("pk"), variant__is_active=True)
    true = set(Product.objects.filter(Exists(had), pk__in=said).values_list("pk", flat=True))
    if changed := [pk for pk, in_stock in said.items() if in_stock != (pk in true)]:
        Product.objects.filter(pk__in=changed).update(in_stock=~F("in_stock"), changed_at=timezone.now())


def _called(product: Product, variants: Sequence[Variant]) -> list[str]:
    titles = [product.title, *(str(words.get("title", "")) for words in product.translations.values())]
    return [*titles, *(variant.sku for variant in variants), *(variant.barcode for variant in variants)]

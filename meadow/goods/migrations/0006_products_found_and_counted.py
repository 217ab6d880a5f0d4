from typing import Any

from django.db import migrations

from meadow.goods.finding import vector

SUM_UP = """
INSERT INTO goods_productstock (product_id, shop_id, variants, on_hand, is_low, sold)
SELECT p.id, p.shop_id, count(v.id), coalesce(sum(s.on_hand) FILTER (WHERE s.is_tracked), 2147483647), false, 0
FROM goods_product p
LEFT JOIN goods_variant v ON v.product_id = p.id AND v.is_active
LEFT JOIN goods_stock s ON s.variant_id = v.id
GROUP BY p.id
ON CONFLICT DO NOTHING
"""
AT_ONCE = 1000


def find(apps: Any, schema_editor: Any) -> None:
    Product, ProductWords = apps.get_model("goods", "Product"), apps.get_model("goods", "ProductWords")
    left = Product.objects.filter(found_by=None).order_by("pk")
    while products := list(left.prefetch_related("variants")[:AT_ONCE]):
        ProductWords.objects.bulk_create(
            ProductWords(product=product, shop_id=product.shop_id, words=vector(_texts(product)))
            for product in products
        )


def _texts(product: Any) -> list[str]:
    titles = [product.title, *(words.get("title", "") for words in product.translations.values())]
    variants = [variant for variant in product.variants.all() if variant.is_active]
    return [*titles, *(variant.sku for variant in variants), *(variant.barcode for variant in variants)]


class Migration(migrations.Migration):
    dependencies = [("goods", "0005_the_desk_finds_and_counts")]

    operations = [
        migrations.RunSQL(SUM_UP, migrations.RunSQL.noop),
        migrations.RunPython(find, migrations.RunPython.noop),
    ]

"""Stock of which bundles are made says so."""

from django.db import migrations

_FILL = """
UPDATE goods_stock SET is_part = true
WHERE NOT is_part AND EXISTS (SELECT FROM goods_bundlepart part WHERE part.part_id = goods_stock.variant_id)
"""


class Migration(migrations.Migration):
    dependencies = [("goods", "0009_stock_tells_later")]

    operations = [migrations.RunSQL(_FILL, migrations.RunSQL.noop)]

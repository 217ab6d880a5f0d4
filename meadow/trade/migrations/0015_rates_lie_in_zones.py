from django.db import migrations


class Migration(migrations.Migration):
    """A zone for every set of countries that a shop's rates named, and the rest of the world for those that named none."""

    dependencies = [("trade", "0014_shipping_zones")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO trade_shippingzone (shop_id, name, countries, regions, position)
            SELECT shop_id, '', sorted.countries, '{}', row_number() OVER (
                PARTITION BY shop_id ORDER BY sorted.countries = '{}', min(rate.id)
            ) - 1
            FROM trade_shippingrate rate, LATERAL (
                SELECT coalesce(array_agg(DISTINCT country ORDER BY country), '{}') countries
                FROM unnest(rate.countries) country
            ) sorted
            GROUP BY shop_id, sorted.countries
            ORDER BY shop_id, min(rate.id)
            """,
            "DELETE FROM trade_shippingzone",
        ),
        migrations.RunSQL(
            """
            UPDATE trade_shippingrate rate SET zone_id = zone.id FROM trade_shippingzone zone
            WHERE zone.shop_id = rate.shop_id AND zone.countries @> rate.countries AND zone.countries <@ rate.countries
            """,
            """
            UPDATE trade_shippingrate rate SET countries = zone.countries FROM trade_shippingzone zone
            WHERE zone.id = rate.zone_id
            """,
        ),
    ]

"""A stock row marks what is not yet told elsewhere, so that holding it needs no lock of its product."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goods", "0008_stock_for_occasions")]

    operations = [
        migrations.AddField(
            "stock",
            "is_part",
            models.BooleanField(db_default=False, default=False, editable=False, verbose_name="part of a bundle"),
        ),
        migrations.AddField(
            "stock",
            "is_stale",
            models.BooleanField(db_default=False, default=False, editable=False, verbose_name="not told everywhere"),
        ),
        migrations.AddField(
            "stock",
            "newly_sold",
            models.IntegerField(db_default=0, default=0, editable=False, verbose_name="sold, not summed up"),
        ),
        migrations.AddIndex(
            "stock",
            models.Index(
                condition=models.Q(("is_stale", True), models.Q(("newly_sold", 0), _negated=True), _connector="OR"),
                fields=["id"],
                name="stock_to_keep_up",
            ),
        ),
        # Room on each page for the next versions of its rows: a hold then touches no index.
        migrations.RunSQL(
            "ALTER TABLE goods_stock SET (fillfactor = 70)", "ALTER TABLE goods_stock RESET (fillfactor)"
        ),
    ]

"""An invitation may be printed on what goes into a shop's parcels."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_links_and_points")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="is_for_parcels",
            field=models.BooleanField(db_default=False, default=False, verbose_name="printed on packing slips"),
        ),
    ]

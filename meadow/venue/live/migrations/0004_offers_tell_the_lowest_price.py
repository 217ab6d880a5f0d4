"""Offers keep the lowest price of the 30 days before, which is told beside theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0003_recording_keeps_clock")]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="lowest_30",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="lowest price of the 30 days before"),
        ),
    ]

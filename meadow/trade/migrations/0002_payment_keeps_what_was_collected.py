"""A payment keeps what was collected beside what was asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trade", "0001_trade"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="collected",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="payment",
            name="collected_currency",
            field=models.CharField(blank=True, max_length=3),
        ),
    ]

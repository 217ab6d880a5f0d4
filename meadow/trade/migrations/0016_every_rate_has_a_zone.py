import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trade", "0015_rates_lie_in_zones")]

    operations = [
        migrations.AlterField(
            "shippingrate",
            "zone",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rates",
                to="trade.shippingzone",
                verbose_name="zone",
            ),
        ),
        migrations.RemoveField("shippingrate", "countries"),
    ]

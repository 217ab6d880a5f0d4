from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trade", "0003_names_in_words")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="parts",
            field=models.JSONField(blank=True, default=list, verbose_name="parts"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="ships_on",
            field=models.DateField(blank=True, null=True, verbose_name="sent from"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="is_digital",
            field=models.BooleanField(default=False, verbose_name="to be downloaded"),
        ),
    ]

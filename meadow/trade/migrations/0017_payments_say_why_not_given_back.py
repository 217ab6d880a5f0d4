from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trade", "0013_holds_of_slices"),
        ("trade", "0016_every_rate_has_a_zone"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="refused",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="why it was not given back"
            ),
        ),
    ]

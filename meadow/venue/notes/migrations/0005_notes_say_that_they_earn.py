from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0004_things_and_asks"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="earns_commission",
            field=models.BooleanField(db_default=False, default=False, verbose_name="earns commission"),
        ),
    ]

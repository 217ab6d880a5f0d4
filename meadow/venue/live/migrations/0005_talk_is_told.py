import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("live", "0004_offers_tell_the_lowest_price"),
    ]

    operations = [
        migrations.CreateModel(
            name="Talk",
            fields=[
                (
                    "room",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="talk",
                        serialize=False,
                        to="live.room",
                        verbose_name="room",
                    ),
                ),
                ("told", models.BigIntegerField(default=0, verbose_name="told")),
            ],
            options={
                "verbose_name": "talk of a room",
                "verbose_name_plural": "talks of rooms",
            },
        ),
    ]

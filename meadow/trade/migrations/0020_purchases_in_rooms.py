"""What is bought inside live rooms."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("live", "0004_offers_tell_the_lowest_price"),
        ("trade", "0019_delivered_orders_can_be_returned"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfferTake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField(default=0, verbose_name="pieces")),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="takes",
                        to="live.offer",
                        verbose_name="offer",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offer_takes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={"verbose_name": "pieces of an offer", "verbose_name_plural": "pieces of offers"},
        ),
        migrations.CreateModel(
            name="RoomPurchase",
            fields=[
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="room_purchase",
                        serialize=False,
                        to="trade.ordergroup",
                        verbose_name="order group",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="purchases",
                        to="live.room",
                        verbose_name="room",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="purchases",
                        to="live.offer",
                        verbose_name="offer",
                    ),
                ),
                ("shows_initial", models.BooleanField(default=False, verbose_name="the first letter may be shown")),
            ],
            options={"verbose_name": "purchase in a room", "verbose_name_plural": "purchases in rooms"},
        ),
        migrations.AddConstraint(
            model_name="offertake",
            constraint=models.UniqueConstraint(fields=("offer", "member"), name="one_take_per_member_and_offer"),
        ),
        migrations.AddIndex(
            model_name="linetouch",
            index=models.Index(condition=models.Q(("place", ""), _negated=True), fields=["place"], name="touch_place"),
        ),
    ]

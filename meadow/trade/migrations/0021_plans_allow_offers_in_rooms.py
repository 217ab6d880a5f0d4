"""Plans say how much buyers may take off in their own live rooms."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trade", "0020_purchases_in_rooms")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="room_off",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="most off in offers of live rooms"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("room_off__lte", 9000)), name="room_off_at_most_90_percent"
            ),
        ),
    ]

"""Seats that were given before anybody was asked count as taken since they were given."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("live", "0007_seats_are_accepted")]

    operations = [
        migrations.RunSQL(
            "UPDATE live_roomseat SET accepted_at = since WHERE accepted_at IS NULL", migrations.RunSQL.noop
        ),
    ]

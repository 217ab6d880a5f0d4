"""Recordings keep where the clock on the wall jumps against their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0002_who_took_part")]

    operations = [
        migrations.AddField("recording", "clock", models.JSONField(blank=True, default=list, verbose_name="clock")),
    ]

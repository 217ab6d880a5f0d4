"""Whoever is asked to help says whether they will; those who help already have."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0006_clips_for_notes")]

    operations = [
        migrations.AddField(
            model_name="roomseat",
            name="accepted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="accepted at"),
        ),
    ]

"""Notices keep their words, and readers when they spoke last (slow mode)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("talk", "0001_threads")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="words",
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name="words"),
        ),
        migrations.AddField(
            model_name="reader",
            name="spoken_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last spoke at"),
        ),
    ]

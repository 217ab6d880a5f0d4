"""Notes play stretches of recordings."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0005_talk_is_told"), ("notes", "0005_notes_say_that_they_earn")]

    operations = [
        migrations.CreateModel(
            name="Clip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins", models.FloatField(verbose_name="begins at second")),
                ("ends", models.FloatField(verbose_name="ends at second")),
                (
                    "cut_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="cut at"),
                ),
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clip",
                        to="notes.note",
                        verbose_name="note",
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clips",
                        to="live.recording",
                        verbose_name="recording",
                    ),
                ),
            ],
            options={
                "verbose_name": "clip",
                "verbose_name_plural": "clips",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(begins__gte=0)
                        & models.Q(ends__gte=models.F("begins") + 4.999)
                        & models.Q(ends__lte=models.F("begins") + 90.001),
                        name="a_clip_in_bounds",
                    )
                ],
            },
        ),
    ]

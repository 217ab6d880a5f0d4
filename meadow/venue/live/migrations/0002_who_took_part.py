import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("live", "0001_rooms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "Comment"),
                            ("like", "Like"),
                            ("ask", "Question"),
                            ("share", "Share"),
                            ("follow", "Follow"),
                            ("card", "Looked at goods"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="live.show",
                        verbose_name="show",
                    ),
                ),
            ],
            options={
                "verbose_name": "participation in a show",
                "verbose_name_plural": "participations in shows",
                "constraints": [
                    models.UniqueConstraint(fields=["show", "person", "kind"], name="took_part_once_in_each_way")
                ],
            },
        ),
        migrations.AddField(
            model_name="show",
            name="here",
            field=models.PositiveIntegerField(default=0, verbose_name="viewers now"),
        ),
        migrations.RemoveIndex(model_name="visit", name="visit_here"),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(condition=models.Q(("left_at", None)), fields=["show"], name="visit_here"),
        ),
    ]

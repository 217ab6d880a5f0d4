import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("direct", "0001_conversations"),
        ("goods", "0012_stock_leaves_as_samples"),
        ("talk", "0001_threads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SaidByItself",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=60, verbose_name="what")),
                ("day", models.DateField(verbose_name="day")),
            ],
            options={
                "verbose_name": "automatic answer",
                "verbose_name_plural": "automatic answers",
            },
        ),
        migrations.CreateModel(
            name="Wait",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
            ],
            options={
                "verbose_name": "time that a member waited",
                "verbose_name_plural": "times that members waited",
            },
        ),
        migrations.AddField(
            model_name="conversation",
            name="spoken_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="last spoken in"
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["shop", "-spoken_at", "-thread"], name="conversation_newest_of_shop"),
        ),
        migrations.AddField(
            model_name="saidbyitself",
            name="conversation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="direct.conversation",
                verbose_name="conversation",
            ),
        ),
        migrations.AddField(
            model_name="wait",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="answered by",
            ),
        ),
        migrations.AddField(
            model_name="wait",
            name="conversation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="waits",
                to="direct.conversation",
                verbose_name="conversation",
            ),
        ),
        migrations.AddField(
            model_name="wait",
            name="shop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="goods.shop", verbose_name="shop"
            ),
        ),
        migrations.AddConstraint(
            model_name="saidbyitself",
            constraint=models.UniqueConstraint(
                fields=("conversation", "what", "day"), name="said_by_itself_once_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="wait",
            index=models.Index(fields=["shop", "asked_at"], name="wait_of_shop"),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)),
                fields=("conversation",),
                name="one_open_wait_per_conversation",
            ),
        ),
    ]

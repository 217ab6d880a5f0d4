"""Whom an invitation by handle is meant for, and why an application was returned."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("goods", "0003_shops_move_in_and_out"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations_to",
                to=settings.AUTH_USER_MODEL,
                verbose_name="to",
            ),
        ),
        migrations.AddField(
            model_name="applicationanswer",
            name="reasons",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        (
                            "unreadable",
                            "A document cannot be read. Please send it again, whole and sharp.",
                        ),
                        ("expired", "A document is out of date. Please send the one that is valid now."),
                        (
                            "names_differ",
                            "The names in the answers and in the documents differ. Please make them agree.",
                        ),
                        (
                            "wrong_kind",
                            "This looks like another kind of shop. Please choose the kind that fits.",
                        ),
                        (
                            "no_brand_right",
                            "The right to the brand is not shown. Please add a document that shows it.",
                        ),
                        (
                            "goods_unclear",
                            "It is not clear what you sell. Please describe it or add a product with photos.",
                        ),
                        (
                            "goods_not_allowed",
                            "Some of these goods may not be sold here. Please take them out.",
                        ),
                        ("story_misleads", "The name or story may mislead people. Please change it."),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="reasons",
            ),
        ),
    ]

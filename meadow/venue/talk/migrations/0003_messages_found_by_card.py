"""Whether something was shown in a thread is found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("talk", "0002_words_of_notices_and_who_spoke_when")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["thread", "card_kind", "card_key"],
                condition=models.Q(card_key__isnull=False),
                name="message_card_in_thread",
            ),
        ),
    ]

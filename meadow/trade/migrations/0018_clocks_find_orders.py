from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trade", "0017_payments_say_why_not_given_back")]

    operations = [
        migrations.AddIndex(
            "order", models.Index(condition=models.Q(("state", "sent")), fields=["sent_at"], name="order_to_deliver")
        ),
        migrations.AddIndex(
            "return",
            models.Index(condition=models.Q(("state", "approved")), fields=["answered_at"], name="return_to_send_back"),
        ),
        migrations.AddIndex(
            "return",
            models.Index(
                condition=models.Q(("state__in", ["sent_back", "received"])),
                fields=["sent_back_at"],
                name="return_to_settle",
            ),
        ),
    ]

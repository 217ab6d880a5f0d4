from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trade", "0004_lines_keep_parts_and_days")]

    operations = [
        migrations.RenameField("order", "received_at", "delivered_at"),
        migrations.AlterField(
            "order", "delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="delivered at")
        ),
        migrations.AlterField(
            model_name="order",
            name="state",
            field=models.CharField(
                choices=[
                    ("placed", "Waiting for payment"),
                    ("paid", "Paid"),
                    ("part_sent", "Partly on its way"),
                    ("sent", "On its way"),
                    ("delivered", "Delivered"),
                    ("completed", "Completed"),
                    ("cancelled", "Cancelled"),
                ],
                default="placed",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.RunSQL(
            "UPDATE trade_order SET state = 'delivered' WHERE state = 'received'",
            "UPDATE trade_order SET state = 'received' WHERE state = 'delivered'",
        ),
    ]

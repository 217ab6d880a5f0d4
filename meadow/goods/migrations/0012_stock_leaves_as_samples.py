from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goods", "0011_wishes_for_stock")]

    operations = [
        migrations.AlterField(
            model_name="stockchange",
            name="reason",
            field=models.CharField(
                choices=[
                    ("counted", "Counted"),
                    ("received", "Received"),
                    ("sold", "Sold"),
                    ("put_back", "Put back"),
                    ("damaged", "Damaged"),
                    ("lost", "Lost"),
                    ("moved", "Moved"),
                    ("imported", "Imported"),
                    ("sample", "Given as a sample"),
                ],
                max_length=8,
                verbose_name="reason",
            ),
        ),
    ]

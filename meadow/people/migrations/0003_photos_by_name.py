"""Photos are found by the name of their file, which two people may have uploaded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_follows_in_order")]

    operations = [
        migrations.AddIndex(model_name="photo", index=models.Index(fields=["name"], name="photo_by_name")),
    ]

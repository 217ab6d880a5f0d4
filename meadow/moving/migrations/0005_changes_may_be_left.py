"""What an undoing left as it is, because somebody had changed it since the import, is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moving", "0004_problems_name_rows")]

    operations = [
        migrations.AddField(
            model_name="importchange",
            name="was_left",
            field=models.BooleanField(default=False, verbose_name="left as it is"),
        ),
    ]

"""Problems of an import name the rows of the product that was left out, instead of keeping copies of cells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moving", "0003_imports_fetch_photos")]

    operations = [
        migrations.RemoveField(model_name="importproblem", name="cells"),
        migrations.AddField(
            model_name="importproblem",
            name="left_out",
            field=models.JSONField(blank=True, default=list, verbose_name="rows left out"),
        ),
    ]

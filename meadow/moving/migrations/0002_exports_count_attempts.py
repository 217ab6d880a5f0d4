"""Exports count how often they were begun, so that a worker that was overtaken stops."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moving", "0001_imports_exports_history")]

    operations = [
        migrations.AddField(
            model_name="export",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="times begun"),
        ),
    ]

"""Who may say links is a group's own rule, and points are counted once a minute."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_groups")]

    operations = [
        migrations.AddField(
            model_name="group",
            name="links_level",
            field=models.PositiveSmallIntegerField(db_default=2, default=2, verbose_name="links from level"),
        ),
        migrations.AddField(
            model_name="member",
            name="pointed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last point at"),
        ),
    ]

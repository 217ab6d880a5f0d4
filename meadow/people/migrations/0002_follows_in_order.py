"""Lists of follows read along an index, the newest first, from either side."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people")]

    operations = [
        migrations.RemoveIndex(model_name="follow", name="people_foll_followe_ceac72_idx"),
        migrations.AddIndex(
            model_name="follow", index=models.Index(fields=["followed", "-id"], name="follow_newest_of_followed")
        ),
        migrations.AddIndex(
            model_name="follow", index=models.Index(fields=["follower", "-id"], name="follow_newest_of_follower")
        ),
    ]

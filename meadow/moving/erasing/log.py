"""What the operators' log says of rows that go: their number stays in it, their words do not."""

from collections.abc import Collection

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models


def forget_in_log(model: type[models.Model], pks: Collection[int]) -> None:
    """Take the words of these rows out of what Django's admin wrote down about them."""
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in pks]).update(
        object_repr="–", change_message=""
    )

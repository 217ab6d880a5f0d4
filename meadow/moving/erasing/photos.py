"""A person's photos: those that a shop shows stay with the shop, all others go with their files."""

from collections.abc import Collection

from django.db import models, transaction

from meadow.moving.erasing.log import forget_in_log
from meadow.people.jobs import forget_files
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo

AT_ONCE = 200


def erase_photos(person: Person) -> None:
    """Delete the rows; the files are deleted by a job, since another row may show the very same picture."""
    while True:
        with transaction.atomic():
            photos = list(Photo.objects.filter(by=person).select_for_update().order_by("pk")[:AT_ONCE])
            if not photos:
                return
            shown = shown_by_others([photo.pk for photo in photos])
            Photo.objects.filter(pk__in=shown).update(by=None)
            gone = [photo for photo in photos if photo.pk not in shown]
            files = [[photo.name, *(size["name"] for size in photo.sizes)] for photo in gone]
            forget_in_log(Photo, [photo.pk for photo in gone])
            Photo.objects.filter(pk__in=[photo.pk for photo in gone]).delete()
            if files:
                forget_files.defer(photos=files)


def shown_by_others(pks: Collection[int]) -> set[int]:
    """Which of these photos some row of any room points to; rooms that come later are asked as well."""
    shown: set[int] = set()
    for relation in Photo._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and isinstance(relation.field, models.ForeignKey):
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": pks})
            shown.update(rows.values_list(name, flat=True))
    return shown

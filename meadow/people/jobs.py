"""What happens to photos in the background: their sizes are made, and files that nobody shows any more are deleted."""

from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from meadow.people import news_jobs  # noqa: F401 - its tasks are known once this module is
from meadow.people.files import claim_file, keep_file
from meadow.people.models.photos import Photo
from meadow.plumbing.pictures.encoding import renditions
from meadow.plumbing.pictures.opening import open_picture

OVERDUE = timedelta(minutes=15)
GIVEN_UP = timedelta(days=7)
MOST_AT_ONCE = 200


@app.task(name="people.make_sizes", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def make_sizes(photo_id: int) -> None:
    """Give a waiting photo its sizes. Repeated, or without the photo, it does nothing."""
    photo = Photo.objects.filter(pk=photo_id, state=Photo.State.WAITING).first()
    if photo is None:
        return
    # The same picture, uploaded by somebody else before, has the very same files.
    twin = Photo.objects.filter(name=photo.name, state=Photo.State.READY).first()
    photo.sizes = twin.sizes if twin else _sizes(photo)
    photo.state = Photo.State.READY
    photo.save(update_fields=["sizes", "state"])


def _sizes(photo: Photo) -> list[dict[str, Any]]:
    with default_storage.open(photo.name) as file:
        picture = open_picture(file.read())
    return [
        {"width": size.width, "height": size.height, "kind": size.kind.value.lower(), "name": keep_file(size)}
        for size in renditions(picture)
    ]


def ask_for_sizes(photo: Photo) -> None:
    """Have the sizes made after the transaction at hand; asked again while that waits, nothing changes."""
    try:
        with transaction.atomic():
            make_sizes.configure(queueing_lock=f"photo-{photo.pk}").defer(photo_id=photo.pk)
    except AlreadyEnqueued:
        pass


@app.periodic(cron="*/10 * * * *")
@app.task(name="people.sweep_waiting_photos", queueing_lock="people.sweep_waiting_photos")
def sweep_waiting_photos(timestamp: int) -> None:
    """Ask again for the sizes of photos that have waited too long, as after a crash; the newest first.

    A photo whose sizes could not be made for a week is left to the operators: it is shown in its full size.
    """
    now = timezone.now()
    waiting = Photo.objects.filter(state=Photo.State.WAITING, put_at__range=(now - GIVEN_UP, now - OVERDUE))
    for photo in waiting.order_by("-pk")[:MOST_AT_ONCE]:
        ask_for_sizes(photo)


@app.task(name="people.forget_files", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def forget_files(photos: list[list[str]]) -> None:
    """Delete the files of photos whose rows are gone: of each the name of its master, then those of its sizes.

    What another row relies on stays. Safe to repeat.
    """
    relied_on = _relied_on([name for names in photos for name in names])
    for names in photos:
        master = names[0]
        with transaction.atomic():
            claim_file(master)
            if Photo.objects.filter(name=master).exists():
                continue
            for name in names:
                if name not in relied_on:
                    default_storage.delete(name)


def _relied_on(names: list[str]) -> set[str]:
    """Which of these files are a size of some photo. Plain pictures of one colour may share the small ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT size->>'name' FROM people_photo, jsonb_array_elements(sizes) AS size"
            " WHERE size->>'name' = ANY(%s)",
            [names],
        )
        return {name for (name,) in cursor.fetchall()}

"""Photos: taking in what people upload, and cutting it to what they want to show."""

from typing import NamedTuple, Protocol

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from meadow.people.files import keep_file
from meadow.people.jobs import ask_for_sizes
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.pictures.encoding import master
from meadow.plumbing.pictures.glance import dominant_colour, placeholder
from meadow.plumbing.pictures.opening import Limits, Picture, cropped, open_picture


class Readable(Protocol):
    """An open file, or an upload."""

    def read(self, size: int, /) -> bytes: ...


class Box(NamedTuple):
    """A part of a picture, in fractions of it from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


def put_photo(file: bytes | Readable, *, by: Person | None) -> Photo:
    """Keep an uploaded picture, sanitised, and have its sizes made in the background.

    The same picture put again by the same person is the same photo. Raises PictureRefused.
    """
    limits = Limits(bytes=settings.PHOTO_MAX_BYTES)
    data = file if isinstance(file, bytes) else file.read(limits.bytes + 1)
    return _put(open_picture(data, limits=limits), by)


def crop_photo(photo: Photo, box: Box, *, by: Person) -> Photo:
    """Make a new photo of a part of this one, which stays as it is. Raises PictureRefused."""
    with default_storage.open(photo.name) as file:
        picture = open_picture(file.read())
    return _put(cropped(picture, *box), by)


def _put(picture: Picture, by: Person | None) -> Photo:
    encoded = master(picture)
    # The file comes first: a file without a row costs a little space, a row without a file is a hole in a page.
    name = keep_file(encoded)
    with transaction.atomic():
        known = Photo.objects.filter(by=by, name=name).first()
        if known:
            return known
        photo = Photo.objects.create(
            by=by,
            name=name,
            width=encoded.width,
            height=encoded.height,
            placeholder=placeholder(picture),
            colour=dominant_colour(picture),
        )
        ask_for_sizes(photo)
    return photo

"""Photos: taking in what people upload, and cutting it to what they want to show."""

import hashlib
from typing import NamedTuple, Protocol

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from meadow.people.files import file_name, hold_file, keep_file
from meadow.people.jobs import ask_for_sizes
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.pictures.encoding import master
from meadow.plumbing.pictures.glance import dominant_colour, placeholder
from meadow.plumbing.pictures.kinds import Kind
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

    The same picture put again by the same person is the same photo; a file that we made ourselves, as an export hands
    it out, comes back as it is instead of being encoded once more. Raises PictureRefused.
    """
    limits = Limits(bytes=settings.PHOTO_MAX_BYTES)
    data = file if isinstance(file, bytes) else file.read(limits.bytes + 1)
    return _known_again(data, by) or _put(open_picture(data, limits=limits), by)


def crop_photo(photo: Photo, box: Box, *, by: Person) -> Photo:
    """Make a new photo of a part of this one, which stays as it is. Raises PictureRefused."""
    with default_storage.open(photo.name) as file:
        picture = open_picture(file.read())
    return _put(cropped(picture, *box), by)


@transaction.atomic
def _known_again(data: bytes, by: Person | None) -> Photo | None:
    """The photo of these very bytes, when they are one of our own files."""
    sha256 = hashlib.sha256(data).hexdigest()
    names = [file_name(sha256, kind) for kind in Kind]
    twin = Photo.objects.filter(name__in=names).order_by("pk").first()
    if twin is None:
        return None
    hold_file(twin.name)
    if known := Photo.objects.filter(by=by, name=twin.name).first():
        return known
    if not default_storage.exists(twin.name):
        return None
    fields = ("name", "width", "height", "placeholder", "colour", "sizes", "state")
    photo = Photo.objects.create(by=by, **{field: getattr(twin, field) for field in fields})
    if photo.state == Photo.State.WAITING:
        ask_for_sizes(photo)
    return photo


def _put(picture: Picture, by: Person | None) -> Photo:
    encoded = master(picture)
    # The file comes first: a file without a row costs a little space, a row without a file is a hole in a page.
    name = keep_file(encoded)
    with transaction.atomic():
        hold_file(name)
        keep_file(encoded)  # nobody relied on it yet a moment ago, so that it may just have been deleted
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

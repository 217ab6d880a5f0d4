"""The photos of a record: which of them are new to the product, where they lie, and taking them in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings

from meadow.goods.actions.photos import MOST_PHOTOS
from meadow.goods.catalogues.photos import PhotoFile, PhotoSource
from meadow.goods.catalogues.records import PhotoRecord, ProductRecord, RowProblem
from meadow.goods.importing.known import Known
from meadow.goods.texts import PhotoText
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.bad_input import BadInput, gettext_noop
from meadow.plumbing.pictures.opening import Limits, open_picture
from meadow.plumbing.pictures.refused import PictureRefused


class NotReadable(BadInput):
    """The file is there and the disk does not give it."""

    code = "not_readable"
    message = gettext_noop("The file cannot be read.")


@dataclass(slots=True)
class Sought:
    """What of a record's photos the product does not show yet: files, and those that lie elsewhere."""

    here: dict[str, PhotoFile] = field(default_factory=dict)
    missing: int = 0
    to_fetch: list[str] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def with_photos_of_skus(record: ProductRecord, folder: PhotoSource) -> ProductRecord:
    """The record; one that names no photos shows those that are called after its handle or its SKUs."""
    if record.photos:
        return record
    found: dict[str, None] = dict.fromkeys(folder.called_after(record.handle) if record.handle else ())
    variants = []
    for variant in record.variants:
        own = folder.called_after(variant.sku) if variant.sku else []
        found |= dict.fromkeys(own)
        variants.append(replace(variant, photo=variant.photo or own[0]) if own and record.options else variant)
    photos = tuple(PhotoRecord(path, "", place) for place, path in enumerate(found, start=1))
    return replace(record, photos=photos, variants=tuple(variants))


def seek(record: ProductRecord, known: Known | None, folder: PhotoSource | None) -> Sought:
    """Look for the photos of the record that the product does not show yet, as many as it may show."""
    sought = Sought()
    kept = kept_photos(record, known)
    shown = {photo.source for photo in kept}
    wanted = [photo.url_or_path for photo in record.photos if photo.url_or_path not in shown]
    room = MOST_PHOTOS - len(kept)
    if len(wanted) > room:
        sought.problems.append(
            _warning(record.row, "too_many_photos", {"limit": MOST_PHOTOS, "left": len(wanted) - room})
        )
    for address in wanted[:room]:
        if folder and (path := folder.find(address)):
            sought.here[address] = path
        elif "://" in address:
            sought.to_fetch.append(address)
        else:
            sought.missing += 1
            if folder:
                sought.problems.append(
                    _warning(_row_of(record, address), "photo_not_in_folder", {"path": address[:200]})
                )
    return sought


def kept_photos(record: ProductRecord, known: Known | None) -> list[PhotoText]:
    """What the product goes on showing: all but photos of an earlier import that the record names no more.

    A record without photos says nothing about them.
    """
    named = {photo.url_or_path for photo in record.photos}
    shown = (known.text.photos if known else None) or ()
    return [photo for photo in shown if not named or not photo.source or photo.source in named]


def take_in(
    record: ProductRecord, files: Mapping[str, PhotoFile], *, by: Person, dry_run: bool
) -> tuple[dict[str, int], list[RowProblem]]:
    """Keep these files as photos, by their addresses, and say which of them are not photos.

    In a dry run a photo is opened to the last pixel and no file is kept; its row goes with the transaction.
    """
    photos: dict[str, int] = {}
    problems: list[RowProblem] = []
    for address, path in files.items():
        try:
            photos[address] = (_pretend(path, by) if dry_run else _put(path, by)).pk
        except (PictureRefused, NotReadable) as error:
            problems.append(
                _warning(_row_of(record, address), "photo_refused", {"path": address[:200], "reason": str(error)})
            )
    return photos, problems


def _put(path: PhotoFile, by: Person) -> Photo:
    return put_photo(_read(path), by=by)


def _pretend(path: PhotoFile, by: Person) -> Photo:
    content = _read(path)
    picture = open_picture(content, limits=Limits(bytes=settings.PHOTO_MAX_BYTES))
    name = f"photos/{hashlib.sha256(content).hexdigest()}"
    size = {"width": picture.width, "height": picture.height}
    return Photo.objects.get_or_create(by=by, name=name, defaults={**size, "placeholder": "data:,"})[0]


def _read(path: PhotoFile) -> bytes:
    """The file, or one byte more of it than is allowed."""
    try:
        with path.open("rb") as file:
            return file.read(settings.PHOTO_MAX_BYTES + 1)
    except OSError as error:
        raise NotReadable from error


def _row_of(record: ProductRecord, address: str) -> int:
    """The row of the variant that shows this photo, else the product's."""
    return next((variant.row for variant in record.variants if variant.photo == address), record.row)


def _warning(row: int, code: str, params: Mapping[str, str | int]) -> RowProblem:
    return RowProblem(row, row, "", code, params, "warning")


def new_photos(record: ProductRecord, kept: Sequence[PhotoText], put: Mapping[str, int]) -> list[PhotoText]:
    """The photos just put, in the order of the record; a picture that is shown already is not shown twice."""
    shown = {photo.photo for photo in kept}
    found: dict[int, PhotoText] = {}
    for photo in record.photos:
        key = put.get(photo.url_or_path)
        if key is not None and key not in shown:
            text = PhotoText(photo=key, alt=photo.alt, source=photo.url_or_path, translations=alts_of(photo))
            found.setdefault(key, text)
    return list(found.values())


def alts_of(photo: PhotoRecord) -> dict[str, dict[str, str]] | None:
    """What the photo shows, in other languages; None where nothing is said."""
    return {language: {"alt": alt} for language, alt in photo.alt_words.items() if alt} or None

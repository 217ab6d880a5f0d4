"""The demo's pictures, put into the platform as if everybody had uploaded their own."""

from pathlib import Path

from meadow.people.actions.photos import put_photo
from meadow.people.jobs import ask_for_sizes
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo

_SAME = ("name", "width", "height", "placeholder", "colour")


class Album:
    """Puts pictures by their file names; each is opened and encoded once, however many people show it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.missing: set[str] = set()
        self._put: dict[str, dict[int, Photo]] = {}

    def photo(self, file: str, *, by: Person) -> Photo | None:
        """This person's photo of a picture; None, and remembered as missing, when there is no such file."""
        of_file = self._put.setdefault(file, {})
        if by.pk in of_file:
            return of_file[by.pk]
        if of_file:
            twin = next(iter(of_file.values()))
            of_file[by.pk] = Photo.objects.create(by=by, **{field: getattr(twin, field) for field in _SAME})
            ask_for_sizes(of_file[by.pk])
            return of_file[by.pk]
        try:
            jpeg = (self.folder / file).read_bytes()
        except FileNotFoundError:
            self.missing.add(file)
            return None
        of_file[by.pk] = put_photo(jpeg, by=by)
        return of_file[by.pk]

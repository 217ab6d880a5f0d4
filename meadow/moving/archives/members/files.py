"""Where the photos of a person lie in the archive."""

from pathlib import PurePosixPath

from meadow.people.models.photos import Photo


def photo_file(photo: Photo) -> str:
    """The same path for the same photo in every file of the archive."""
    name = PurePosixPath(photo.name)
    return f"photos/{name.stem[:16]}{name.suffix}"

"""Papers that people send with an application: told by their bytes, pictures written anew, and kept in private."""

from pathlib import PurePath
from typing import Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from meadow.goods.refusals import DocumentRefused, DocumentTooLarge
from meadow.plumbing.pictures.encoding import master
from meadow.plumbing.pictures.kinds import HEAD, Kind, kind_of
from meadow.plumbing.pictures.opening import open_picture
from meadow.plumbing.pictures.refused import PictureRefused

MOST_BYTES: Final = 10 * 2**20
_TAKEN: Final = {Kind.JPEG, Kind.PNG}
_TYPES: Final = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".webp": "image/webp"}
_LONGEST_NAME: Final = 100


def read_paper(upload: "UploadedFile[bytes]") -> tuple[str, "ContentFile[bytes]"]:
    """What to call the paper, and the file to keep, whose own name tells nothing.

    A picture is decoded and written anew, which leaves out where it was taken and whatever else came with it. A PDF
    cannot be made harmless here: it is kept as it is, and doors only ever hand it out as a download.
    """
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise DocumentTooLarge(most=MOST_BYTES // 2**20)
    if data.startswith(b"%PDF-"):
        suffix = ".pdf"
    else:
        data, suffix = _written_anew(data)
    name = PurePath(upload.name or "").stem[:_LONGEST_NAME].strip() or "document"
    return f"{name}{suffix}", ContentFile(data, name=f"{uuid4().hex}{suffix}")


def media_type(file_name: str) -> str:
    """The media type of a kept paper, from the suffix that `read_paper` gave it."""
    return _TYPES.get(PurePath(file_name).suffix, "application/octet-stream")


def _written_anew(data: bytes) -> tuple[bytes, str]:
    try:
        if kind_of(data[:HEAD]) not in _TAKEN:
            raise DocumentRefused
        encoded = master(open_picture(data))
    except PictureRefused as error:
        raise DocumentRefused from error
    return encoded.data, encoded.kind.suffix

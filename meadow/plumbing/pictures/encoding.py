"""From an opened picture to the files that are kept and served, the same bytes every time."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from PIL import Image

from meadow.plumbing.pictures.kinds import Kind
from meadow.plumbing.pictures.opening import Picture, scaled

MASTER_SIDE: Final = 2048
WIDTHS: Final = (360, 720, 1280)

_MASTER: Final[dict[Kind, dict[str, int | bool]]] = {
    Kind.JPEG: {"quality": 90, "progressive": True, "optimize": True},
    Kind.WEBP: {"quality": 92, "method": 2},
}
# Chosen to look alike. AVIF at this speed takes about as long as WebP at its default and makes files a third smaller
# than JPEG; slower speeds take three to ten times as long and gain a few per cent. One thread, so that a worker for
# each core stays that.
_RENDITION: Final[dict[Kind, dict[str, int | bool]]] = {
    Kind.AVIF: {"quality": 63, "speed": 9, "max_threads": 1},
    Kind.WEBP: {"quality": 78, "method": 2},
    Kind.JPEG: {"quality": 82, "progressive": True, "optimize": True},
}


@dataclass(frozen=True)
class Encoded:
    """One file: its pixels' size, its kind, its bytes and the name that its content gives it."""

    width: int
    height: int
    kind: Kind
    data: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def master(picture: Picture) -> Encoded:
    """The one file from which all others can be made again: the longest side at most 2048.

    A JPEG, because somebody waits for it: it is written about five times faster than WebP, it decodes faster when
    renditions are made, and its greater size matters little for a file that is rarely served. Where something shows
    through, a WebP, because JPEG cannot keep that.
    """
    shrink = min(1.0, MASTER_SIDE / max(picture.width, picture.height))
    size = max(1, round(picture.width * shrink)), max(1, round(picture.height * shrink))
    kind = Kind.WEBP if picture.has_alpha else Kind.JPEG
    return _encoded(scaled(picture.image, size), kind, _MASTER[kind])


def renditions(
    picture: Picture,
    widths: Sequence[int] = WIDTHS,
    kinds: Sequence[Kind] = (Kind.AVIF, Kind.WEBP, Kind.JPEG),
) -> Iterator[Encoded]:
    """The picture at each width in each kind, narrowest first, never enlarged.

    A picture narrower than some width is given at its own width once, so that the best it has is always there.
    """
    for width in sorted({min(width, picture.width) for width in widths}):
        image = scaled(picture.image, (width, max(1, round(picture.height * width / picture.width))))
        for kind in kinds:
            yield _encoded(image, kind, _RENDITION[kind])


def on_white(image: Image.Image) -> Image.Image:
    """What is seen of the image on white paper; the very same object when nothing shows through."""
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _encoded(image: Image.Image, kind: Kind, options: dict[str, int | bool]) -> Encoded:
    file = io.BytesIO()
    (on_white(image) if kind is Kind.JPEG else image).save(file, kind.name, **options)
    return Encoded(image.width, image.height, kind, file.getvalue())

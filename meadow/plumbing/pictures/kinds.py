"""What a file is, told from its first bytes and never from its name or from what its sender declared."""

import re
from enum import StrEnum
from typing import Final

from meadow.plumbing.pictures.refused import NotAPhoto

HEAD = 4096  # as many bytes as telling the kind may need


class Kind(StrEnum):
    """A kind of picture that is read; JPEG, WebP and AVIF are also written."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    AVIF = "AVIF"
    HEIF = "HEIC"

    @property
    def media_type(self) -> str:
        return f"image/{self.value.lower()}"

    @property
    def suffix(self) -> str:
        return ".jpg" if self is Kind.JPEG else f".{self.value.lower()}"


_AVIF_BRANDS: Final = {b"avif", b"avis"}
# ISO/IEC 23008-12 and what phones write; mif1 and msf1 promise only the container, so they are asked last.
_HEIF_BRANDS: Final = {
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"hevx",
    b"hevm",
    b"hevs",
    b"mif1",
    b"mif2",
    b"msf1",
}

_FOREIGN: Final = (
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"II\*\0|MM\0\*|II\+\0|MM\0\+"), "tiff"),
    (re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)"), "zip"),
    (re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b|BZh[1-9]|\xfd7zXZ\0|\x28\xb5\x2f\xfd"), "archive"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "jpegxl"),
    (re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"), "jpeg2000"),
    (re.compile(rb".{4}ftypM4A |RIFF.{4}WAVE|ID3|OggS|fLaC", re.DOTALL), "sound"),
    (re.compile(rb".{4}(?:ftyp|moov|mdat|wide)|\x1a\x45\xdf\xa3|RIFF.{4}AVI |FLV\x01", re.DOTALL), "video"),
    (re.compile(rb"8BPS"), "photoshop"),
    (re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL), "bmp"),
    (re.compile(rb"MZ|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe"), "program"),
)
_MARKUP: Final = re.compile(r"<(?:!doctype\s+)?(svg|html|head|body|script|iframe|meta|title)\b", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes) -> Kind:
    """The kind of picture that begins with these bytes (HEAD of them are enough).

    A file that is two things at once is what a picture decoder would make of it; encoding it again drops the rest.

    Raises NotAPhoto naming what it is.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp":
        brands = _brands(head)
        if brands[0] in _AVIF_BRANDS:
            return Kind.AVIF
        if brands[0] in _HEIF_BRANDS:
            return Kind.AVIF if _AVIF_BRANDS & set(brands) else Kind.HEIF
    raise NotAPhoto(_foreign(head))


def _brands(head: bytes) -> list[bytes]:
    """The major brand of an ISO base media file and then those it is compatible with."""
    box = head[: int.from_bytes(head[:4], "big")]
    return [head[8:12], *(box[start : start + 4] for start in range(16, len(box), 4))]


def _foreign(head: bytes) -> str:
    if not head:
        return "empty"
    # PDF readers look for their mark in the first kilobyte, and so do we.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for mark, kind in _FOREIGN:
        if mark.match(head):
            return kind
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> str:
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    # The head may end inside a character, so only what comes before the last few bytes has to be sound.
    text = head.decode(encoding, errors="replace")
    if "\ufffd" in text[:-3] or _CONTROL.search(text):
        return "unknown"
    if markup := _MARKUP.search(text):
        return "svg" if markup[1].lower() == "svg" else "html"
    return "text"

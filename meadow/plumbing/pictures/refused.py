"""The ways a picture is refused, each naming what was sent instead."""

from typing import Final

from meadow.plumbing.bad_input import BadInput, gettext_noop

_NOT_A_PHOTO: Final = {
    "archive": gettext_noop("This is an archive, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "bmp": gettext_noop("This is a BMP bitmap. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "empty": gettext_noop("This file is empty. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "gif": gettext_noop("This is a GIF, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "html": gettext_noop("This is an HTML page, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "jpeg2000": gettext_noop("This is a JPEG 2000 picture. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "jpegxl": gettext_noop("This is a JPEG XL picture. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "pdf": gettext_noop("This is a PDF, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "photoshop": gettext_noop("This is a Photoshop document, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "program": gettext_noop("This is a program, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "sound": gettext_noop("This is a sound recording, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "svg": gettext_noop("This is an SVG drawing, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "text": gettext_noop("This is text, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "tiff": gettext_noop("This is a TIFF or a camera's raw file. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "unknown": gettext_noop("This is not a photo that can be read. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "video": gettext_noop("This is a video, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."),
    "zip": gettext_noop(
        "This is a ZIP archive or an office document, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."
    ),
}


class PictureRefused(BadInput):
    """What was sent is not a picture that can be shown."""

    code = "picture_refused"


class NotAPhoto(PictureRefused):
    """The bytes are of another kind; `params["kind"]` says which."""

    code = "not_a_photo"

    def __init__(self, kind: str) -> None:
        self.message = _NOT_A_PHOTO[kind]
        super().__init__(kind=kind)


class TooManyBytes(PictureRefused):
    code = "too_many_bytes"
    message = gettext_noop("This file is larger than %(megabytes)d MB.")


class TooManyPixels(PictureRefused):
    code = "too_many_pixels"
    message = gettext_noop("This picture is larger than %(megapixels)d megapixels.")


class TooSmall(PictureRefused):
    code = "too_small"
    message = gettext_noop("This picture is only %(width)d × %(height)d pixels. Each side needs at least %(least)d.")


class Broken(PictureRefused):
    """The beginning is right and the rest is not: cut off on the way, or damaged."""

    code = "broken"
    message = gettext_noop("This %(kind)s is cut off or damaged. Send it again.")


class EmptyCrop(PictureRefused):
    code = "empty_crop"
    message = gettext_noop("The chosen part lies outside the picture or holds nothing of it.")

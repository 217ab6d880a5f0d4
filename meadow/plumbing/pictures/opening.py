"""From the bytes that somebody sent to an upright sRGB picture that remembers nothing else about them."""

import io
import struct
import zlib
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from pi_heif import HeifImageFile
from PIL import ExifTags, Image, ImageCms, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from meadow.plumbing.pictures.kinds import HEAD, Kind, kind_of
from meadow.plumbing.pictures.refused import Broken, EmptyCrop, TooManyBytes, TooManyPixels, TooSmall

MOST_PIXELS: Final = 60_000_000

# Pillow refuses at twice this number, also where it must set memory aside before anybody can ask for the size.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
ImageFile.LOAD_TRUNCATED_IMAGES = False

# A real progressive JPEG has about ten scans and another ten in its previews. A forged one has thousands, each of which
# costs a walk over all pixels (LJT-01-004).
_MOST_SCANS: Final = 100

# The decoders by name, so that the bytes are read as what they were found to be and as nothing else. JpegImageFile
# also reads the first picture of the MPO files that some phones write.
_DECODERS: Final[dict[Kind, type[ImageFile.ImageFile]]] = {
    Kind.JPEG: JpegImageFile,
    Kind.PNG: PngImageFile,
    Kind.WEBP: WebPImageFile,
    Kind.AVIF: AvifImageFile,
    Kind.HEIF: HeifImageFile,
}
# What decoders raise about damaged bytes, tried with thousands of them.
_DAMAGE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)

_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_MODES_OF_PROFILES: Final = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one picture may ask for.

    `pixels` counts what the file declares, before anything is decoded, and cannot rise above MOST_PIXELS. `side` is the
    longest side that is kept: that of a 12-megapixel phone photo, and half of a 48-megapixel one.
    """

    bytes: int = 32 * 1024 * 1024
    pixels: int = MOST_PIXELS
    least_side: int = 16
    side: int = 4032


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels without a past: upright, sRGB, eight bits, in RGB or (only where something shows through) RGBA."""

    image: Image.Image
    kind: Kind

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height

    @property
    def has_alpha(self) -> bool:
        return self.image.mode == "RGBA"


def open_picture(data: bytes | BinaryIO, *, limits: Limits = Limits()) -> Picture:
    """Decode the first frame of a JPEG, PNG, WebP, AVIF or HEIC, whatever its name says.

    Safe to call from several threads. Four bytes for each declared pixel are held, and as much again while what shows
    through is scaled; a large JPEG is already scaled down as it is decoded. Sixty megapixels of transparent PNG were
    measured to take 700 MB and four seconds, a photo of twelve 200 MB and half a second.

    Raises a PictureRefused: NotAPhoto, TooManyBytes, TooManyPixels, TooSmall or Broken.
    """
    content = _content(data, limits)
    kind = kind_of(content[:HEAD])
    if kind is Kind.JPEG and content.count(b"\xff\xda") > _MOST_SCANS:
        raise Broken(kind=kind)

    try:
        decoder = _DECODERS[kind](io.BytesIO(content))
        declared = decoder.size
        _check_size(declared, limits)
        if kind is Kind.JPEG:
            decoder.draft(None, _within(declared, limits.side))
        decoder.load()
    except Image.DecompressionBombError:
        raise TooManyPixels(megapixels=limits.pixels // 1_000_000) from None
    except (TooManyPixels, TooSmall):
        raise
    except _DAMAGE as damage:
        raise Broken(kind=kind) from damage

    orientation, profile = _orientation(decoder), decoder.info.get("icc_profile")
    image = scaled(_eight_bit(decoder), _within(decoder.size, limits.side))
    image = _in_srgb(image, profile)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    return Picture(_bare(image), kind)


def cropped(picture: Picture, x: float, y: float, width: float, height: float) -> Picture:
    """The part whose left upper corner and size are given as fractions of the picture.

    Raises EmptyCrop when the part leaves the picture or holds no pixel.
    """
    right, bottom = x + width, y + height
    # Fractions that a browser computed may add up to a hair more than one.
    if not (0 <= x < right <= 1 + 1e-6 and 0 <= y < bottom <= 1 + 1e-6):
        raise EmptyCrop()

    box = (
        round(x * picture.width),
        round(y * picture.height),
        min(round(right * picture.width), picture.width),
        min(round(bottom * picture.height), picture.height),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        raise EmptyCrop()
    return replace(picture, image=picture.image.crop(box))


def scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The image at another size; the very same object when it has that size already."""
    if image.size == size:
        return image
    # The first, coarse step is a box filter that stays at least three times as large as the aim: no visible difference.
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _content(data: bytes | BinaryIO, limits: Limits) -> bytes:
    content = data if isinstance(data, bytes) else data.read(limits.bytes + 1)
    if len(content) > limits.bytes:
        raise TooManyBytes(megabytes=limits.bytes // (1024 * 1024))
    return content


def _check_size(size: tuple[int, int], limits: Limits) -> None:
    width, height = size
    if width * height > min(limits.pixels, MOST_PIXELS):
        raise TooManyPixels(megapixels=limits.pixels // 1_000_000)
    if min(size) < limits.least_side:
        raise TooSmall(width=width, height=height, least=limits.least_side)


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size of the same shape whose longest side is at most `side`."""
    longest = max(size)
    if longest <= side:
        return size
    return max(1, round(size[0] * side / longest)), max(1, round(size[1] * side / longest))


def _orientation(decoder: ImageFile.ImageFile) -> int:
    # After load(), because a PNG may carry its EXIF behind its pixels. HEIC arrives upright and says so.
    try:
        orientation = decoder.getexif().get(ExifTags.Base.Orientation, 1)
    except _DAMAGE:
        return 1
    return orientation if isinstance(orientation, int) else 1


def _eight_bit(image: Image.Image) -> Image.Image:
    """The same picture in L, LA, RGB, RGBA or CMYK: modes that can be scaled and that a colour profile may speak of."""
    if image.mode.startswith("I"):  # sixteen-bit grey: convert() alone would clip it
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        return image
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if image.mode in {"PA", "La", "RGBa"} else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
    opaque = image.convert(image.mode.removesuffix("A")) if alpha else image
    colours = _translated(opaque, profile) if profile else None
    result = colours or opaque.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        result.putalpha(alpha)
    return result


def _translated(image: Image.Image, profile: bytes) -> Image.Image | None:
    """The image in sRGB, or None when the profile is damaged or speaks of another kind of colour."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _MODES_OF_PROFILES.get(source.profile.xcolor_space.strip(), "")
        if mode != image.mode and (image.mode, mode) != ("L", "RGB"):
            return None
        return ImageCms.profileToProfile(
            image.convert(mode),
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, *_DAMAGE):
        return None


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone, in an image that cannot know where they came from."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare

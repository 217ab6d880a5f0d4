"""What the picture pipeline promises about bytes that strangers send."""

import base64
import io
import random
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, ImageDraw

from meadow.plumbing.pictures.encoding import Encoded, master, renditions
from meadow.plumbing.pictures.glance import dominant_colour, placeholder
from meadow.plumbing.pictures.kinds import Kind, kind_of
from meadow.plumbing.pictures.opening import Limits, Picture, cropped, open_picture
from meadow.plumbing.pictures.refused import (
    Broken,
    EmptyCrop,
    NotAPhoto,
    PictureRefused,
    TooManyBytes,
    TooManyPixels,
    TooSmall,
)

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (40, 60, 200), (255, 255, 255)
SECRET = b"Ada's camera, 52.370216 N"


def scene(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """A red left upper quarter on a grid of green and blue, so that every turn and flip can be told apart."""
    image = Image.new("RGB", (width, height), GREEN)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill=BLUE)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    return image.convert(mode)


def grain(width: int, height: int, seed: int = 7) -> Image.Image:
    """Noise, which no codec makes small."""
    return Image.frombytes("RGB", (width, height), random.Random(seed).randbytes(3 * width * height))


def file(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(written, quality=95, **options)
    else:
        image.save(written, kind, **options)
    return written.getvalue()


def gps_exif(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = SECRET.decode()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (52.0, 22.0, 12.78)
    return exif.tobytes()


def looks_like(colour: tuple[int, ...], image: Image.Image, x: float, y: float, tolerance: int = 30) -> bool:
    seen = image.convert("RGB").getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(seen, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(seen, colour, strict=True))


def decoded(encoded: Encoded) -> Image.Image:
    image = Image.open(io.BytesIO(encoded.data))
    image.load()
    return image


def everything_made_of(picture: Picture) -> Iterator[Encoded]:
    yield master(picture)
    yield from renditions(picture, widths=(48, 80))


@pytest.fixture(params=["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# What it is


def test_a_picture_is_read_whatever_its_kind(kind: str) -> None:
    picture = open_picture(file(scene(), kind))

    assert picture.kind is Kind[kind]
    assert (picture.width, picture.height, picture.image.mode) == (96, 64, "RGB")
    assert looks_like(RED, picture.image, 0.25, 0.25)
    assert looks_like(BLUE, picture.image, 0.75, 0.25)
    assert looks_like(GREEN, picture.image, 0.25, 0.75)


def test_a_picture_may_come_as_an_open_file(kind: str) -> None:
    assert open_picture(io.BytesIO(file(scene(), kind))).kind is Kind[kind]


def test_a_name_is_never_believed(tmp_path: Path) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(file(scene(), "PNG"))
    with path.open("rb") as upload:
        assert open_picture(upload).kind is Kind.PNG

    path.write_bytes(b"<!doctype html><script>alert(1)</script>")
    with path.open("rb") as upload, pytest.raises(NotAPhoto, match="This is an HTML page, not a photo"):
        open_picture(upload)


@pytest.mark.parametrize(
    ("data", "is_a", "words"),
    [
        (b"", "empty", "This file is empty"),
        (file(scene(), "GIF"), "gif", "a GIF, not a photo"),
        (file(scene(), "TIFF"), "tiff", "a TIFF or a camera's raw file"),
        (file(scene(), "BMP"), "bmp", "a BMP bitmap"),
        (file(scene(), "JPEG2000"), "jpeg2000", "a JPEG 2000 picture"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf", "This is a PDF, not a photo"),
        (b"\r\n\r\n%PDF-1.4", "pdf", "a PDF"),
        (b'<?xml version="1.0"?>\n<!-- a --><svg xmlns="http://www.w3.org/2000/svg"/>', "svg", "an SVG drawing"),
        (b"\xef\xbb\xbf<HTML><body>", "html", "an HTML page"),
        ("<html>".encode("utf-16"), "html", "an HTML page"),
        (b"PK\x03\x04\x14\0\0\0", "zip", "a ZIP archive or an office document"),
        (b"\x1f\x8b\x08\0", "archive", "an archive"),
        (b"\0\0\0\x18ftypisom\0\0\2\0isommp41", "video", "a video"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video", "a video"),
        (b"\x1a\x45\xdf\xa3\x9f", "video", "a video"),
        (b"ID3\x04\0\0", "sound", "a sound recording"),
        (b"MZ\x90\0\3\0\0\0", "program", "a program"),
        (b"\xff\x0a\0\0", "jpegxl", "a JPEG XL picture"),
        ("只是文字，不是照片。".encode(), "text", "This is text, not a photo"),
        ("长".encode() * 3000, "text", "This is text"),
        (b"\x00\x01\x02\x03" * 9, "unknown", "not a photo that can be read"),
    ],
)
def test_anything_else_is_refused_by_name(data: bytes, is_a: str, words: str) -> None:
    with pytest.raises(NotAPhoto, match=words) as refused:
        open_picture(data)

    assert (refused.value.code, refused.value.params) == ("not_a_photo", {"kind": is_a})


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused):
        open_picture(data)


@given(st.binary(max_size=60), st.sampled_from([b"\0\0\0\x18ftyp", b"RIFF", b"\xff\xd8\xff", b"II*\0", b"<"]))
def test_a_kind_is_told_without_reading_past_the_head(tail: bytes, mark: bytes) -> None:
    with suppress(NotAPhoto):
        assert kind_of(mark + tail) in Kind


@pytest.mark.parametrize(
    ("brands", "expected"),
    [
        (b"mif1\0\0\0\0mif1avif", Kind.AVIF),
        (b"mif1\0\0\0\0mif1heic", Kind.HEIF),
        (b"heic\0\0\0\0mif1heic", Kind.HEIF),
        (b"avis\0\0\0\0msf1", Kind.AVIF),
    ],
)
def test_a_container_of_pictures_is_told_by_its_brands(brands: bytes, expected: Kind) -> None:
    assert kind_of((len(brands) + 8).to_bytes(4, "big") + b"ftyp" + brands + b"avif") is expected


# What it costs


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few dozen bytes that declares any size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(64))) + chunk(b"IEND", b"")
    )


def webp_bomb() -> bytes:
    body = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (16_000).to_bytes(3, "little") * 2
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


@pytest.mark.parametrize("data", [bomb(60_000, 60_000), bomb(10_000, 6_001), webp_bomb()])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(data: bytes) -> None:
    with pytest.raises(TooManyPixels, match="larger than 60 megapixels"):
        open_picture(data)


def test_limits_may_be_narrower(kind: str) -> None:
    data = file(scene(), kind)
    with pytest.raises(TooManyPixels):
        open_picture(data, limits=Limits(pixels=96 * 64 - 1))
    with pytest.raises(TooSmall, match=r"only 96 × 64 pixels\. Each side needs at least 65"):
        open_picture(data, limits=Limits(least_side=65))
    assert open_picture(data, limits=Limits(pixels=96 * 64, least_side=64, bytes=len(data))).width == 96


def test_a_file_is_read_only_as_far_as_its_limit() -> None:
    upload = io.BytesIO(bytes(5 * 1024 * 1024))
    with pytest.raises(TooManyBytes, match="larger than 1 MB"):
        open_picture(upload, limits=Limits(bytes=1024 * 1024))
    assert upload.tell() == 1024 * 1024 + 1

    with pytest.raises(TooManyBytes):
        open_picture(bytes(1024 * 1024 + 1), limits=Limits(bytes=1024 * 1024))


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    data = file(scene(), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    with pytest.raises(Broken):
        open_picture(data[:last] + data[last:-2] * 200 + b"\xff\xd9")


def test_a_huge_picture_is_kept_at_the_longest_useful_side(kind: str) -> None:
    picture = open_picture(file(scene(960, 640), kind), limits=Limits(side=240))

    assert (picture.width, picture.height) == (240, 160)
    assert looks_like(RED, picture.image, 0.25, 0.25)


# What is damaged


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_picture_that_was_cut_off_is_broken(kind: str, part: float) -> None:
    data = file(grain(96, 64), kind)
    with pytest.raises(Broken, match="cut off or damaged"):
        open_picture(data[: int(len(data) * part)])


def test_a_heic_that_lies_about_its_size_is_broken() -> None:
    data = bytearray(file(scene(128, 128), "HEIF"))
    size = data.index(b"ispe") + 8
    data[size : size + 8] = struct.pack(">II", 64, 64)
    with pytest.raises(Broken):
        open_picture(bytes(data))


def test_damage_anywhere_is_survived(kind: str) -> None:
    data = file(scene(), kind)
    chance = random.Random(kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of damaged metadata and reads the picture all the same
        for _ in range(400):
            damaged = bytearray(data)
            for _ in range(chance.randint(1, 6)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            try:
                picture = open_picture(bytes(damaged), limits=Limits(pixels=1_000_000))
            except PictureRefused:
                continue
            assert picture.image.mode in {"RGB", "RGBA"}


# What it looks like


UPRIGHT: dict[int, Callable[[Image.Image], Image.Image]] = {
    1: lambda image: image,
    2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
    4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
    6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
    7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
    8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(kind: str, orientation: int) -> None:
    as_the_sensor_saw_it = UPRIGHT[orientation](scene())
    picture = open_picture(file(as_the_sensor_saw_it, kind, exif=gps_exif(orientation)))

    assert (picture.width, picture.height) == (96, 64)
    assert looks_like(RED, picture.image, 0.25, 0.25)
    assert looks_like(BLUE, picture.image, 0.75, 0.25)


def test_nothing_about_the_person_or_the_place_is_kept(kind: str) -> None:
    extras = {"comment": SECRET} if kind == "JPEG" else {}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><p>' + SECRET + b"</p></x:xmpmeta>"
    data = file(scene(), kind, exif=gps_exif(), **({"xmp": xmp} if kind != "PNG" else {}), **extras)
    assert SECRET in data, "the sample must hold what is to be stripped"

    picture = open_picture(data + b"<script>" + SECRET)  # what follows a picture is not part of it

    assert picture.image.info == {}
    for made in everything_made_of(picture):
        assert SECRET not in made.data
        image = decoded(made)
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "comment", "icc_profile", "XML:com.adobe.xmp"} & set(image.info)


def wide_profile() -> bytes:
    """A valid sRGB profile in which the primaries of red and green are swapped: impossible to overlook."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {}
    for number in range(struct.unpack_from(">I", profile, 128)[0]):
        name, offset, _size = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        tags[name] = offset
    red, green = (bytes(profile[tags[name] : tags[name] + 20]) for name in (b"rXYZ", b"gXYZ"))
    profile[tags[b"rXYZ"] : tags[b"rXYZ"] + 20], profile[tags[b"gXYZ"] : tags[b"gXYZ"] + 20] = green, red
    return bytes(profile)


def test_colours_are_what_the_profile_says(kind: str) -> None:
    picture = open_picture(file(scene(), kind, icc_profile=wide_profile()))

    assert looks_like((RED[1], RED[0], RED[2]), picture.image, 0.25, 0.25)
    assert looks_like((GREEN[1], GREEN[0], GREEN[2]), picture.image, 0.25, 0.75)


def test_a_damaged_profile_is_passed_over() -> None:
    picture = open_picture(file(scene(), "JPEG", icc_profile=b"not a profile" * 20))

    assert looks_like(RED, picture.image, 0.25, 0.25)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr"])
def test_every_way_of_keeping_colour_becomes_rgb(mode: str) -> None:
    picture = open_picture(file(scene(mode=mode), "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"))

    assert picture.image.mode == "RGB"
    assert mode in {"1", "L"} or looks_like(RED, picture.image, 0.25, 0.25)


def test_sixteen_bits_of_grey_become_eight() -> None:
    deep = Image.new("I;16", (32, 32), 128 * 256)
    picture = open_picture(file(deep, "PNG"))

    assert looks_like((128, 128, 128), picture.image, 0.5, 0.5, tolerance=1)


def test_only_the_first_frame_of_a_moving_picture_is_read() -> None:
    frames = [scene(), Image.new("RGB", (96, 64), WHITE)]
    for kind in ("WEBP", "PNG", "AVIF"):
        picture = open_picture(file(frames[0], kind, save_all=True, append_images=frames[1:], duration=100))
        assert looks_like(RED, picture.image, 0.25, 0.25)


# What is made of it


def glass() -> Image.Image:
    image = scene(mode="RGBA")
    image.paste((0, 0, 0, 0), (48, 32, 96, 64))
    return image


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF"])
def test_what_shows_through_is_kept_where_it_can_be_and_white_elsewhere(kind: str) -> None:
    picture = open_picture(file(glass(), kind))
    assert picture.has_alpha
    assert master(picture).kind is Kind.WEBP

    for made in everything_made_of(picture):
        image = decoded(made)
        if made.kind is Kind.JPEG:
            assert looks_like(WHITE, image, 0.75, 0.75)
        else:
            empty = image.convert("RGBA").crop((3 * made.width // 4, 3 * made.height // 4, made.width, made.height))
            assert max(empty.getchannel("A").tobytes()) <= 4


def test_transparency_of_a_palette_is_kept() -> None:
    image = scene(mode="P")
    image.info["transparency"] = image.getpixel((0, 0))
    assert open_picture(file(image, "PNG")).has_alpha


def test_an_alpha_through_which_nothing_shows_is_dropped() -> None:
    assert not open_picture(file(scene(mode="RGBA"), "PNG")).has_alpha
    assert open_picture(file(scene(mode="LA"), "PNG")).image.mode == "RGB"


def test_a_master_is_a_jpeg_at_most_2048_long() -> None:
    made = master(open_picture(file(scene(3000, 1500), "PNG")))

    assert (made.width, made.height, made.kind) == (2048, 1024, Kind.JPEG)
    assert decoded(made).size == (2048, 1024)


def test_a_small_picture_is_never_enlarged() -> None:
    picture = open_picture(file(scene(500, 400), "JPEG"))

    assert master(picture).width == 500
    made = list(renditions(picture))
    assert [(each.width, each.height, each.kind) for each in made] == [
        (width, height, kind)
        for width, height in ((360, 288), (500, 400))
        for kind in (Kind.AVIF, Kind.WEBP, Kind.JPEG)
    ]
    for each in made:
        image = decoded(each)
        assert (image.size, image.format) == ((each.width, each.height), each.kind.name)


def test_a_wide_picture_is_made_in_every_width() -> None:
    picture = open_picture(file(scene(1600, 1200), "JPEG"))
    assert [each.width for each in renditions(picture, kinds=[Kind.WEBP])] == [360, 720, 1280]


def test_the_same_bytes_make_the_same_files(kind: str) -> None:
    data = file(grain(96, 64), kind)
    first, second = ([each.sha256 for each in everything_made_of(open_picture(data))] for _ in range(2))

    assert first == second
    assert len(set(first)) == len(first)


def test_many_threads_make_the_same_files_as_one(kind: str) -> None:
    data = [file(grain(96, 64, seed), kind, icc_profile=wide_profile()) for seed in range(12)]

    def names(each: bytes) -> list[str]:
        return [made.sha256 for made in everything_made_of(open_picture(each))]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(names, data)) == list(map(names, data))


@pytest.mark.parametrize("image", [scene(), scene(64, 96), scene(1600, 40), grain(400, 400), glass()])
def test_a_placeholder_fits_in_a_style_attribute(image: Image.Image) -> None:
    uri = placeholder(open_picture(file(image, "PNG")))
    head, _comma, body = uri.partition(",")

    assert len(uri) < 300
    assert head == "data:image/webp;base64"
    blur = Image.open(io.BytesIO(base64.b64decode(body)))
    assert max(blur.size) <= 20


def test_a_placeholder_has_the_colours_of_the_picture() -> None:
    uri = placeholder(open_picture(file(scene(), "PNG")))
    blur = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))

    assert looks_like(RED, blur, 0.2, 0.2, tolerance=45)
    assert looks_like(GREEN, blur, 0.2, 0.8, tolerance=45)


def test_the_dominant_colour_covers_most() -> None:
    assert dominant_colour(open_picture(file(scene(), "PNG"))) == "#1ea03c"
    assert dominant_colour(open_picture(file(Image.new("RGB", (50, 50), RED), "PNG"))) == "#c81e1e"


def test_a_part_can_be_cut_out() -> None:
    picture = open_picture(file(scene(), "PNG"))
    part = cropped(picture, 0.5, 0.0, 0.5, 0.5)

    assert (part.width, part.height) == (48, 32)
    assert part.image.getcolors() == [(48 * 32, BLUE)]
    assert picture.width == 96


def test_cutting_nothing_away_changes_nothing() -> None:
    picture = open_picture(file(scene(), "PNG"))
    assert cropped(picture, 0, 0, 1, 1).image.tobytes() == picture.image.tobytes()
    assert cropped(picture, 0.1, 0.7, 0.9, 0.3000000001).height == 19


@pytest.mark.parametrize(
    "part",
    [
        (-0.1, 0, 1, 1),
        (0, 0, 0, 1),
        (0.5, 0, 0.6, 1),
        (0, 1, 1, 0.1),
        (0, 0, 0.001, 1),
        (float("nan"), 0, 1, 1),
        (0, 0, 1, float("inf")),
    ],
)
def test_a_part_outside_the_picture_is_refused(part: tuple[float, float, float, float]) -> None:
    with pytest.raises(EmptyCrop):
        cropped(open_picture(file(scene(), "PNG")), *part)

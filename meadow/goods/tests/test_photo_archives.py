"""Photos in a ZIP archive: how they are found, and archives of which nothing is read."""

import contextlib
import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from meadow.goods.catalogues.photos import PhotoFolder, by_word
from meadow.goods.importing.archives import (
    HoldsNoPhotos,
    NotAnArchive,
    PackedTooTightly,
    PhotoArchive,
    TooManyFiles,
    UnsafeArchive,
)
from meadow.plumbing.bad_input import BadInput

MOST = 1 << 20


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def opened(files: dict[str, bytes]) -> PhotoArchive:
    return PhotoArchive(packed(files), "photos.zip", most=MOST)


def content_of(archive: PhotoArchive, path: str) -> bytes | None:
    found = archive.find(path)
    return found.open("rb").read() if found else None


def test_photos_are_found_by_path_by_name_and_by_the_end_of_a_path() -> None:
    archive = opened({"shop/photos/Cup/front.JPG": b"cup", "shop/bowl.png": b"bowl", "shop/readme.txt": b"no photo"})

    assert len(archive) == 2
    assert content_of(archive, "shop/photos/cup/front.jpg") == b"cup"
    assert content_of(archive, "Cup/front.jpg") == b"cup"
    assert content_of(archive, "/photos\\Cup\\front.jpg") == b"cup"
    assert content_of(archive, "https://cdn.example/a/b/bowl.png?v=2") == b"bowl"
    for path in ("readme.txt", "front.png", "../bowl.png", "", "a\0b", "x" * 2000):
        assert archive.find(path) is None


def test_a_name_that_several_files_have_is_nobodys() -> None:
    archive = opened({"cup/front.jpg": b"cup", "bowl/front.jpg": b"bowl"})

    assert archive.find("front.jpg") is None
    assert content_of(archive, "bowl/front.jpg") == b"bowl"


def test_photos_are_found_by_what_they_are_called_after(tmp_path: Path) -> None:
    names = ["CUP-1-2.jpg", "CUP-1.jpg", "CUP-1-10.jpg", "bowl/b.png", "bowl/a.png", "TRAY (3).webp", "note.txt"]
    (tmp_path / "bowl").mkdir()
    for name in names:
        (tmp_path / name).write_bytes(b"x")

    for source in (PhotoFolder(tmp_path), opened(dict.fromkeys(names, b"x"))):
        assert [path.casefold() for path in source.called_after("CUP-1")] == [
            "cup-1.jpg",
            "cup-1-2.jpg",
            "cup-1-10.jpg",
        ]
        assert source.called_after("bowl") == ["bowl/a.png", "bowl/b.png"]
        assert [path.casefold() for path in source.called_after("tray")] == ["tray (3).webp"]
        assert source.called_after("note") == source.called_after("") == []


def test_of_one_word_at_most_eighteen_photos_are_taken() -> None:
    assert len(by_word(f"cup-{number}.jpg" for number in range(500))["cup"]) == 18


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x.jpg", "/etc/x.jpg", "C:\\x.jpg", "a/../../x.jpg", "\\\\host\\x.jpg"]
)
def test_an_archive_that_leads_out_of_itself_is_refused(name: str) -> None:
    with pytest.raises(UnsafeArchive, match="leads out of the archive"):
        opened({"cup.jpg": b"cup", name: b"x"})


def test_links_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("cup.jpg")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(UnsafeArchive):
        PhotoArchive(stream, "photos.zip", most=MOST)


def test_a_bomb_is_refused_by_what_its_directory_says() -> None:
    with pytest.raises(PackedTooTightly, match="would unpack to too much"):
        opened({"cup.jpg": bytes(40 << 20)})


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    """The directory says 20 bytes where forty megabytes are packed: no byte more than it says is read."""
    stream = packed({"cup.jpg": bytes(40 << 20)})
    content = bytearray(stream.getvalue())
    central = content.index(b"PK\x01\x02")
    content[central + 24 : central + 28] = struct.pack("<I", 20)
    archive = PhotoArchive(io.BytesIO(bytes(content)), "photos.zip", most=MOST)

    found = archive.find("cup.jpg")
    assert found
    with contextlib.suppress(OSError):  # that it does not add up may be noticed, too
        assert len(found.open("rb").read()) <= 20


def test_no_more_of_a_file_is_unpacked_than_a_photo_may_have() -> None:
    archive = PhotoArchive(packed({"cup.jpg": bytes(range(256)) * 8192}, zipfile.ZIP_STORED), "photos.zip", most=1000)

    found = archive.find("cup.jpg")
    assert found
    assert len(found.open("rb").read()) == 1001


def test_absurd_counts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meadow.goods.importing.archives.MOST_FILES", 3)

    with pytest.raises(TooManyFiles, match="holds 4 files; at most 3 are read"):
        opened({f"{number}.jpg": b"x" for number in range(4)})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"Rar!\x1a\x07", b"\x89PNG"])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(NotAnArchive, match=r"photos\.zip cannot be opened"):
        PhotoArchive(io.BytesIO(content), "photos.zip", most=MOST)


def test_an_archive_with_a_password_is_refused() -> None:
    content = bytearray(packed({"cup.jpg": b"cup"}).getvalue())
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1

    with pytest.raises(NotAnArchive):
        PhotoArchive(io.BytesIO(bytes(content)), "photos.zip", most=MOST)


def test_an_archive_without_photos_is_refused() -> None:
    for files in ({}, {"readme.txt": b"x"}, {"__MACOSX/._cup.jpg": b"x", "._cup.jpg": b"x"}):
        with pytest.raises(HoldsNoPhotos):
            opened(files)


def test_a_damaged_file_is_told_when_it_is_opened() -> None:
    content = bytearray(packed({"cup.jpg": b"a picture of a cup" * 50}, zipfile.ZIP_STORED).getvalue())
    content[60] ^= 0xFF
    archive = PhotoArchive(io.BytesIO(bytes(content)), "photos.zip", most=MOST)

    found = archive.find("cup.jpg")
    assert found
    with pytest.raises(OSError, match="CRC"):
        found.open("rb")


def test_every_refusal_is_bad_input() -> None:
    assert all(issubclass(refusal, BadInput) for refusal in (NotAnArchive, TooManyFiles, UnsafeArchive, HoldsNoPhotos))

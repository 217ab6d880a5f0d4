"""Finding photos on disk by what a catalogue calls them, and never outside their folder."""

from pathlib import Path

import pytest

from meadow.goods.catalogues.photos import PhotoFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    photos = tmp_path / "photos"
    for name in ("m/h/one.jpg", "catalog/product/t/w/two.jpg", "three.jpg"):
        (photos / name).parent.mkdir(parents=True, exist_ok=True)
        (photos / name).write_bytes(b"photo")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    return photos


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/m/h/one.jpg", "m/h/one.jpg"),
        ("m/h/one.jpg", "m/h/one.jpg"),
        ("m\\h\\one.jpg", "m/h/one.jpg"),
        ("/t/w/two.jpg", "catalog/product/t/w/two.jpg"),
        ("/x/y/three.jpg", "three.jpg"),
        ("https://cdn.example/files/three.jpg?v=12", "three.jpg"),
        ("https://[::1/three.jpg#x", "three.jpg"),
    ],
)
def test_a_photo_is_found(folder: Path, path: str, found: str) -> None:
    assert PhotoFolder(folder).find(path) == (folder / found).resolve()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        ".",
        "..",
        "m/h",
        "missing.jpg",
        "../secret.jpg",
        "/../secret.jpg",
        "m/../../secret.jpg",
        "..\\secret.jpg",
        "https://cdn.example/..%2Fsecret.jpg",
        "https://cdn.example/",
        "three.jpg\0",
        "x" * 300 + ".jpg",
        "x/" * 3000,
    ],
)
def test_what_is_not_in_the_folder_is_not_found(folder: Path, path: str) -> None:
    assert PhotoFolder(folder).find(path) is None


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    (folder / "link.jpg").symlink_to(folder.parent / "secret.jpg")
    (folder / "up").symlink_to(folder.parent)

    assert PhotoFolder(folder).find("link.jpg") is None
    assert PhotoFolder(folder).find("up/secret.jpg") is None


@pytest.mark.parametrize("place", [".", ".."])
def test_a_table_of_moved_photos_is_followed(folder: Path, place: str) -> None:
    prefix = "" if place == "." else "photos/"
    table = "path,sku,upstream\n{0}three.jpg,S,pub/media/catalog/product/q/r/old.jpg\nsecret.jpg,S,q/r/s.jpg\n"
    (folder / place / "images.csv").write_text(table.format(prefix))

    photos = PhotoFolder(folder)

    assert photos.find("/q/r/old.jpg") == (folder / "three.jpg").resolve()
    assert photos.find("pub/media/catalog/product/q/r/old.jpg") == (folder / "three.jpg").resolve()
    assert photos.find("/q/r/s.jpg") is None


def test_a_table_about_something_else_is_ignored(folder: Path) -> None:
    (folder / "images.csv").write_text("name,width\nthree.jpg,100\n")

    assert PhotoFolder(folder).find("three.jpg") is not None

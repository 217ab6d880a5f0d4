"""Photos from strangers: sanitised, kept once, sized in the background, and refused in words."""

import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from meadow.people.actions.photos import Box, crop_photo, put_photo
from meadow.people.jobs import make_sizes, sweep_waiting_photos
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.tests.pictures import jpeg
from meadow.plumbing.pictures.refused import EmptyCrop, NotAPhoto, TooManyBytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """A folder of files for each test."""
    entry = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path), "base_url": "/files/"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": entry}


def waiting_jobs() -> list[int]:
    return [
        job.args["photo_id"] for job in ProcrastinateJob.objects.filter(task_name="people.make_sizes", status="todo")
    ]


def upload(
    client: Client, data: bytes, name: str = "cat.jpg", kind: str = "image/jpeg"
) -> tuple[int, dict[str, object]]:
    response = client.post("/photos/", {"photo": SimpleUploadedFile(name, data, kind)})
    return response.status_code, response.json()


def test_what_is_served_knows_no_place_and_stands_upright(client: Client, ada: Person) -> None:
    client.force_login(ada)
    given = jpeg(80, 40, orientation=6)
    assert b"Meadow Cameras" in given

    status, answer = upload(client, given)
    make_sizes(photo_id=int(str(answer["id"])))

    assert status == 201
    assert (answer["width"], answer["height"]) == (40, 80)
    assert str(answer["placeholder"]).startswith("data:image/webp")
    photo = Photo.objects.get()
    names = [photo.name, *(size["name"] for size in photo.sizes)]
    assert len(names) == 4
    for name in names:
        served = client.get(default_storage.url(name))
        assert served.status_code == 200
        assert "immutable" in served.headers["Cache-Control"]
        data = b"".join(served)
        assert b"Meadow Cameras" not in data
        with Image.open(io.BytesIO(data)) as image:
            assert dict(image.getexif()) == {}
            assert image.size == (40, 80)
    assert {size["kind"] for size in photo.sizes} == {"avif", "webp", "jpeg"}


def test_the_same_picture_is_kept_once(ada: Person, bo: Person) -> None:
    first = put_photo(jpeg(), by=ada)
    assert put_photo(jpeg(), by=ada).pk == first.pk
    theirs = put_photo(jpeg(), by=bo)
    assert theirs.pk != first.pk
    assert theirs.name == first.name
    assert waiting_jobs() == [first.pk, theirs.pk]

    make_sizes(photo_id=first.pk)
    make_sizes(photo_id=first.pk)
    make_sizes(photo_id=theirs.pk)
    make_sizes(photo_id=0)

    first.refresh_from_db()
    theirs.refresh_from_db()
    assert (first.state, theirs.state) == (Photo.State.READY, Photo.State.READY)
    assert theirs.sizes == first.sizes


@pytest.mark.parametrize(
    ("data", "name", "code", "words"),
    [
        (b"<svg onload='x()'></svg>", "cat.jpg", "not-a-photo", "This is an SVG drawing"),
        (b"<!doctype html><script>x()</script>", "cat.png", "not-a-photo", "This is an HTML page"),
        (b"GIF89a" + b"\0" * 50, "cat.jpg", "not-a-photo", "This is a GIF"),
        (b"%PDF-1.7 ...", "cat.webp", "not-a-photo", "This is a PDF"),
        (b"PK\x03\x04" + b"\0" * 50, "cat.heic", "not-a-photo", "This is a ZIP"),
        (jpeg(400, 400)[:900], "cat.jpg", "broken", "cut off or damaged"),
        (jpeg(8, 8), "cat.jpg", "too-small", "only 8 × 8 pixels"),
    ],
)
def test_an_upload_that_lies_is_refused_by_name(
    client: Client, ada: Person, data: bytes, name: str, code: str, words: str
) -> None:
    client.force_login(ada)
    status, answer = upload(client, data, name)
    assert status == 422
    assert answer["type"] == f"urn:meadow:{code}"
    assert words in str(answer["errors"])
    assert list(answer["errors"]) == ["photo"]  # type: ignore[call-overload]  # a mapping of fields
    assert not Photo.objects.exists()
    assert waiting_jobs() == []


def test_a_file_that_is_too_large_is_refused(client: Client, ada: Person, settings: Settings) -> None:
    settings.PHOTO_MAX_BYTES = 2**20
    client.force_login(ada)
    status, answer = upload(client, jpeg() + b"\0" * 2**20)
    assert status == 422
    assert answer["detail"] == "This file is larger than 1 MB."
    with pytest.raises(TooManyBytes):
        put_photo(io.BytesIO(jpeg() + b"\0" * 2**20), by=ada)
    assert not Photo.objects.exists()


def test_guests_and_empty_forms_are_told_so(client: Client, ada: Person) -> None:
    assert upload(client, jpeg())[0] == 401
    client.force_login(ada)
    assert client.post("/photos/").status_code == 422
    assert client.get("/photos/").status_code == 405
    assert not Photo.objects.exists()


def test_uploads_are_limited(client: Client, ada: Person) -> None:
    client.force_login(ada)
    codes = [client.post("/photos/").status_code for _ in range(121)]
    assert (codes[119], codes[120]) == (422, 429)


def test_a_part_becomes_a_photo_of_its_own(client: Client, ada: Person, bo: Person) -> None:
    photo = put_photo(jpeg(100, 80), by=ada)
    client.force_login(ada)
    url = f"/photos/{photo.pk}/crop/"

    answer = client.post(url, {"x": 0.5, "y": 0, "w": 0.5, "h": 1}).json()

    assert (answer["width"], answer["height"]) == (50, 80)
    assert answer["id"] != photo.pk
    assert client.post(url, {"x": 0.5, "y": 0, "w": 0.9, "h": 1}).status_code == 422
    assert client.post(url, {"x": "nan", "y": 0, "w": 0.9, "h": 1}).status_code == 422
    assert set(client.post(url, {"x": 2, "y": 0}).json()["errors"]) == {"x", "w", "h"}
    client.force_login(bo)
    assert client.post(url, {"x": 0, "y": 0, "w": 1, "h": 1}).status_code == 404
    assert Photo.objects.count() == 2
    with pytest.raises(EmptyCrop):
        crop_photo(photo, Box(0, 0, 0, 1), by=ada)


def test_the_sweep_asks_again_for_photos_that_wait_too_long(ada: Person) -> None:
    photo, fresh = put_photo(jpeg(), by=ada), put_photo(jpeg(colour="teal"), by=ada)
    old = put_photo(jpeg(colour="red"), by=ada)
    ProcrastinateJob.objects.filter(args__photo_id=photo.pk)._raw_delete("default")  # its worker died
    Photo.objects.filter(pk=photo.pk).update(put_at=timezone.now() - timedelta(minutes=20))
    Photo.objects.filter(pk=old.pk).update(put_at=timezone.now() - timedelta(days=8))

    sweep_waiting_photos(0)
    sweep_waiting_photos(0)

    assert sorted(waiting_jobs()) == sorted([photo.pk, fresh.pk, old.pk])


def test_nothing_is_asked_for_when_the_transaction_fails(ada: Person) -> None:
    with transaction.atomic():
        put_photo(jpeg(), by=ada)
        transaction.set_rollback(True)
    assert waiting_jobs() == []
    assert not Photo.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_put_the_same_picture_at_once_share_one_file(ada: Person, bo: Person, tmp_path: Path) -> None:
    start, errors = threading.Barrier(2), []

    def run(person: Person) -> None:
        try:
            start.wait()
            put_photo(jpeg(), by=person)
        except Exception as error:  # noqa: BLE001 - told to the test below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[person]) for person in (ada, bo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len({photo.name for photo in Photo.objects.all()}) == 1
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_profile_shows_a_new_picture_and_refuses_a_bad_one(client: Client, ada: Person) -> None:
    client.force_login(ada)
    words = {"name": "Ada L.", "words": "I knit. https://ada.example", "place": "London", "language": ""}

    client.post("/me/", words | {"upload": SimpleUploadedFile("me.jpg", jpeg())})
    ada.refresh_from_db()
    assert ada.picture is not None
    page = client.get("/people/ada/").content.decode()
    assert ada.picture.url in page
    assert '<a href="https://ada.example" rel="nofollow' in page

    response = client.post("/me/", words | {"name": "Eve", "upload": SimpleUploadedFile("me.jpg", b"%PDF-1.4")})
    assert response.status_code == 422
    assert "This is a PDF" in str(response.context["form"].errors["upload"])
    ada.refresh_from_db()
    assert (ada.name, ada.place) == ("Ada L.", "London")

    client.post("/me/", words | {"remove_picture": "on"})
    ada.refresh_from_db()
    assert ada.picture is None


def test_a_picture_that_is_none_is_not_opened(ada: Person) -> None:
    with pytest.raises(NotAPhoto):
        put_photo(b"not a picture", by=ada)

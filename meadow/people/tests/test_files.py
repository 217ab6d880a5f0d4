"""Files of photos: what we made comes back as it is, and what nobody shows any more goes."""

import threading
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from pytest_django import Settings

from meadow.people.actions.photos import put_photo
from meadow.people.files import hold_file
from meadow.people.jobs import forget_files, make_sizes
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.tests.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """A folder of files for each test."""
    entry = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path), "base_url": "/files/"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": entry}


def kept_bytes(photo: Photo) -> bytes:
    with default_storage.open(photo.name) as file:
        return bytes(file.read())


def files_of(photo: Photo) -> list[str]:
    return [photo.name, *(size["name"] for size in photo.sizes)]


def test_a_file_that_we_made_comes_back_as_it_is(ada: Person, bo: Person) -> None:
    first = put_photo(jpeg(80, 60), by=ada)
    make_sizes(photo_id=first.pk)
    again = put_photo(kept_bytes(first), by=bo)

    first.refresh_from_db()
    assert again.pk != first.pk
    assert (again.name, again.by, again.width, again.sizes) == (first.name, bo, 80, first.sizes)
    assert put_photo(kept_bytes(first), by=bo) == again


def test_a_file_of_ours_that_was_lost_is_made_again(ada: Person, bo: Person) -> None:
    first = put_photo(jpeg(80, 60), by=ada)
    content = kept_bytes(first)
    default_storage.delete(first.name)

    again = put_photo(content, by=bo)

    assert default_storage.exists(again.name)


def test_files_of_a_row_that_is_gone_are_deleted(ada: Person) -> None:
    photo = put_photo(jpeg(80, 60), by=ada)
    make_sizes(photo_id=photo.pk)
    photo.refresh_from_db()
    Photo.objects.filter(pk=photo.pk).delete()

    forget_files(photos=[files_of(photo)])
    forget_files(photos=[files_of(photo)])

    assert len(files_of(photo)) > 1
    assert not any(default_storage.exists(name) for name in files_of(photo))


def test_files_that_another_row_shows_stay(ada: Person, bo: Person) -> None:
    photo = put_photo(jpeg(80, 60), by=ada)
    make_sizes(photo_id=photo.pk)
    photo.refresh_from_db()
    put_photo(jpeg(80, 60), by=bo)
    Photo.objects.filter(pk=photo.pk).delete()

    forget_files(photos=[files_of(photo)])

    assert all(default_storage.exists(name) for name in files_of(photo))


def test_a_size_that_another_photo_shares_stays(ada: Person) -> None:
    """Plain pictures of one colour come out the same when they are made small."""
    photo, other = put_photo(jpeg(80, 60), by=ada), put_photo(jpeg(90, 60, colour="peru"), by=ada)
    for one in (photo, other):
        make_sizes(photo_id=one.pk)
        one.refresh_from_db()
    shared = other.sizes[0]["name"]
    Photo.objects.filter(pk=photo.pk).delete()

    forget_files(photos=[[*files_of(photo), shared]])

    assert default_storage.exists(shared)
    assert not default_storage.exists(photo.name)


@pytest.mark.django_db(transaction=True)
def test_a_picture_put_again_while_its_files_are_deleted_has_its_file(ada: Person, bo: Person) -> None:
    """Goes red without `hold_file`: the file would be deleted after it was found and before its row was there."""
    photo = put_photo(jpeg(80, 60), by=ada)
    name = photo.name
    Photo.objects.filter(pk=photo.pk).delete()
    deleting = threading.Thread(target=_forget, args=([name],))

    with transaction.atomic():
        hold_file(name)
        deleting.start()
        deleting.join(timeout=0.5)
        assert deleting.is_alive()
        again = put_photo(jpeg(80, 60), by=bo)
    deleting.join(timeout=20)

    assert default_storage.exists(again.name)


def _forget(names: list[str]) -> None:
    try:
        forget_files(photos=[names])
    finally:
        connection.close()

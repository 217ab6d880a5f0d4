"""Exports: asked for once, made whole or not at all, fetched by those who may, and gone when their time is over."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.moving.actions import exporting
from meadow.moving.actions.exporting import (
    ask_for_own_export,
    ask_for_shop_export,
    expire_exports,
    forget_orphans,
    make_archive,
    resume_exports,
)
from meadow.moving.archives.archive import Archive
from meadow.moving.archives.entries import Entry
from meadow.moving.jobs.exporting import tell
from meadow.moving.models.exports import Export
from meadow.moving.refusals import EnoughExports, NothingChosen
from meadow.people.models.persons import Person
from meadow.plumbing.private import private_files
from tests.cast import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
PARTS = ["orders", "customers", "shop"]


def opened(export: Export) -> zipfile.ZipFile:
    export.refresh_from_db()
    with private_files().open(export.file.name or "") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def made(shop: Shop, by: Person, parts: list[str] | None = None) -> Export:
    export = ask_for_shop_export(shop, by=by, parts=parts or PARTS)
    assert make_archive(export.pk)
    export.refresh_from_db()
    return export


def private_names() -> list[str]:
    storage = private_files()
    root = Path(storage.path("exports"))
    return [str(path) for path in root.rglob("*.zip")]


def test_an_archive_is_whole_and_says_what_is_in_it(shop: Shop, cy: Person, lamp: Variant) -> None:
    export = made(shop, cy)

    with private_files().open(export.file.name or "") as file:
        content = file.read()
    assert (export.size, export.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert export.state == Export.State.DONE
    assert export.percent == 99 or export.parts_total == export.parts_done
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    assert {
        "format": "meadow-archive-1",
        "of": "shop",
        "shop": "cy-clay",
        "currency": "USD",
    }.items() <= manifest.items()
    assert manifest["missing"] == []
    for said in manifest["files"]:
        inside = archive.read(said["path"])
        assert (said["bytes"], said["sha256"]) == (len(inside), hashlib.sha256(inside).hexdigest())
    assert {said["path"] for said in manifest["files"]} == set(archive.namelist()) - {"manifest.json"}


def test_the_readme_speaks_both_languages(shop: Shop, cy: Person) -> None:
    Shop.objects.filter(pk=shop.pk).update(name="Cy & Clay <3")
    shop.refresh_from_db()
    readme = opened(made(shop, cy)).read("README.txt").decode("utf-8-sig")

    assert "Cy & Clay <3, taken along" in readme
    assert "Cy & Clay <3，从" in readme
    assert "\r\n" in readme


def test_asking_twice_is_asking_once(shop: Shop, cy: Person) -> None:
    first = ask_for_shop_export(shop, by=cy, parts=PARTS)
    second = ask_for_shop_export(shop, by=cy, parts=["photos"])

    assert first == second
    assert Export.objects.get().options["parts"] == PARTS
    assert ProcrastinateJob.objects.filter(task_name="moving.make_archive").count() == 1
    assert TrailEntry.objects.get(shop=shop).verb == "export_asked_for"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_export(shop: Shop, cy: Person) -> None:
    """Goes red without the shop's lock: both would look before either had written."""
    together = threading.Barrier(2)

    def ask() -> None:
        together.wait()
        ask_for_shop_export(shop, by=cy, parts=PARTS)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Export.objects.count() == 1


def test_nothing_chosen_makes_nothing(shop: Shop, cy: Person) -> None:
    with pytest.raises(NothingChosen, match="at least one part"):
        ask_for_shop_export(shop, by=cy, parts=["the moon"])

    assert not Export.objects.exists()


def test_a_shop_has_enough_of_exports_after_some_a_day(shop: Shop, cy: Person) -> None:
    for _ in range(exporting.MOST_A_DAY):
        made(shop, cy, ["customers"])

    with pytest.raises(EnoughExports, match="5 exports today"):
        ask_for_shop_export(shop, by=cy, parts=PARTS)

    assert Export.objects.count() == exporting.MOST_A_DAY
    Export.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    assert ask_for_shop_export(shop, by=cy, parts=PARTS).pk


def test_who_asked_gets_a_letter_in_their_language(shop: Shop, cy: Person) -> None:
    Person.objects.get_queryset().filter(pk=cy.pk).update(language="en")
    export = made(shop, cy)

    tell(export_id=export.pk)

    (letter,) = mail.outbox
    assert letter.to == ["cy.potter@example.org"]
    assert letter.subject == "The archive of Cy Clay is ready"
    assert "/desk/cy-clay/exports/" in letter.body
    assert export.sha256 in letter.body
    assert ProcrastinateJob.objects.filter(task_name="moving.tell_of_archive").count() == 1


def test_an_export_that_breaks_off_leaves_no_file_and_is_tried_again(
    shop: Shop, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask_for_shop_export(shop, by=cy, parts=PARTS)
    put = Archive.put

    def broken(self: Archive, entry: Entry) -> Iterator[bytes]:
        yield from put(self, entry)
        if entry.path == "orders.csv":
            raise OSError("the disk is full")

    monkeypatch.setattr(Archive, "put", broken)
    for attempt in range(1, exporting.MOST_ATTEMPTS):
        with pytest.raises(OSError, match="the disk is full"):
            make_archive(export.pk)
        export.refresh_from_db()
        assert (export.state, export.attempts, export.file.name) == (Export.State.RUNNING, attempt, "")
        assert not make_archive(export.pk)  # not at once
        Export.objects.update(beat_at=timezone.now() - exporting.STALE * 2)
        assert resume_exports() == 1
    with pytest.raises(OSError, match="the disk is full"):
        make_archive(export.pk)

    export.refresh_from_db()
    assert (export.state, export.failure) == (Export.State.FAILED, "broke_off")
    assert private_names() == []
    assert resume_exports() == 0


def test_a_worker_that_was_overtaken_stops_and_leaves_nothing(
    shop: Shop, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask_for_shop_export(shop, by=cy, parts=PARTS)
    monkeypatch.setattr(exporting, "_BEAT", -1.0)
    put = Archive.put

    def overtaken(self: Archive, entry: Entry) -> Iterator[bytes]:
        Export.objects.update(attempts=7)
        yield from put(self, entry)
        yield b""

    monkeypatch.setattr(Archive, "put", overtaken)

    assert not make_archive(export.pk)

    export.refresh_from_db()
    assert (export.state, export.attempts, export.file.name) == (Export.State.RUNNING, 7, "")
    assert private_names() == []


def test_a_job_that_was_lost_is_asked_for_again(shop: Shop, cy: Person) -> None:
    export = ask_for_shop_export(shop, by=cy, parts=PARTS)
    ProcrastinateJob.objects.all()._raw_delete("default")
    assert resume_exports() == 0

    Export.objects.update(asked_at=timezone.now() - exporting.STALE * 2)

    assert resume_exports() == 1
    assert make_archive(export.pk)


def test_an_archive_whose_time_is_over_is_deleted(
    shop: Shop, cy: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    export = made(shop, cy)
    assert len(private_names()) == 1
    assert expire_exports() == 0

    with django_capture_on_commit_callbacks(execute=True):
        assert expire_exports(timezone.now() + timedelta(days=7, seconds=1)) == 1

    export.refresh_from_db()
    assert (export.state, export.file.name) == (Export.State.EXPIRED, "")
    assert private_names() == []


def test_files_that_no_export_knows_are_deleted_after_a_day(shop: Shop, cy: Person) -> None:
    made(shop, cy)
    orphan = Path(private_files().path("exports/2026/01/lost.zip"))
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"half an archive")
    assert forget_orphans() == 0

    assert forget_orphans(timezone.now() + timedelta(days=2)) == 1

    assert not orphan.exists()
    assert len(private_names()) == 1


def test_a_photo_that_was_lost_is_named_and_the_rest_comes() -> None:
    archive = Archive(timezone.now())

    def lost() -> Iterator[tuple[bytes, int]]:
        with Path("/nowhere/lost.jpg").open("rb") as file:
            yield file.read(), 1

    content = b"".join(
        [
            *archive.put(Entry("photos/lost.jpg", lost)),
            *archive.put(Entry("photos/here.jpg", lambda: iter([(b"here", 1)]))),
            *archive.close(of="test"),
        ]
    )

    opened = zipfile.ZipFile(io.BytesIO(content))
    assert opened.namelist() == ["photos/here.jpg", "manifest.json"]
    assert json.loads(opened.read("manifest.json"))["missing"] == ["photos/lost.jpg"]


class TestDoors:
    @pytest.fixture
    def owner(self, cy: Person, shop: Shop) -> Client:
        return signed_in(cy)

    def test_an_owner_asks_and_downloads(self, owner: Client, shop: Shop) -> None:
        response = owner.post("/desk/cy-clay/exports/", {"parts": PARTS, "begin": "2026-01-01", "end": ""})
        assert response.status_code == 302
        export = Export.objects.get()
        assert export.options == {"parts": PARTS, "begin": "2026-01-01", "end": None}
        page = owner.get("/desk/cy-clay/exports/").content.decode()
        assert 'hx-trigger="every 3s"' in page
        make_archive(export.pk)

        page = owner.get("/desk/cy-clay/exports/").content.decode()
        assert f"/desk/cy-clay/exports/{export.pk}/archive/" in page
        assert "every 3s" not in page
        answer = owner.get(f"/desk/cy-clay/exports/{export.pk}/archive/")
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file is streamed
        assert answer["Content-Type"] == "application/zip"
        assert answer["Content-Disposition"].startswith('attachment; filename="cy-clay-20')
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert hashlib.sha256(content).hexdigest() == Export.objects.get().sha256

    @pytest.mark.parametrize("who", ["bo", "di", "editor", "support"])
    def test_nobody_but_owners_knows_of_it(self, who: str, shop: Shop, cy: Person, bo: Person, di: Person) -> None:
        """Operators neither: they run the platform, not the shop."""
        export = made(shop, cy)
        if who in {"editor", "support"}:
            Seat.objects.create(shop=shop, person=bo, role=Seat.Role(who))
        client = signed_in(di if who == "di" else bo)

        assert client.get("/desk/cy-clay/exports/").status_code == 404
        assert client.post("/desk/cy-clay/exports/", {"parts": PARTS}).status_code == 404
        assert client.get(f"/desk/cy-clay/exports/{export.pk}/archive/").status_code == 404
        assert Export.objects.count() == 1

    def test_another_shops_owner_gets_nothing(self, shop: Shop, cy: Person, bo: Person) -> None:
        export = made(shop, cy)
        other = Shop.objects.create(handle="bo-books", name="Bo Books", currency="USD")
        Seat.objects.create(shop=other, person=bo, role=Seat.Role.OWNER)

        assert signed_in(bo).get(f"/desk/bo-books/exports/{export.pk}/archive/").status_code == 404

    def test_a_shop_archive_is_no_door_to_a_persons(self, shop: Shop, cy: Person, ada: Person) -> None:
        own = ask_for_own_export(ada)
        make_archive(own.pk)
        client = signed_in(cy)

        assert client.get(f"/desk/cy-clay/exports/{own.pk}/archive/").status_code == 404
        assert client.get(f"/me/leaving/{own.pk}/archive/").status_code == 404
        answer = signed_in(ada).get(f"/me/leaving/{own.pk}/archive/")
        assert zipfile.is_zipfile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # streamed

    def test_a_device_left_open_hands_out_nothing(self, shop: Shop, cy: Person) -> None:
        export = made(shop, cy)
        client = signed_in(cy)
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 3600
        session.save()

        response = client.get(f"/desk/cy-clay/exports/{export.pk}/archive/")

        assert response.status_code == 302
        assert response["Location"].startswith("/account/reauthenticate/")

    def test_what_is_over_cannot_be_fetched(self, owner: Client, shop: Shop, cy: Person) -> None:
        export = made(shop, cy)
        Export.objects.update(expires_at=timezone.now())

        assert owner.get(f"/desk/cy-clay/exports/{export.pk}/archive/").status_code == 404

    def test_wrong_days_are_told_and_nothing_is_asked(self, owner: Client) -> None:
        response = owner.post("/desk/cy-clay/exports/", {"parts": PARTS, "begin": "2026-02-01", "end": "2026-01-01"})

        assert response.status_code == 422
        assert "The last day lies before the first." in response.content.decode()
        assert not Export.objects.exists()

    def test_the_page_takes_the_same_statements_for_one_archive_and_for_many(
        self,
        owner: Client,
        shop: Shop,
        cy: Person,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for _ in range(12):
            Export.objects.create(shop=shop, by=cy, state=Export.State.EXPIRED)

        with django_assert_max_num_queries(7):
            assert owner.get("/desk/cy-clay/exports/").status_code == 200


def signed_in(person: Person) -> Client:
    """A browser in which the person has just typed the password."""
    client = Client()
    response = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 302
    return client


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_in_the_middle_is_replaced(shop: Shop, cy: Person, own_files: Path) -> None:
    """A real process is killed while it writes; the next one makes the archive from the beginning, and whole."""
    Product.objects.bulk_create(
        Product(shop=shop, handle=f"cup-{number}", title=f"Cup {number}") for number in range(50)
    )
    TrailEntry.objects.bulk_create(TrailEntry(shop=shop, verb="product_added", by=cy) for _ in range(30_000))
    export = ask_for_shop_export(shop, by=cy, parts=["shop"])
    script = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.DATABASES['default']['NAME'] = {connection.settings_dict['NAME']!r}\n"
        "from django.db import connections\n"
        f"connections['default'].settings_dict['NAME'] = {connection.settings_dict['NAME']!r}\n"
        "from meadow.moving.actions.exporting import make_archive\n"
        "print('begun', flush=True)\n"
        f"make_archive({export.pk})\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "meadow.config.settings"}
    environment["MEADOW_PRIVATE_STORAGE_URL"] = (own_files / "private").as_uri()
    with subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        worker.stdout.readline()
        while not any(Path(name).stat().st_size > 0 for name in private_names()):
            assert worker.poll() is None, "It was faster than the test."
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    export.refresh_from_db()
    assert (export.state, export.attempts, export.file.name) == (Export.State.RUNNING, 1, "")
    (half,) = private_names()

    assert not make_archive(export.pk)  # it may still be alive
    Export.objects.update(beat_at=timezone.now() - exporting.STALE * 2)
    assert make_archive(export.pk)

    assert opened(export).testzip() is None
    assert opened(export).read("log.csv").count(b"\r\n") == 30_002
    assert forget_orphans(timezone.now() + timedelta(days=2)) == 1
    assert not Path(half).exists()

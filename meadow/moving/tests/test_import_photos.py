"""Photos that lie at addresses: fetched after the products, from a real server, with what goes wrong on the way."""

import http.server
import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from meadow.goods.models.products import Product, ProductPhoto, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.tests.catalogue_files import csv_bytes, legacy
from meadow.moving.actions.importing import fetching
from meadow.moving.actions.importing.fetching import fetch_again, fetch_photos
from meadow.moving.actions.importing.undoing import carry_undo, undo_import
from meadow.moving.actions.importing.uploads import bring_file
from meadow.moving.models.imports import Import, ImportPhoto
from meadow.moving.tests.test_importing import photo, ran, upload
from meadow.people.models.persons import Person
from meadow.plumbing.tests.hosts import Host, running_host, says


@pytest.fixture
def host(settings: Settings) -> Iterator[Host]:
    settings.MEADOW_FETCH_ALLOW = ["127.0.0.0/8"]
    with running_host() as host:
        yield host


@pytest.fixture
def bring(shop: Shop, cy: Person, own_files: object) -> Any:
    numbers = itertools.count()

    def brought(*rows: dict[str, str], **options: Any) -> Import:
        file = upload(csv_bytes(rows), f"goods-{next(numbers)}.csv")
        return ran(bring_file(shop, file, by=cy), cy, **{"fetch_photos": True, **options})

    return brought


def cup(address: str, **cells: str) -> dict[str, str]:
    return legacy("cup", "Cup", variant_sku="CUP", variant_price="20", image_src=address, **cells)


def states(an_import: Import) -> list[tuple[str, str, int]]:
    return list(an_import.pictures.order_by("position", "pk").values_list("state", "code", "tries"))


def test_photos_are_fetched_and_shown_in_the_order_of_the_file(bring: Any, host: Host, cy: Person) -> None:
    host.answers |= {
        f"/{name}.jpg": says(photo(colour)) for name, colour in (("a", "teal"), ("b", "tan"), ("c", "red"))
    }
    rows = [
        cup(f"{host.url}/a.jpg", image_alt_text="From the front"),
        legacy("cup", image_src=f"{host.url}/b.jpg"),
        legacy("cup", image_src=f"{host.url}/c.jpg"),
    ]
    an_import = bring(*rows)
    assert an_import.counts["photos_to_fetch"] == 3
    assert ProductPhoto.objects.count() == 0

    fetch_photos(an_import.pk)

    assert states(an_import) == [("fetched", "", 0)] * 3
    shown = list(ProductPhoto.objects.order_by("position").values_list("source", "alt", "photo__by__handle"))
    assert shown == [
        (f"{host.url}/a.jpg", "From the front", "cy.potter"),
        (f"{host.url}/b.jpg", "", "cy.potter"),
        (f"{host.url}/c.jpg", "", "cy.potter"),
    ]
    assert Product.objects.get().cover == ProductPhoto.objects.order_by("position")[0].photo


def test_a_photo_that_comes_late_still_takes_its_place(bring: Any, host: Host) -> None:
    host.answers |= {"/a.jpg": says(b"", 503), "/b.jpg": says(photo("tan"))}
    an_import = bring(cup(f"{host.url}/a.jpg"), legacy("cup", image_src=f"{host.url}/b.jpg"))
    fetch_photos(an_import.pk)
    assert states(an_import) == [("waiting", "busy", 1), ("fetched", "", 0)]

    host.answers["/a.jpg"] = says(photo("teal"))
    ImportPhoto.objects.update(next_at=timezone.now())
    fetch_photos(an_import.pk)

    sources = ProductPhoto.objects.order_by("position").values_list("source", flat=True)
    assert list(sources) == [f"{host.url}/a.jpg", f"{host.url}/b.jpg"]


def test_variants_show_their_own(bring: Any, host: Host) -> None:
    host.answers |= {"/s.jpg": says(photo("teal")), "/l.jpg": says(photo("tan"))}
    sizes = [
        legacy(
            "tee",
            "Tee" if size == "s" else "",
            option1_name="Size" if size == "s" else "",
            option1_value=size,
            variant_sku=f"T-{size}",
            variant_price="30",
            variant_image=f"{host.url}/{size}.jpg",
        )
        for size in "sl"
    ]
    an_import = bring(*sizes)

    fetch_photos(an_import.pk)

    assert dict(Variant.objects.values_list("sku", "photo")) == {
        "T-s": ProductPhoto.objects.get(source__endswith="s.jpg").photo_id,
        "T-l": ProductPhoto.objects.get(source__endswith="l.jpg").photo_id,
    }


def test_a_busy_host_is_asked_again_later_and_in_the_end_no_more(bring: Any, host: Host) -> None:
    host.answers["/a.jpg"] = says(b"", 503, Retry_After="600")
    an_import = bring(cup(f"{host.url}/a.jpg"))

    fetch_photos(an_import.pk)

    waiting = an_import.pictures.get()
    assert (waiting.state, waiting.tries) == ("waiting", 1)
    assert waiting.next_at > timezone.now() + timedelta(seconds=500)
    fetch_photos(an_import.pk)
    assert len(host.asked) == 1, "before its time nobody is asked"
    for _ in fetching.WAITS:
        ImportPhoto.objects.update(next_at=timezone.now())
        fetch_photos(an_import.pk)
    assert states(an_import) == [("failed", "busy", 5)]
    assert len(host.asked) == 5


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(b"", 404), "answered"),
        (says(b"<html><script>alert(1)</script></html>", Content_Type="image/jpeg"), "not_a_photo"),
        (says(photo()[:900]), "broken"),
    ],
)
def test_what_is_no_photo_is_told_and_not_asked_for_again(bring: Any, host: Host, answer: Any, code: str) -> None:
    host.answers["/a.jpg"] = answer
    an_import = bring(cup(f"{host.url}/a.jpg"))

    fetch_photos(an_import.pk)

    assert [state[:2] for state in states(an_import)] == [("failed", code)]
    assert ProductPhoto.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://169.254.169.254/latest/meta-data/a.jpg", "forbidden_place"),
        ("http://localhost/a.jpg", "forbidden_place"),
        ("http://[::ffff:10.0.0.1]/a.jpg", "forbidden_place"),
        ("http://cy:secret@93.184.216.34/a.jpg", "names_a_password"),
        ("http://93.184.216.34:6379/a.jpg", "forbidden_port"),
        ("ftp://93.184.216.34/a.jpg", "not_an_address"),
    ],
)
def test_addresses_inside_are_never_asked(bring: Any, address: str, code: str) -> None:
    an_import = bring(cup(address))

    fetch_photos(an_import.pk)

    assert [state[:2] for state in states(an_import)] == [("failed", code)]


def test_a_redirect_to_the_inside_is_not_followed(bring: Any, host: Host) -> None:
    host.answers["/a.jpg"] = says(b"", 302, Location="http://169.254.169.254/latest/meta-data/")
    an_import = bring(cup(f"{host.url}/a.jpg"))

    fetch_photos(an_import.pk)

    assert [state[:2] for state in states(an_import)] == [("failed", "forbidden_place")]


def test_what_failed_can_be_fetched_again(bring: Any, host: Host, cy: Person) -> None:
    host.answers["/a.jpg"] = says(b"", 404)
    an_import = bring(cup(f"{host.url}/a.jpg"))
    fetch_photos(an_import.pk)
    host.answers["/a.jpg"] = says(photo())

    assert fetch_again(an_import, by=cy) == 1
    fetch_photos(an_import.pk)

    assert states(an_import) == [("fetched", "", 0)]
    assert ProductPhoto.objects.count() == 1
    assert fetch_again(an_import, by=cy) == 0


def test_nothing_is_fetched_that_nobody_asked_for(bring: Any, host: Host) -> None:
    an_import = bring(cup(f"{host.url}/a.jpg"), fetch_photos=False)
    trial = bring(cup(f"{host.url}/b.jpg"), trial=True)

    fetch_photos(an_import.pk)
    fetch_photos(trial.pk)

    assert (an_import.pictures.count(), trial.pictures.count(), host.asked) == (0, 0, [])


def test_a_host_is_asked_for_two_at_a_time_and_not_too_fast(bring: Any, host: Host) -> None:
    going: list[int] = []
    most: list[int] = []

    def slow(door: http.server.BaseHTTPRequestHandler) -> None:
        going.append(1)
        most.append(len(going))
        says(photo())(door)
        going.pop()

    host.answers |= {f"/{number}.jpg": slow for number in range(8)}
    rows = [legacy("cup", image_src=f"{host.url}/{number}.jpg") for number in range(1, 8)]
    an_import = bring(cup(f"{host.url}/0.jpg"), *rows)

    fetch_photos(an_import.pk)

    assert len(host.asked) == 8
    assert max(most) <= fetching.PER_HOST


def test_the_same_photo_is_not_fetched_twice(bring: Any, host: Host) -> None:
    host.answers["/a.jpg"] = says(photo())
    fetch_photos(bring(cup(f"{host.url}/a.jpg")).pk)

    again = bring(cup(f"{host.url}/a.jpg"), legacy("bowl", "Bowl", variant_price="9"))
    fetch_photos(again.pk)

    assert (again.counts["unchanged"], again.counts["photos_to_fetch"], len(host.asked)) == (1, 0, 1)


def test_an_import_whose_photos_came_can_still_be_undone(bring: Any, host: Host, cy: Person) -> None:
    host.answers["/a.jpg"] = says(photo())
    an_import = bring(cup(f"{host.url}/a.jpg"))
    fetch_photos(an_import.pk)

    undo_import(an_import, by=cy)
    carry_undo(an_import.pk)

    an_import.refresh_from_db()
    assert (an_import.counts["undone"], an_import.counts["undo_left"], Product.objects.count()) == (1, 0, 0)


def test_photos_that_wait_are_not_fetched_once_it_is_undone(bring: Any, host: Host, cy: Person) -> None:
    an_import = bring(cup(f"{host.url}/a.jpg"))
    undo_import(an_import, by=cy)

    fetch_photos(an_import.pk)

    assert (host.asked, ImportPhoto.objects.count()) == ([], 0)


def test_a_product_that_shows_enough_takes_no_more(bring: Any, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.answers["/a.jpg"] = says(photo())
    an_import = bring(cup(f"{host.url}/a.jpg"))
    monkeypatch.setattr(fetching, "MOST_PHOTOS", 0)

    fetch_photos(an_import.pk)

    assert (states(an_import), ProductPhoto.objects.count()) == ([("fetched", "", 0)], 0)

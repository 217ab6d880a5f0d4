"""The address book: one usual address, and everybody's own."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.people.actions import addresses
from meadow.people.actions.addresses import forget_address, keep_address, prefer_address
from meadow.people.models.persons import Address, Person
from meadow.people.refusals import TooManyAddresses

HOME = {"name": "Ada", "country": "DE", "city": "Berlin", "street": "Gartenweg 1", "postcode": "10115"}


def keep(person: Person, **fields: object) -> Address:
    return keep_address(Address(**(HOME | fields)), by=person)


def usual(person: Person) -> list[str]:
    return list(Address.objects.kept_by(person).filter(is_usual=True).values_list("street", flat=True))


def test_the_first_address_is_the_usual_one_until_another_is(ada: Person) -> None:
    keep(ada)
    second = keep(ada, street="Gartenweg 2")
    assert usual(ada) == ["Gartenweg 1"]
    prefer_address(second, by=ada)
    assert usual(ada) == ["Gartenweg 2"]
    keep(ada, street="Gartenweg 3", is_usual=True)
    assert usual(ada) == ["Gartenweg 3"]


def test_when_the_usual_one_is_forgotten_the_newest_takes_its_place(ada: Person) -> None:
    first = keep(ada)
    keep(ada, street="Gartenweg 2")
    keep(ada, street="Gartenweg 3")
    forget_address(first, by=ada)
    assert usual(ada) == ["Gartenweg 3"]


def test_a_book_has_an_end(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "MOST_ADDRESSES", 2)
    first = keep(ada)
    keep(ada)
    with pytest.raises(TooManyAddresses, match="holds 2 addresses"):
        keep(ada)
    assert Address.objects.count() == 2
    first.city = "Hamburg"
    keep_address(first, by=ada)


@pytest.mark.django_db(transaction=True)
def test_two_usual_addresses_at_once_leave_one(ada: Person) -> None:
    start, errors = threading.Barrier(4), []

    def run(number: int) -> None:
        try:
            start.wait()
            keep(ada, street=f"Gartenweg {number}", is_usual=True)
        except Exception as error:  # noqa: BLE001 - told to the test below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(usual(ada)) == 1


# -- pages ----------------------------------------------------------------------------------------


def test_an_address_is_added_changed_and_forgotten(client: Client, ada: Person) -> None:
    client.force_login(ada)
    assert client.post("/me/addresses/", HOME).status_code == 302
    kept = Address.objects.get()
    assert "Germany" in client.get("/me/addresses/").content.decode()

    client.post(f"/me/addresses/{kept.pk}/", HOME | {"city": "Hamburg"})
    kept.refresh_from_db()
    assert (kept.city, kept.is_usual) == ("Hamburg", True)

    client.post(f"/me/addresses/{kept.pk}/", {"_method": "delete"})
    assert not Address.objects.exists()


def test_what_is_missing_is_named_at_its_field(client: Client, ada: Person) -> None:
    client.force_login(ada)
    response = client.post("/me/addresses/", HOME | {"city": "", "country": "XX"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"city", "country"}
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Address.objects.exists()


def test_nobody_sees_or_touches_another_book(client: Client, ada: Person, bo: Person) -> None:
    kept = keep(ada)
    client.force_login(bo)
    assert client.get(f"/me/addresses/{kept.pk}/").status_code == 404
    assert client.post(f"/me/addresses/{kept.pk}/", {"_method": "delete"}).status_code == 404
    assert client.post(f"/me/addresses/{kept.pk}/usual/").status_code == 404
    assert "Gartenweg" not in client.get("/me/addresses/").content.decode()
    assert Address.objects.count() == 1


def test_countries_speak_the_readers_language(client: Client, ada: Person) -> None:
    keep(ada)
    client.force_login(ada)
    assert "德国" in client.get("/me/addresses/", headers={"Accept-Language": "zh-hans"}).content.decode()


def test_the_book_asks_as_often_for_many_as_for_few(client: Client, ada: Person) -> None:
    client.force_login(ada)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/me/addresses/").status_code == 200
        return len(queries)

    keep(ada)
    few = statements()
    for _ in range(10):
        keep(ada)
    assert statements() == few

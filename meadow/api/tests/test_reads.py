"""The API reads: the shape that openapi.json promises, paging that loses nothing, errors that name the field."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pydantic import TypeAdapter

from meadow.api.notes import NoteCard, WholeNote
from meadow.api.products import ProductCard, WholeProduct
from meadow.api.shapes import Page
from meadow.api.shops import OneShop
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.venue.notes.models.notes import Note, NotePhoto, Pin


def _publish(author: Person, number: int) -> Note:
    photo = Photo.objects.create(name=f"photos/aa/{author.pk}-{number}.webp", width=3, height=4, placeholder="")
    note = Note.objects.create(
        author=author,
        title=f"Note {number}",
        state=Note.State.PUBLISHED,
        published_at=timezone.now(),
        heat=number // 2,
        cover=photo,
    )
    NotePhoto.objects.create(note=note, photo=photo)
    return note


def test_answers_have_the_shape_they_promise(client: Client, ada: Person, lamp_product: Product) -> None:
    note = _publish(ada, 1)
    Pin.objects.create(note=note, product=lamp_product)

    promised: dict[str, Any] = {
        "/api/notes": Page[NoteCard],
        f"/api/notes/note_{note.pk}": WholeNote,
        "/api/products": Page[ProductCard],
        f"/api/products/product_{lamp_product.pk}": WholeProduct,
        "/api/shops": Page[OneShop],
        "/api/shops/cy-clay": OneShop,
    }
    for address, shape in promised.items():
        body = client.get(address)
        assert body.status_code == 200, address
        TypeAdapter(shape).validate_json(body.content, strict=False)

    assert client.get(f"/api/notes/note_{note.pk}").json()["products"][0]["title"] == "Paper lamp"
    assert client.get(f"/api/products/product_{lamp_product.pk}").json()["variants"][0]["price"] == {
        "amount": 4900,
        "currency": "USD",
    }


def test_pages_follow_each_other_without_gap_or_repeat(client: Client, ada: Person) -> None:
    notes = [_publish(ada, number) for number in range(7)]

    seen: list[str] = []
    after = ""
    while True:
        page = client.get("/api/notes", {"limit": "2", "after": after}).json()
        seen += [item["id"] for item in page["items"]]
        if not page["next"]:
            break
        after = page["next"]

    assert sorted(seen) == sorted(f"note_{note.pk}" for note in notes)


@pytest.mark.parametrize("address", ["/api/notes", "/api/products", "/api/shops"])
def test_lists_cost_one_statement(
    address: str, client: Client, ada: Person, lamp_product: Product, django_assert_num_queries: "pytest.FixtureRequest"
) -> None:
    for number in range(9):
        _publish(ada, number)
        Shop.objects.create(handle=f"shop-{number}", name="Another")

    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django names no public type for it
        client.get(address)


def test_wrong_input_is_named(client: Client, db: None) -> None:
    answer = client.get("/api/notes", {"limit": "1000", "language": "tlh"})

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()["errors"]) == {"limit", "language"}


@pytest.mark.parametrize("address", ["/api/notes/note_99", "/api/notes/99", "/api/products/note_1", "/api/shops/none"])
def test_what_is_not_there_is_a_problem_in_json(address: str, client: Client, db: None) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_drafts_and_closed_shops_stay_inside(client: Client, ada: Person, lamp_product: Product) -> None:
    note = _publish(ada, 1)
    Note.objects.filter(pk=note.pk).update(state=Note.State.DRAFT)
    Shop.objects.update(state=Shop.State.CLOSED)

    assert client.get(f"/api/notes/note_{note.pk}").status_code == 404
    assert client.get(f"/api/products/product_{lamp_product.pk}").status_code == 404
    assert client.get("/api/products").json() == {"items": [], "next": None}


def test_the_description_is_openapi_3_1(client: Client) -> None:
    described = client.get("/api/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    assert "/api/notes/{note}" in described["paths"]

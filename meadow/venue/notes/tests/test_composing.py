"""Composing a note through the form, as scripts send it and as a plain browser does."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.tests.made import draft_of, note_of, photo_of

JSON = {"Accept": "application/json"}


@pytest.fixture
def as_ada(ada: Person, settings: Settings, tmp_path: Any) -> Client:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    client = Client()
    client.force_login(ada)
    return client


def jpeg(name: str = "lamp.jpg", colour: str = "olive") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (60, 80), colour).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def rows(*photos: tuple[int, str], **more: Any) -> dict[str, Any]:
    """Photos as the form sends them: parallel fields."""
    return {
        "photo": [pk for pk, _ in photos],
        "alt": [alt for _, alt in photos],
        "original": ["" for _ in photos],
        "position": list(range(1, len(photos) + 1)),
        **more,
    }


def test_without_scripts_one_form_uploads_and_publishes(as_ada: Client, lamp_product: Product) -> None:
    response = as_ada.post(
        "/notes/new/",
        {
            "title": "Evening",
            "text": "Soft #light",
            "photos": [jpeg(colour="olive"), jpeg(colour="teal")],
            "product": "http://127.0.0.1:8000/shops/cy-clay/lamp/?note=3",
            "do": "publish",
        },
    )

    note = Note.objects.get()
    assert response.headers["Location"] == f"/notes/{note.pk}/"
    assert (note.state, note.photos.count()) == (Note.State.PUBLISHED, 2)
    assert [(pin.product, pin.photo) for pin in note.pins.all()] == [(lamp_product, None)]


def test_without_scripts_photos_are_ordered_described_and_taken_out(as_ada: Client, ada: Person) -> None:
    note = note_of(ada, photos=3)
    one, two, three = (shown.photo_id for shown in note.photos.all())

    as_ada.post(
        f"/notes/{note.pk}/edit/",
        rows((one, "one"), (two, "two"), (three, "three"), position=["2", "9", "1"], photo_remove=[two], title="New"),
    )

    note.refresh_from_db()
    assert [(shown.photo_id, shown.alt) for shown in note.photos.all()] == [(three, "three"), (one, "one")]
    assert (note.cover_id, note.title) == (three, "New")


def test_scripts_pin_products_at_points(as_ada: Client, ada: Person, lamp_product: Product) -> None:
    photo = photo_of(ada)
    pin = {"pin_product": [lamp_product.pk], "pin_photo": [photo.pk], "pin_x": ["0.25"], "pin_y": ["0.75"]}

    kept = as_ada.post("/notes/new/", rows((photo.pk, ""), **pin), headers=JSON).json()
    as_ada.post(kept["url"], rows((photo.pk, ""), **pin, do="publish"))

    note = Note.objects.get()
    shown = note.pins.get()
    assert kept == {"id": note.pk, "url": f"/notes/{note.pk}/edit/", "state": "draft"}
    assert (note.state, shown.x, shown.y) == (Note.State.PUBLISHED, 0.25, 0.75)
    html = as_ada.get(kept["url"]).content.decode()
    assert f'name="pin_photo" value="{photo.pk}"' in html
    assert 'name="pin_x" value="0.25"' in html


def test_a_pin_outlives_its_photo(as_ada: Client, ada: Person, lamp_product: Product) -> None:
    keep, drop = photo_of(ada), photo_of(ada)
    pin = {"pin_product": [lamp_product.pk], "pin_photo": [drop.pk], "pin_x": ["0.25"], "pin_y": ["0.75"]}

    as_ada.post("/notes/new/", rows((keep.pk, ""), (drop.pk, ""), photo_remove=[drop.pk], **pin))

    assert Note.objects.get().pins.get().photo is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "x" * 101}, "at most 100 characters"),
        ({"text": "x" * 5001}, "at most 5000 characters"),
        ({"text": "a\x00b"}, "Null characters are not allowed"),
        ({"product": "https://elsewhere.example/shops/none/such/"}, "No product on sale has this address"),
        ({"product": "lamp"}, "No product on sale has this address"),
        ({"do": "publish"}, "needs at least one photo"),
        ({"do": "schedule"}, "Choose the moment"),
        ({"do": "schedule", "publish_at": "2020-01-01T10:00"}, "has already passed"),
        ({"publish_at": "soon"}, "Enter a valid date/time"),
        ({"publish_at": "2030-01-01T10:00", "zone": "Mars/Olympus"}, "time zone is not known"),
        ({"photo": ["1", "2"], "alt": ["a"]}, "arrived incomplete"),
        ({"photo": ["x"], "alt": [""], "original": [""], "position": [""]}, "arrived incomplete"),
        ({"pin_product": ["1"], "pin_photo": ["1"], "pin_x": ["nan"], "pin_y": ["0"]}, "arrived incomplete"),
        ({"pin_product": ["1"], "pin_photo": ["1"], "pin_x": ["2"], "pin_y": ["0"]}, "arrived incomplete"),
        ({"thing": "x" * 61}, "at most 60 characters"),
        ({"thing_name": ["Vase"], "thing_photo": ["1"], "thing_x": ["0"]}, "arrived incomplete"),
        ({"thing_name": [" "], "thing_photo": [""], "thing_x": [""], "thing_y": [""]}, "arrived incomplete"),
        ({"thing_name": ["a\x00b"], "thing_photo": [""], "thing_x": [""], "thing_y": [""]}, "arrived incomplete"),
        ({"thing_name": ["x" * 61], "thing_photo": [""], "thing_x": [""], "thing_y": [""]}, "arrived incomplete"),
        ({"thing_name": ["V"], "thing_photo": ["1"], "thing_x": ["nan"], "thing_y": ["0"]}, "arrived incomplete"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(as_ada: Client, wrong: dict[str, Any], words: str) -> None:
    response = as_ada.post("/notes/new/", {"title": "Evening", **wrong})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert as_ada.post("/notes/new/", {"title": "Evening", **wrong}, headers=JSON).json()["errors"]
    assert not Note.objects.exists()


def test_what_is_no_photo_is_refused_by_name_and_the_others_stay(as_ada: Client) -> None:
    lie = SimpleUploadedFile("holiday.jpg", b"<html>not a photo</html>", "image/jpeg")

    response = as_ada.post("/notes/new/", {"photos": [jpeg(), lie], "do": "publish"})

    html = response.content.decode()
    assert response.status_code == 422
    assert "holiday.jpg: " in html
    assert html.count('name="photo" value=') == 2  # the one that stays, and the empty row that scripts copy
    assert not Note.objects.exists()


def test_the_nineteenth_photo_is_refused(as_ada: Client, ada: Person) -> None:
    photos = [(photo_of(ada).pk, "") for _ in range(18)]

    response = as_ada.post("/notes/new/", rows(*photos, photos=[jpeg()]))

    assert response.status_code == 422
    assert "at most 18 photos" in response.content.decode()


def test_the_photo_of_another_is_not_taken(as_ada: Client, bo: Person) -> None:
    response = as_ada.post("/notes/new/", rows((photo_of(bo).pk, "")), headers=JSON)

    assert response.status_code == 409
    assert not Note.objects.exists()


def test_a_moment_is_read_in_the_zone_of_the_browser(as_ada: Client, ada: Person) -> None:
    note = draft_of(ada)
    photo = note.photos.get().photo_id
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    moment = {"publish_at": f"{tomorrow}T10:00", "zone": "Asia/Shanghai", "do": "schedule"}

    response = as_ada.post(f"/notes/{note.pk}/edit/", rows((photo, ""), **moment))

    note.refresh_from_db()
    assert response.headers["Location"] == "/me/notes/?tab=scheduled"
    assert note.state == Note.State.SCHEDULED
    assert note.publish_at == datetime.fromisoformat(f"{tomorrow}T02:00:00+00:00")

    as_ada.post(f"/notes/{note.pk}/edit/", rows((photo, ""), do="draft"))
    note.refresh_from_db()
    assert [note.state, note.publish_at] == [Note.State.DRAFT, None]


def test_the_same_form_sent_twice_is_one_note(as_ada: Client) -> None:
    sent = {"title": "Evening", "idempotency_key": "abc"}

    as_ada.post("/notes/new/", sent)
    as_ada.post("/notes/new/", sent)

    assert Note.objects.count() == 1


def test_products_are_found_by_words_in_any_language(as_ada: Client, lamp_product: Product) -> None:
    lamp_product.translations = {"zh-hans": {"title": "纸灯"}}
    lamp_product.save()

    for typed in ("paper", "LAMP cy", "纸灯", ""):
        html = as_ada.get("/notes/products/", {"q": typed}).content.decode()
        assert f'data-choose-product="{lamp_product.pk}"' in html, typed
    unknown = as_ada.get("/notes/products/", {"q": " 100%  chair "}).content.decode()
    assert "Nothing on sale" in unknown
    assert 'data-choose-thing="100% chair"' in unknown
    for typed in ("", "x" * 61):
        assert "data-choose-thing" not in as_ada.get("/notes/products/", {"q": typed}).content.decode()
    Product.objects.update(status=Product.Status.DRAFT)
    assert "data-choose-product" not in as_ada.get("/notes/products/", {"q": "paper"}).content.decode()


def test_a_product_can_be_there_from_the_start(as_ada: Client, lamp_product: Product) -> None:
    html = as_ada.get("/notes/new/", {"product": lamp_product.pk}).content.decode()

    assert f'name="pin_product" value="{lamp_product.pk}"' in html
    assert as_ada.get("/notes/new/", {"product": "9" * 30}).status_code == 200


def test_composing_is_for_those_who_signed_in(client: Client) -> None:
    for url in ("/notes/new/", "/notes/products/", "/me/notes/", "/me/collections/"):
        assert client.get(url).headers["Location"].startswith("/account/login/")


def test_a_window_left_open_does_not_change_what_others_read(as_ada: Client, ada: Person) -> None:
    note = note_of(ada, title="Evening")
    photo = note.photos.get().photo_id

    response = as_ada.post(f"/notes/{note.pk}/edit/", rows((photo, ""), title="Half a ti", do="draft"), headers=JSON)

    note.refresh_from_db()
    assert response.status_code == 409
    assert note.title == "Evening"


def test_a_wrong_form_tells_nothing_of_products_that_are_not_on_sale(
    as_ada: Client, ada: Person, lamp_product: Product
) -> None:
    pin = {"pin_product": [lamp_product.pk], "pin_photo": [""], "pin_x": [""], "pin_y": [""], "do": "publish"}
    note = note_of(ada, products=(lamp_product,))
    Product.objects.update(status=Product.Status.DRAFT)

    fresh = as_ada.post("/notes/new/", pin)
    known = as_ada.post(f"/notes/{note.pk}/edit/", pin)

    assert (fresh.status_code, known.status_code) == (422, 422)
    assert lamp_product.title not in fresh.content.decode()
    assert lamp_product.title in known.content.decode()


def test_without_scripts_things_are_named_kept_and_taken_out(as_ada: Client, ada: Person) -> None:
    note = note_of(ada, things=("Blue vase", "Linen"))
    photo = note.photos.get().photo_id
    tagged = {
        "thing_name": ["Blue vase", "Linen"],
        "thing_photo": [photo, photo],
        "thing_x": ["0.2", "0.3"],
        "thing_y": ["0.4", "0.5"],
    }

    as_ada.post(
        f"/notes/{note.pk}/edit/",
        rows((photo, ""), **tagged, thing_remove=["Linen"], thing="  Old \n chair ", do="save"),
    )

    vase, chair = note.things.order_by("pk")
    assert (vase.name, vase.x, vase.y, vase.photo and vase.photo.photo_id) == ("Blue vase", 0.2, 0.4, photo)
    assert (chair.name, chair.photo) == ("Old chair", None)
    html = as_ada.get(f"/notes/{note.pk}/edit/").content.decode()
    assert 'name="thing_name" value="Old chair"' in html
    assert 'name="thing_x" value="0.2"' in html


def test_a_thing_outlives_the_photo_that_is_taken_out(as_ada: Client, ada: Person) -> None:
    keep, drop = photo_of(ada), photo_of(ada)
    tagged = {"thing_name": ["Vase"], "thing_photo": [drop.pk], "thing_x": ["0.25"], "thing_y": ["0.75"]}

    as_ada.post("/notes/new/", rows((keep.pk, ""), (drop.pk, ""), photo_remove=[drop.pk], **tagged))

    assert Note.objects.get().things.get().photo is None


def test_a_draft_that_is_kept_again_and_again_has_each_thing_once(as_ada: Client, ada: Person) -> None:
    tagged = {"thing_name": ["Vase"], "thing_photo": [""], "thing_x": [""], "thing_y": [""]}

    kept = as_ada.post("/notes/new/", rows(**tagged), headers=JSON).json()
    as_ada.post(kept["url"], rows(**tagged), headers=JSON)

    assert [thing.name for thing in Note.objects.get().things.all()] == ["Vase"]


def test_what_became_a_product_is_composed_as_that_product(as_ada: Client, ada: Person, lamp_product: Product) -> None:
    note = note_of(ada, products=(lamp_product,), things=("Lamp", "Chair"))
    note.things.filter(name="Lamp").update(product=lamp_product)

    html = as_ada.get(f"/notes/{note.pk}/edit/").content.decode()

    assert f'name="pin_product" value="{lamp_product.pk}"' in html
    assert 'name="thing_name" value="Chair"' in html
    assert 'name="thing_name" value="Lamp"' not in html

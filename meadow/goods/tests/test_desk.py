"""The managers' desk: who may sit there, and what the pages do."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from meadow.goods.actions.products import save_product
from meadow.goods.actions.shops import open_shop, seat_person, unseat_person
from meadow.goods.models.products import Category, Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.refusals import HandleTaken, LastOwnerStays
from meadow.goods.texts import ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.tests.pictures import jpeg
from meadow.plumbing.events import announced

Role = Seat.Role


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """A folder of files for each test."""
    options = {"location": str(tmp_path), "base_url": "/files/"}
    entry = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": entry}


def sheet(
    *rows: dict[str, Any], known: int = 0, photos: tuple[dict[str, Any], ...] = (), **fields: Any
) -> dict[str, Any]:
    """The product page as a browser sends it."""
    data: dict[str, Any] = {"title": "Bowl", "status": "draft"} | fields
    for prefix, given, initial in (("variants", rows, known), ("photos", photos, len(photos))):
        data |= {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": initial}
        data |= {f"{prefix}-{n}-{name}": value for n, row in enumerate(given) for name, value in row.items()}
    return data


def row(price: str = "12.50", **fields: Any) -> dict[str, Any]:
    return {"price": price, "is_tracked": "on"} | fields


LAMP_ROW = {"sku": "LAMP", "is_tracked": "on"}

# -- shops and teams ------------------------------------------------------------------------------


def test_whoever_was_quicker_keeps_the_shop_handle(shop: Shop, ada: Person) -> None:
    with pytest.raises(HandleTaken, match="“cy-clay” is taken"):
        open_shop(Shop(handle="cy-clay", name="Another"), by=ada)
    assert Shop.objects.count() == 1
    assert announced() == []


def test_a_shop_needs_an_owner(shop: Shop, cy: Person, ada: Person) -> None:
    for leave in (lambda: unseat_person(cy, shop), lambda: seat_person(cy, shop, role=Role.SUPPORT)):
        with pytest.raises(LastOwnerStays, match="at least one owner"):
            leave()
    assert Seat.objects.get().role == Role.OWNER

    seat_person(ada, shop, role=Role.OWNER)
    seat_person(cy, shop, role=Role.SUPPORT)
    assert dict(Seat.objects.values_list("person__handle", "role")) == {"ada": "owner", "cy.potter": "support"}


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_do_not_both_go(shop: Shop, cy: Person, ada: Person) -> None:
    seat_person(ada, shop, role=Role.OWNER)
    start, outcomes = threading.Barrier(2), []

    def leave(person: Person) -> None:
        try:
            start.wait()
            unseat_person(person, shop)
            outcomes.append("gone")
        except LastOwnerStays:
            outcomes.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[person]) for person in (cy, ada)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gone", "stays"]
    assert Seat.objects.count() == 1


def test_whoever_was_seated_may_leave_and_unseats_nobody_else(
    client: Client, shop: Shop, cy: Person, ada: Person
) -> None:
    own, owners = seat_person(ada, shop, role=Role.SUPPORT), Seat.objects.get(person=cy)
    client.force_login(ada)
    assert f"/desk/cy-clay/team/{own.pk}/" in client.get("/desk/").content.decode()

    assert client.post(f"/desk/cy-clay/team/{owners.pk}/", {"_method": "delete"}).status_code == 404
    assert client.post(f"/desk/cy-clay/team/{own.pk}/", {"role": "owner"}).status_code == 404
    assert client.post(f"/desk/cy-clay/team/{own.pk}/", {"_method": "delete"})["Location"] == "/desk/"

    assert Seat.objects.get() == owners


def test_an_owner_gives_other_roles_and_takes_people_out(client: Client, shop: Shop, cy: Person, ada: Person) -> None:
    seat = seat_person(ada, shop, role=Role.EDITOR)
    client.force_login(cy)
    assert "Ada" in client.get("/desk/cy-clay/team/").content.decode()

    client.post(f"/desk/cy-clay/team/{seat.pk}/", {"role": "support"})
    assert Seat.objects.get(person=ada).role == Role.SUPPORT
    client.post(f"/desk/cy-clay/team/{seat.pk}/", {"_method": "delete"})
    assert not Seat.objects.filter(person=ada).exists()

    own = Seat.objects.get(person=cy)
    assert client.post(f"/desk/cy-clay/team/{own.pk}/", {"_method": "delete"}).status_code == 409
    assert Seat.objects.filter(person=cy).exists()


@pytest.mark.parametrize(
    ("page", "owner", "editor", "support"),
    [
        ("products/", 200, 200, 404),
        ("products/new/", 200, 200, 404),
        ("products/row/?variants-TOTAL_FORMS=2", 200, 200, 404),
        ("products/{lamp}/", 200, 200, 404),
        ("team/", 200, 404, 404),
        ("settings/", 200, 404, 404),
    ],
)
def test_every_role_opens_its_own_doors(
    client: Client, shop: Shop, lamp_product: Product, ada: Person, bo: Person, cy: Person, bai: Person,
    page: str, owner: int, editor: int, support: int,
) -> None:  # fmt: skip
    seat_person(ada, shop, role=Role.EDITOR)
    seat_person(bo, shop, role=Role.SUPPORT)
    url = f"/desk/cy-clay/{page.format(lamp=lamp_product.pk)}"
    assert client.get(url).status_code == 302
    for person, status in ((cy, owner), (ada, editor), (bo, support), (bai, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status, person


def test_nobody_writes_in_another_shop(client: Client, lamp_product: Product, ada: Person, cy: Person) -> None:
    other = open_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    client.force_login(ada)
    for url in (
        f"products/{lamp_product.pk}/",
        f"products/{lamp_product.pk}/publication/",
        f"products/{lamp_product.pk}/copies/",
    ):
        for shop in ("cy-clay", other.handle):
            assert client.post(f"/desk/{shop}/{url}", sheet(row())).status_code == 404
    lamp_product.refresh_from_db()
    assert (lamp_product.title, lamp_product.status) == ("Paper lamp", "active")
    assert Product.objects.count() == 1


def test_settings_keep_words_in_both_languages_and_pictures(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)
    words = {
        "name": "Cy Clay",
        "story": "Thrown by hand.",
        "city": "Jingdezhen",
        "name_zh_hans": "陶与光",
        "story_zh_hans": "手工拉坯。",
    }

    client.post("/desk/cy-clay/settings/", words | {"picture": SimpleUploadedFile("a.jpg", jpeg())})

    shop.refresh_from_db()
    assert shop.translations == {"zh-hans": {"name": "陶与光", "story": "手工拉坯。"}}
    assert shop.picture is not None
    assert "陶与光" in client.get("/desk/cy-clay/settings/", headers={"Accept-Language": "zh-hans"}).content.decode()

    response = client.post(
        "/desk/cy-clay/settings/", words | {"name": "New", "cover": SimpleUploadedFile("a.jpg", b"GIF89a")}
    )
    assert response.status_code == 422
    assert "This is a GIF" in str(response.context["form"].errors["cover"])
    shop.refresh_from_db()
    assert (shop.name, shop.cover) == ("Cy Clay", None)


# -- products -------------------------------------------------------------------------------------


def test_a_product_is_written_on_one_page_without_scripts(client: Client, shop: Shop, cy: Person) -> None:
    shelf = Category.objects.create(slug="bowls", name="Bowls")
    client.force_login(cy)
    page = client.get("/desk/cy-clay/products/new/").content.decode()
    assert 'name="variants-2-price"' in page

    response = client.post(
        "/desk/cy-clay/products/new/",
        sheet(
            row("12,50", option_1="small", sku="B-S", on_hand="4", weight_grams="300"),
            row("19", option_1="large", sku="B-L", compare_at="25.00"),
            {"is_tracked": "on"},
            option_1="Size", tags="bowl, clay，bowl", categories=[shelf.pk], title_zh_hans="碗", status="active",
            description="For soup.\n\nOr not.",
            uploads=[SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", jpeg(colour="teal"))],
        ),
    )  # fmt: skip

    product = Product.objects.get()
    assert response.headers["Location"] == f"/desk/cy-clay/products/{product.pk}/"
    assert (product.options, product.tags, product.status) == (["Size"], ["bowl", "clay"], "active")
    assert product.translations == {"zh-hans": {"title": "碗"}}
    assert product.description == "<p>For soup.</p>\n\n<p>Or not.</p>"
    assert [(v.sku, v.price, v.compare_at, v.stock.on_hand) for v in product.variants.select_related("stock")] == [
        ("B-S", 1250, None, 4),
        ("B-L", 1900, 2500, 0),
    ]
    assert product.photos.count() == 2
    assert product.cover == product.photos.all()[0].photo
    page = client.get(response.headers["Location"]).content.decode()
    assert 'value="12.50"' in page


def test_the_page_sent_back_unchanged_changes_nothing(client: Client, shop: Shop, cy: Person) -> None:
    text = ProductText(
        title="Bowl",
        options=("Size",),
        variants=(VariantText(option_values=("S",), price=100, barcode="123", on_hand=2),),
    )
    product = save_product(text, shop=shop, by=cy)
    client.force_login(cy)
    variant = product.variants.get()
    same = row("1.00", pk=variant.pk, seen=2, on_hand=2, option_1="S")

    client.post(f"/desk/cy-clay/products/{product.pk}/", sheet(same, known=1, option_1="Size"))

    after = Variant.objects.select_related("stock").get()
    assert (after.pk, after.price, after.barcode, after.stock.on_hand) == (variant.pk, 100, "123", 2)
    assert after.price_changes.count() == 1


@pytest.mark.parametrize(
    ("fields", "rows", "where", "words"),
    [
        ({"title": ""}, [row()], "title", "required"),
        ({"title": "x" * 201}, [row()], "title", "at most 200"),
        ({"description": "x" * 40_001}, [row()], "description", "at most 40000"),
        ({"tags": "x" * 61}, [row()], "tags", "at most 60"),
        ({"option_1": "Size", "option_2": "Size"}, [row()], "option_2", "the same name"),
        ({"status": "stolen"}, [row()], "status", "valid choice"),
        ({}, [row("")], "price", "required"),
        ({}, [row("twelve")], "price", "“twelve” is not an amount"),
        ({}, [row("1.999")], "price", "more decimals than USD"),
        ({}, [row("-1")], "price", "cannot be negative"),
        ({}, [row("9" * 18)], "price", "more money than can be handled"),
        ({}, [row(on_hand="-1")], "on_hand", "greater than or equal to 0"),
        ({}, [row(on_hand="many")], "on_hand", "whole number"),
        ({"option_1": "Size"}, [row()], "option_1", "Say which one"),
        ({}, [row(option_1="S")], "option_1", "Name this option above"),
        ({"option_1": "Size"}, [row(option_1="S"), row(option_1="S")], "option_1", "the same options"),
        ({}, [row(), row()], "price", "the same options"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(
    client: Client, shop: Shop, cy: Person, fields: dict[str, Any], rows: list[dict[str, Any]], where: str, words: str
) -> None:
    client.force_login(cy)
    response = client.post("/desk/cy-clay/products/new/", sheet(*rows, **fields))
    assert response.status_code == 422
    found = response.context["sheet"]
    errors = {**found.form.errors, **{field: e for form in found.variants.forms for field, e in form.errors.items()}}
    assert words in str(errors[where])
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Product.objects.exists()


def test_a_page_without_rows_is_refused_in_words(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)
    response = client.post("/desk/cy-clay/products/new/", sheet())
    assert response.status_code == 409
    assert "at least one variant" in response.content.decode()
    assert not Product.objects.exists()


def test_an_upload_that_lies_leaves_the_product_as_it_was(client: Client, lamp: Variant, cy: Person) -> None:
    client.force_login(cy)
    data = sheet(row("49.00", pk=lamp.pk, seen=1, on_hand=1), known=1, title="Changed")
    data["uploads"] = [SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("evil.jpg", b"<svg></svg>")]
    response = client.post(f"/desk/cy-clay/products/{lamp.product_id}/", data)
    assert response.status_code == 422
    assert "evil.jpg: This is an SVG drawing" in response.content.decode()
    lamp.product.refresh_from_db()
    assert lamp.product.title == "Paper lamp"
    assert not lamp.product.photos.exists()


def test_a_count_is_refused_when_it_moved_and_taken_the_second_time(client: Client, lamp: Variant, cy: Person) -> None:
    client.force_login(cy)
    url = f"/desk/cy-clay/products/{lamp.product_id}/"
    Stock.objects.update(on_hand=0)  # sold while Cy was typing

    response = client.post(url, sheet(row("49.00", pk=lamp.pk, seen=1, on_hand=6), known=1))

    assert response.status_code == 409
    assert "went from 1 to 0 on hand" in response.content.decode()
    assert 'name="variants-0-seen" value="0"' in response.content.decode()
    assert Stock.objects.get().on_hand == 0
    assert client.post(url, sheet(row("49.00", pk=lamp.pk, seen=0, on_hand=5), known=1)).status_code == 302
    assert Stock.objects.get().on_hand == 5


def test_a_variant_added_meanwhile_by_another_editor_stays(client: Client, lamp: Variant, cy: Person) -> None:
    Product.objects.update(options=["Size"])
    Variant.objects.update(option_values=["S"])
    added = Variant.objects.create(product=lamp.product, option_values=["L"], price=1)
    client.force_login(cy)

    client.post(
        f"/desk/cy-clay/products/{lamp.product_id}/",
        sheet(row("49.00", pk=lamp.pk, seen=1, on_hand=1, option_1="S"), known=1, option_1="Size"),
    )

    assert Variant.objects.get(pk=added.pk).is_active


def test_photos_are_put_in_order_described_and_taken_away(
    client: Client, lamp: Variant, cy: Person, bo: Person
) -> None:
    client.force_login(cy)
    url = f"/desk/cy-clay/products/{lamp.product_id}/"
    lamp_row = row("49.00", pk=lamp.pk, seen=1, on_hand=1)
    client.post(
        url,
        sheet(
            lamp_row, known=1, uploads=[SimpleUploadedFile(f"{c}.jpg", jpeg(colour=c)) for c in ("red", "teal", "navy")]
        ),
    )
    red, teal, navy = [shown.photo_id for shown in lamp.product.photos.all()]

    photos = (
        {"photo": red, "position": 3},
        {"photo": teal, "position": 1, "alt": "<i>lit</i>"},
        {"photo": navy, "position": 2, "DELETE": "on"},
    )
    client.post(url, sheet(lamp_row, known=1, photos=photos))

    assert list(lamp.product.photos.values_list("photo", "alt")) == [(teal, "<i>lit</i>"), (red, "")]
    assert "<i>lit" not in client.get(url).content.decode()

    theirs = Photo.objects.create(by=bo, name="photos/x.jpg", width=1, height=1, placeholder="")
    response = client.post(url, sheet(lamp_row, known=1, photos=({"photo": theirs.pk, "position": 1},)))
    assert response.status_code == 409
    assert "not yours to show" in response.content.decode()
    assert lamp.product.photos.count() == 2


def test_products_are_published_archived_and_duplicated_from_the_list(
    client: Client, lamp_product: Product, cy: Person, lamp: Variant
) -> None:
    client.force_login(cy)
    url = f"/desk/cy-clay/products/{lamp_product.pk}/"
    client.post(f"{url}publication/", {"_method": "delete"})
    assert Product.objects.get().status == "archived"
    client.post(f"{url}publication/")
    assert Product.objects.get().status == "active"
    client.post(f"{url}copies/")
    assert sorted(Product.objects.values_list("handle", "status")) == [("lamp", "active"), ("lamp-2", "draft")]


def test_one_more_row_comes_by_htmx(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)
    page = client.get("/desk/cy-clay/products/row/", {"variants-TOTAL_FORMS": "4"}).content.decode()
    assert 'name="variants-4-price"' in page
    assert 'name="variants-4-DELETE"' in page
    assert 'value="5"' in page
    assert client.get("/desk/cy-clay/products/row/", {"variants-TOTAL_FORMS": "999"}).status_code == 204


def test_options_are_called_by_their_names(client: Client, shop: Shop, cy: Person, lamp_product: Product) -> None:
    Product.objects.update(options=["Shade"])
    Variant.objects.update(option_values=["Red"])
    client.force_login(cy)
    url = f"/desk/cy-clay/products/{lamp_product.pk}/"

    page = client.get(url).content.decode()
    assert '<th scope="col">Shade</th><th scope="col">Second option</th>' in page
    assert page.count('aria-label="Shade"') == 2  # the lamp's row and a spare one

    page = client.post(url, sheet(row("much"), option_1="Colour<", option_2="Size")).content.decode()
    assert '<th scope="col">Colour&lt;</th><th scope="col">Size</th><th scope="col">Third option</th>' in page

    typed = {"variants-TOTAL_FORMS": "4", "option_1": "", "option_2": "Size"}
    page = client.get("/desk/cy-clay/products/row/", typed).content.decode()
    assert 'aria-label="First option"' in page
    assert 'data-label="Size"' in page


def test_whoever_adds_a_row_goes_on_typing_in_it(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)
    page = client.get("/desk/cy-clay/products/row/", {"variants-TOTAL_FORMS": "4"}).content.decode()
    assert page.count("autofocus") == 1
    assert "autofocus" not in client.get("/desk/cy-clay/products/new/").content.decode()


@pytest.mark.parametrize(
    "page", ["/desk/", "/desk/cy-clay/products/", "/desk/cy-clay/products/{pk}/", "/desk/cy-clay/team/"]
)
def test_desk_pages_ask_as_often_for_many_as_for_few(client: Client, shop: Shop, cy: Person, page: str) -> None:
    client.force_login(cy)

    def fill(count: int, mark: str) -> None:
        variants = tuple(VariantText(option_values=(f"{mark}{n}",), price=n, sku=f"{mark}{n}") for n in range(count))
        product = save_product(
            ProductText(title="Bowl", options=("Size",), variants=variants, source="t", source_key="1"),
            shop=shop,
            by=cy,
        )
        for n in range(count):
            photo = Photo.objects.create(by=cy, name=f"photos/{mark}{n}", width=1, height=1, placeholder="")
            product.photos.create(photo=photo, position=n)
            other = save_product(ProductText(title=f"{mark} {n}", variants=(VariantText(price=1),)), shop=shop, by=cy)
            Product.objects.filter(pk=other.pk).update(cover=photo)
            seat_person(
                Person.objects.create_user(f"{mark}{n}@example.org", handle=f"{mark}.{n}", name="P"),
                shop,
                role=Role.EDITOR,
            )
            open_shop(Shop(handle=f"{mark}-{n}", name="S"), by=cy)

    def statements() -> int:
        product = Product.objects.get(source_key="1")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.format(pk=product.pk)).status_code == 200
        return len(queries)

    fill(1, "few")
    statements()  # lines that are kept already ask for nothing
    few = statements()
    fill(9, "many")
    statements()
    assert statements() == few


def test_too_many_photos_are_refused_before_any_is_opened(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)
    uploads = [SimpleUploadedFile(f"{number}.jpg", jpeg()) for number in range(19)]

    response = client.post("/desk/cy-clay/products/new/", sheet(row()) | {"uploads": uploads})

    assert response.status_code == 422
    assert response.context["form"].errors == {"uploads": ["A product shows at most 18 photos."]}
    assert (Photo.objects.count(), Product.objects.count()) == (0, 0)


def test_categories_are_chosen_by_their_names_in_the_language_at_hand(client: Client, shop: Shop, cy: Person) -> None:
    Category.objects.create(slug="table", name="Table", translations={"zh-hans": {"name": "餐桌"}})
    client.force_login(cy)

    html = client.get("/desk/cy-clay/products/new/", headers={"Accept-Language": "zh-hans"}).content.decode()

    assert "<span>餐桌</span>" in html


@pytest.mark.parametrize("number", ["²", "9" * 5000, "", "-1", "100"])
def test_a_row_that_no_table_has_is_not_made(client: Client, shop: Shop, cy: Person, number: str) -> None:
    client.force_login(cy)
    assert client.get("/desk/cy-clay/products/row/", {"variants-TOTAL_FORMS": number}).status_code == 204

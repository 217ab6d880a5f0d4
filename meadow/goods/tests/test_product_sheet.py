"""The product's page at the desk: everything it takes, what it says when that is wrong, and that it loses nothing."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from meadow.goods.actions.attributes import bring_taxonomy
from meadow.goods.actions.products import duplicate_product, save_product
from meadow.goods.forms.products.making import with_made_rows
from meadow.goods.importing.known import look_up
from meadow.goods.models.products import MOST_PRICE, Category, Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import BundlePart, ProductStock
from meadow.goods.refusals import KindStays, NotAPart, TooManyVariants
from meadow.goods.size_tables import read_size_table, write_size_table
from meadow.goods.tests.test_desk import row, sheet
from meadow.goods.texts import PartText, ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.tests.pictures import jpeg
from meadow.plumbing.bad_input import BadInput

NEW = "/desk/cy-clay/products/new/"


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """A folder of files for each test."""
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    public = {**folder, "OPTIONS": {"location": str(tmp_path / "public"), "base_url": "/files/"}}
    settings.STORAGES = {**settings.STORAGES, "default": public, "private": folder}


@pytest.fixture
def cys(client: Client, shop: Shop, cy: Person) -> Client:
    client.force_login(cy)
    return client


def asked(client: Client, url: str, **data: Any) -> str:
    """What a door answers a script; `__` in a name stands for a hyphen."""
    response = client.get(url, {name.replace("__", "-"): value for name, value in data.items()})
    assert response.status_code == 200
    return response.content.decode()


def goods(shop: Shop, by: Person, title: str = "Cup", on_hand: int = 5, **fields: Any) -> Variant:
    text = ProductText(title=title, variants=(VariantText(price=1000, on_hand=on_hand, sku=title.upper()),), **fields)
    return save_product(text, shop=shop, by=by).variants.get()


# -- all of it ----------------------------------------------------------------------------------


def test_everything_that_can_be_said_is_kept_and_shown_again(cys: Client) -> None:
    bring_taxonomy()
    shelf = Category.objects.get(slug="scented-candles")
    at = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    fields = sheet(
        row(
            "24", sku="C-1", barcode="4006381 333931", cost="9.50", weight_grams="420", length="8", width="8.5",
            height="10", net_amount="180", net_unit="g", low_at="3", on_hand="9",
        ),
        title="Candle", status="draft", kind="goods", categories=[shelf.pk], brand="Cy",
        asked=["fragrance", "burning-time", "handmade"],
        size_table="Size | Height\nS | 8\nL | 12", care="Trim the wick.", origin="DE", tax_class="reduced",
        seo_title="A calm candle", seo_description="Soy wax.", preorder_ships_on="2030-05-01",
        publish_at=timezone.localtime(at).strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    fields |= {"answer-fragrance": ["woody", "citrus"], "answer-burning-time": "40,5", "answer-handmade": "yes"}

    assert cys.post(NEW, fields).status_code == 302

    product = Product.objects.get()
    assert product.attributes == {"fragrance": ["citrus", "woody"], "burning-time": 40.5, "handmade": True}
    assert product.size_table == {"columns": ["Size", "Height"], "rows": [["S", "8"], ["L", "12"]]}
    assert (product.care, product.origin, product.tax_class) == ("Trim the wick.", "DE", "reduced")
    assert (product.seo_title, product.seo_description) == ("A calm candle", "Soy wax.")
    assert str(product.preorder_ships_on) == "2030-05-01"
    assert product.publish_at == at
    variant = product.variants.get()
    assert (variant.barcode, variant.cost, variant.weight_grams) == ("4006381333931", 950, 420)
    assert (variant.length_mm, variant.width_mm, variant.height_mm) == (80, 85, 100)
    assert (variant.net_amount, variant.net_unit, variant.stock.low_at) == (Decimal("180"), "g", 3)
    assert variant.unit_words == "100 g"

    page = cys.get(f"/desk/cy-clay/products/{product.pk}/").content.decode()
    for shown in ("Home › Candles", "4006381333931", "9.50", "S | 8", "Trim the wick.", "A calm candle", "2030-05-01"):
        assert shown in page, shown


def test_what_the_page_does_not_bring_stays(cys: Client, shop: Shop, cy: Person) -> None:
    variant = goods(shop, cy, care="By hand", origin="JP", attributes={"material": ["linen"]})
    Variant.objects.update(cost=500, length_mm=10, barcode="OWN-1", net_amount=Decimal(5), net_unit="ml")
    before = look_up([variant.product_id])[variant.product_id].text

    fields = sheet(row("10.00", pk=variant.pk, seen=5, on_hand=5, sku="CUP"), known=1, title="Cup")
    assert cys.post(f"/desk/cy-clay/products/{variant.product_id}/", fields).status_code == 302

    assert look_up([variant.product_id])[variant.product_id].text == before


@pytest.mark.parametrize(
    ("cells", "where", "words"),
    [
        ({"barcode": "4006381333930"}, "barcode", "should be 1"),
        ({"barcode": "12345"}, "barcode", "8, 12, 13 or 14 digits"),
        ({"net_amount": "5"}, "net_unit", "Say of what"),
        ({"net_unit": "ml"}, "net_amount", "Say how much"),
        ({"net_amount": "0", "net_unit": "ml"}, "net_amount", "greater than or equal to 0.001"),
        ({"price": str(MOST_PRICE)}, "price", "at most 1000000000.00"),
        ({"cost": "1e5"}, "cost", "not an amount"),
        ({"length": "-1"}, "length", "greater than or equal to 0"),
        ({"low_at": "-1"}, "low_at", "greater than or equal to 0"),
        ({"photo": "77"}, "photo", "valid choice"),
        ({"parts-shown": "yes", "parts": "x", "parts-quantity": "1"}, "parts", "in digits"),
        ({"parts-shown": "yes", "parts": "1", "parts-quantity": "1000"}, "parts", "At most 999"),
    ],
)
def test_a_row_says_what_is_wrong_with_it(cys: Client, cells: dict[str, str], where: str, words: str) -> None:
    response = cys.post(NEW, sheet(row(**cells)))
    assert response.status_code == 422
    assert words in str(response.context["sheet"].variants.forms[0].errors[where])
    if where not in {"price", "parts"}:
        assert "<details open>" in response.content.decode(), "what is wrong is not folded away"
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"status": "active", "publish_at": "2030-01-01T10:00"}, "publish_at", "Only a draft waits"),
        ({"publish_at": "soon"}, "publish_at", "valid date/time"),
        ({"preorder_ships_on": "2030-13-01"}, "preorder_ships_on", "valid date"),
        ({"size_table": "Only | heads"}, "size_table", "Add a line for each size"),
        ({"size_table": "\n".join(["a"] * 99)}, "size_table", "at most 61 lines"),
        ({"origin": "XX"}, "origin", "valid choice"),
        ({"kind": "idea"}, "kind", "valid choice"),
        ({"categories": ["999999"]}, "categories", "not one of the available choices"),
    ],
)
def test_a_field_says_what_is_wrong_with_it(cys: Client, fields: dict[str, Any], where: str, words: str) -> None:
    response = cys.post(NEW, sheet(row(), **fields))
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[where])
    assert not Product.objects.exists()


def test_an_own_code_that_is_no_barcode_number_may_stay(cys: Client, shop: Shop, cy: Person) -> None:
    variant = goods(shop, cy)
    Variant.objects.update(barcode="HOUSE-7")
    same = row("10.00", pk=variant.pk, seen=5, on_hand=5, barcode="HOUSE-7")
    assert cys.post(f"/desk/cy-clay/products/{variant.product_id}/", sheet(same, known=1)).status_code == 302
    assert Variant.objects.get().barcode == "HOUSE-7"


# -- nothing is lost ----------------------------------------------------------------------------


def test_uploads_survive_an_error_elsewhere(cys: Client) -> None:
    files = [SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", jpeg(colour="teal"))]
    response = cys.post(NEW, sheet(row("much"), uploads=files, title="Bowl"))
    assert response.status_code == 422
    keys = sorted(Photo.objects.values_list("pk", flat=True))
    page = response.content.decode()
    assert len(keys) == 2
    assert all(f'name="photos-{place}-photo" value="{key}"' in page for place, key in enumerate(keys))
    assert page.count("photo-square") == 2

    photos = tuple({"photo": key, "position": place} for place, key in enumerate(keys, 1))
    fields = sheet(row("12"), photos=photos) | {"photos-INITIAL_FORMS": 0}
    assert cys.post(NEW, fields).status_code == 302
    assert sorted(Product.objects.get().photos.values_list("photo", flat=True)) == keys


def test_a_file_that_is_no_photo_does_not_take_the_others_with_it(cys: Client) -> None:
    files = [SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("evil.jpg", b"<svg></svg>")]
    response = cys.post(NEW, sheet(row(), uploads=files))
    assert response.status_code == 422
    assert "evil.jpg: This is an SVG drawing" in response.content.decode()
    assert f'name="photos-0-photo" value="{Photo.objects.get().pk}"' in response.content.decode()


def test_what_was_chosen_is_shown_again_after_an_error(cys: Client, shop: Shop, cy: Person) -> None:
    bring_taxonomy()
    part, shelf = goods(shop, cy, "Pot"), Category.objects.get(slug="cups")
    cells: dict[str, Any] = {"parts-shown": "yes", "parts": part.pk, "parts-quantity": "4", "barcode": "bad"}
    fields = sheet(row(**cells), kind="bundle", categories=[shelf.pk], asked=["material"])

    page = cys.post(NEW, fields | {"answer-material": ["glass"]}).content.decode()

    assert f'name="categories" value="{shelf.pk}" checked' in page
    assert (
        'value="glass" id="id_answer-material_3" checked' in page or 'value="glass"' in page.split("checked")[0] + page
    )
    assert f'name="variants-0-parts" value="{part.pk}"' in page
    assert 'name="variants-0-parts-quantity" value="4"' in page
    assert '<option value="bundle" selected>' in page


def test_a_photo_of_somebody_else_is_not_shown(cys: Client, bo: Person) -> None:
    theirs = Photo.objects.create(by=bo, name="photos/x.jpg", width=1, height=1, placeholder="")
    fields = sheet(row("much"), photos=({"photo": theirs.pk, "position": 1},)) | {"photos-INITIAL_FORMS": 0}
    assert theirs.name not in cys.post(NEW, fields).content.decode()


# -- rows made of options -----------------------------------------------------------------------


def made(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"variants-TOTAL_FORMS": "1", "variants-INITIAL_FORMS": "0", **fields})
    return with_made_rows(data)


def test_every_combination_becomes_a_row() -> None:
    data = made(
        option_1="Size", values_1="S, M，L", option_2="Colour", values_2="red、blue",
        **{"variants-0-price": "12", "variants-0-weight_grams": "80", "variants-0-sku": "TEE"},
    )  # fmt: skip
    rows = [(data[f"variants-{n}-option_1"], data[f"variants-{n}-option_2"]) for n in range(6)]
    assert rows == [("S", "red"), ("S", "blue"), ("M", "red"), ("M", "blue"), ("L", "red"), ("L", "blue")]
    assert data["variants-TOTAL_FORMS"] == "6"
    assert {data[f"variants-{n}-price"] for n in range(6)} == {"12"}
    assert data["variants-0-sku"] == "TEE", "the row that stood alone becomes the first"
    assert "variants-1-sku" not in data


def test_rows_that_are_there_stay_as_they_are() -> None:
    fields = {"variants-0-option_1": "M", "variants-0-price": "5", "variants-0-pk": "7", "variants-1-is_tracked": "on"}
    data = made(option_1="Size", values_1="S, M", **fields)
    assert (data["variants-0-pk"], data["variants-0-option_1"]) == ("7", "M")
    assert data["variants-1-option_1"] == "S"
    assert (data["variants-TOTAL_FORMS"], data["variants-INITIAL_FORMS"]) == ("2", "1")


def test_more_than_a_hundred_are_refused() -> None:
    numbers = ", ".join(map(str, range(11)))
    with pytest.raises(TooManyVariants, match="at most 100 variants; these are 121"):
        made(option_1="A", values_1=numbers, option_2="B", values_2=numbers)


def test_rows_are_made_on_the_page_and_nothing_is_saved(cys: Client) -> None:
    fields = sheet(row("12"), option_1="Size", values_1="S, M", make_rows="yes", title="")
    response = cys.post(NEW, fields)
    assert response.status_code == 200
    page = response.content.decode()
    assert 'name="variants-1-option_1" value="M"' in page
    assert "required" not in str(response.context["form"].errors)
    assert not Product.objects.exists()

    numbers = ", ".join(map(str, range(101)))
    response = cys.post(NEW, sheet(row("12"), option_1="Size", values_1=numbers, make_rows="yes"))
    assert response.status_code == 422
    assert "at most 100 variants" in response.content.decode()


# -- what the page asks for meanwhile -------------------------------------------------------------


def test_categories_are_found_by_any_word_of_their_way_in_both_languages(cys: Client) -> None:
    bring_taxonomy()
    url = "/desk/cy-clay/products/categories/"
    cups, tea = Category.objects.get(slug="cups"), Category.objects.get(slug="tea")

    page = asked(cys, url, find_category="杯", categories=[tea.pk])
    assert f'value="{tea.pk}" checked' in page
    assert f'value="{cups.pk}"' in page
    page = cys.get(url, {"find_category": "kitchen mug"}).content.decode()
    assert "Table &amp; kitchen › Cups &amp; mugs" in page
    page = cys.get(url, {"find_category": "home"}).content.decode()
    assert page.index("<span>Home</span>") < page.index("Home › Vases")
    assert "No category is called so" in cys.get(url, {"find_category": "spaceship"}).content.decode()


def test_ticking_a_category_asks_its_questions_and_keeps_what_was_answered(cys: Client) -> None:
    bring_taxonomy()
    url = "/desk/cy-clay/products/answers/"
    lamps = Category.objects.get(slug="table-lamps")
    page = asked(cys, url, categories=lamps.pk, answer__power="usb", answer__material=["wood"])
    assert '<option value="usb" selected>' in page
    assert 'name="asked" value="bulb"' in page
    assert "dishwasher" not in page
    assert "Tick a category" in cys.get(url).content.decode()
    assert cys.get(url, {"categories": "x"}).status_code == 200


def test_parts_are_found_among_goods_of_the_shop(cys: Client, shop: Shop, cy: Person, ada: Person) -> None:
    cup = goods(shop, cy, "Cup")
    goods(shop, cy, "Cup of words", kind=Product.Kind.DIGITAL, on_hand=0)
    url = "/desk/cy-clay/products/parts/"
    page = asked(cys, url, row="variants-0", variants__0__find="cup")
    assert f"add={cup.pk}" in page
    assert "words" not in page
    assert f'value="{cup.pk}"' in asked(cys, url, row="variants-0", add=cup.pk)
    assert "Nothing fits" in cys.get(url, {"row": "variants-0", "variants-0-find": "sofa"}).content.decode()
    assert cys.get(f"{url}?row=x&add={cup.pk}").status_code == 204
    assert cys.get(f"{url}?row=variants-0&add=999").status_code == 404


# -- kinds ----------------------------------------------------------------------------------------


def test_a_bundle_is_written_on_the_page(cys: Client, shop: Shop, cy: Person) -> None:
    cup, pot = goods(shop, cy, "Cup", 7), goods(shop, cy, "Pot", 3)
    cells: dict[str, Any] = {
        "parts-shown": "yes",
        "parts": [cup.pk, pot.pk, cup.pk],
        "parts-quantity": ["1", "1", "1"],
        "on_hand": "99",
    }

    cys.post(NEW, sheet(row("50", **cells), title="Set", kind="bundle", status="active"))

    bundle = Product.objects.get(kind="bundle").variants.get()
    assert dict(bundle.parts.values_list("part", "quantity")) == {cup.pk: 2, pot.pk: 1}
    assert Stock.objects.get(variant=bundle).on_hand == 3
    cells |= {"pk": bundle.pk, "parts": [cup.pk, pot.pk], "parts-quantity": ["0", "1"]}
    cys.post(f"/desk/cy-clay/products/{bundle.product_id}/", sheet(row("50", **cells), known=1, title="Set"))
    assert dict(bundle.parts.values_list("part", "quantity")) == {pot.pk: 1}


def test_only_goods_of_the_shop_can_be_parts(shop: Shop, cy: Person, ada: Person) -> None:
    other = Shop.objects.create(handle="ada-wool", name="Ada Wool", currency="USD")
    for part in (goods(other, ada), goods(shop, cy, "E-book", on_hand=0, kind=Product.Kind.DIGITAL)):
        text = ProductText(
            title="Set",
            kind=Product.Kind.BUNDLE,
            variants=(VariantText(price=1, parts=(PartText(variant=part.pk),)),),
        )
        with pytest.raises(NotAPart, match="goods of the same shop"):
            save_product(text, shop=shop, by=cy)
    assert not Product.objects.filter(title="Set").exists()


def test_what_has_stock_or_is_a_part_does_not_become_something_else(shop: Shop, cy: Person) -> None:
    cup = goods(shop, cy)
    text = ProductText(title="Cup", kind=Product.Kind.DIGITAL, variants=(VariantText(pk=cup.pk, price=1000),))
    with pytest.raises(KindStays, match="has stock or is part of a bundle"):
        save_product(text, shop=shop, by=cy, product=cup.product)
    Stock.objects.update(on_hand=0)
    bundle = goods(shop, cy, "Set", on_hand=0)
    BundlePart.objects.create(bundle=bundle, part=cup)
    with pytest.raises(KindStays):
        save_product(text, shop=shop, by=cy, product=cup.product)
    assert Product.objects.get(pk=cup.product_id).kind == "goods"

    BundlePart.objects.all().delete()
    assert save_product(text, shop=shop, by=cy, product=cup.product).kind == "digital"


def test_files_are_added_replaced_and_taken_away_at_the_desk(
    cys: Client, shop: Shop, cy: Person, bo: Person, settings: Settings
) -> None:
    book = goods(shop, cy, "Book", on_hand=0, kind=Product.Kind.DIGITAL)
    url = f"/desk/cy-clay/products/{book.product_id}/files/"
    assert "sold out" in cys.get(f"/desk/cy-clay/products/{book.product_id}/").content.decode()

    cys.post(url, {"file": SimpleUploadedFile("../../etc/passwd.pdf", b"one")})
    file = book.product.files.get()
    assert (file.name, file.size) == ("passwd.pdf", 3)
    assert Stock.objects.get(variant=book).available is None
    assert ProductStock.objects.get(product=book.product).on_hand == ProductStock.UNCOUNTED
    cys.post(f"{url}{file.pk}/", {"file": SimpleUploadedFile("two.pdf", b"two!")})
    answer = cys.get(f"{url}{file.pk}/")
    assert answer.getvalue() == b"two!"
    assert answer["X-Content-Type-Options"] == "nosniff"

    settings.MEADOW_FILE_MAX_MB = 0
    answer = cys.post(url, {"file": SimpleUploadedFile("big.pdf", b"x")}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "“big.pdf” is larger than 0 MB" in answer.content.decode()
    assert "Choose a file first" in cys.post(url, headers={"HX-Request": "true"}).content.decode()
    stranger = Client()
    stranger.force_login(bo)
    assert stranger.get(f"{url}{file.pk}/").status_code == 404

    cys.post(f"{url}{file.pk}/", {"_method": "delete"})
    assert not book.product.files.exists()
    assert Stock.objects.get(variant=book).available == 0
    cup = goods(shop, cy)
    cys.post(f"/desk/cy-clay/products/{cup.product_id}/files/", {"file": SimpleUploadedFile("a.pdf", b"x")})
    assert not cup.product.files.exists(), "goods that are sent have no files"


def test_a_copy_says_everything_that_its_original_says(shop: Shop, cy: Person) -> None:
    part = goods(shop, cy, "Cup")
    text = ProductText(
        title="Set", kind=Product.Kind.BUNDLE, attributes={"material": ["glass"]}, care="Softly", origin="DE",
        size_table={"columns": ["A"], "rows": [["1"]]}, tax_class=Product.TaxClass.ZERO, seo_title="S",
        option_words={"zh-hans": {"Size": "尺码"}}, value_words={"zh-hans": {"S": "小"}}, options=("Size",),
        translations={"zh-hans": {"title": "套装", "care": "轻"}}, publish_at=timezone.now() + timedelta(days=1),
        variants=(
            VariantText(
                option_values=("S",), price=5, cost=1, length_mm=9, low_at=2, net_amount=Decimal("2.5"), net_unit="kg",
                parts=(PartText(variant=part.pk, quantity=2),),
            ),
        ),
    )  # fmt: skip
    product = save_product(text, shop=shop, by=cy)

    copy = duplicate_product(product, by=cy)

    def said(one: Product) -> dict[str, Any]:
        known = look_up([one.pk])[one.pk].text
        own = ("translations", "option_words", "value_words", "attributes", "size_table", "care", "origin", "kind")
        variant = known.variants[0]
        parts = ("cost", "length_mm", "low_at", "net_amount", "net_unit", "parts", "option_values")
        return {
            **{f: getattr(known, f) for f in (*own, "tax_class", "seo_title")},
            **{f: getattr(variant, f) for f in parts},
        }

    assert said(copy) == said(product)
    assert (copy.status, copy.publish_at) == ("draft", None)


def test_archiving_can_be_undone_once(cys: Client, shop: Shop, cy: Person) -> None:
    cup = goods(shop, cy, status=Product.Status.ACTIVE)
    published = Product.objects.get().published_at
    cys.post(f"/desk/cy-clay/products/{cup.product_id}/publication/", {"_method": "delete"})
    page = cys.get("/desk/cy-clay/products/").content.decode()
    assert "is in the archive" in page
    assert "Undo" in page
    assert "is in the archive" not in cys.get("/desk/cy-clay/products/").content.decode()

    cys.post("/desk/cy-clay/products/undo/")

    product = Product.objects.get()
    assert (product.status, product.published_at) == ("active", published)
    assert cys.post("/desk/cy-clay/products/undo/").status_code == 404


# -- what it costs --------------------------------------------------------------------------------


def test_the_page_costs_the_same_with_many_variants_parts_and_answers(cys: Client, shop: Shop, cy: Person) -> None:
    bring_taxonomy()
    parts = [goods(shop, cy, f"Part {n}") for n in range(6)]
    shelf = Category.objects.get(slug="cups")

    def statements(count: int) -> int:
        text = ProductText(
            title="Set",
            kind=Product.Kind.BUNDLE,
            options=("Size",),
            categories=(shelf.pk,),
            attributes={"material": ["glass"]},
            variants=tuple(
                VariantText(option_values=(str(n),), price=5, parts=(PartText(variant=parts[n].pk),))
                for n in range(count)
            ),
        )
        product = save_product(text, shop=shop, by=cy)
        cys.get(f"/desk/cy-clay/products/{product.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert cys.get(f"/desk/cy-clay/products/{product.pk}/").status_code == 200
        return len(queries)

    assert statements(1) == statements(6)


# -- size tables ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("Size\tChest\nS\t92\nM\t", {"columns": ["Size", "Chest"], "rows": [["S", "92"], ["M", ""]]}),
        ("Size | Chest, cm\r\n\r\nS|92\n", {"columns": ["Size", "Chest, cm"], "rows": [["S", "92"]]}),
        ("尺码｜胸围\nS｜92", {"columns": ["尺码", "胸围"], "rows": [["S", "92"]]}),
        ("  \n", {}),
    ],
)
def test_a_size_table_is_read_as_it_is_pasted_or_typed(text: str, table: dict[str, Any]) -> None:
    assert read_size_table(text) == table
    assert read_size_table(write_size_table(table)) == table


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\t".join("abcdefghijklm") + "\nx", "at most 12 columns; line 1"),
        ("a\n" + "x" * 61, "at most 60 characters; line 2"),
    ],
)
def test_a_size_table_that_is_too_large_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_size_table(text)

"""Importing catalogue files into a shop: small files for each rule."""

import io
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from meadow.goods.actions.imports import import_catalogue
from meadow.goods.actions.photos import add_photos
from meadow.goods.actions.products import publish_product, save_product
from meadow.goods.catalogues.photos import PhotoFolder
from meadow.goods.importing.report import ImportReport
from meadow.goods.models.products import Category, PriceChange, Product, ProductPhoto, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.tests.catalogue_files import csv_bytes, legacy, magento, woo
from meadow.goods.texts import PhotoText, ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.events import announced

CUP = legacy(
    "cup", "Cup", variant_sku="CUP", variant_price="20", variant_inventory_tracker="shopify", variant_inventory_qty="7"
)
TEE = [
    legacy("tee", "Tee", option1_name="Size", option1_value="S", variant_sku="T-S", variant_price="30", tags="linen"),
    legacy("tee", option1_value="L", variant_sku="T-L", variant_price="35"),
]


@pytest.fixture
def run(shop: Shop, cy: Person) -> "Run":
    return Run(shop, cy)


class Run:
    """Imports rows into Cy's shop."""

    def __init__(self, shop: Shop, cy: Person) -> None:
        self.shop, self.cy = shop, cy

    def __call__(self, *rows: dict[str, str], content: bytes | None = None, **how: Any) -> ImportReport:
        stream = io.BytesIO(csv_bytes(rows) if content is None else content)
        return import_catalogue(stream, name="goods.csv", shop=how.pop("shop", self.shop), by=self.cy, **how)


@pytest.fixture
def folder(tmp_path: Path) -> PhotoFolder:
    """A folder with two photos, one of them twice, and a file that only says it is one."""
    photos = tmp_path / "photos"
    photos.mkdir()
    for name, colour in (("front.jpg", "teal"), ("back.jpg", "tan")):
        Image.new("RGB", (300, 400), colour).save(photos / name)
    shutil.copy(photos / "front.jpg", photos / "same.jpg")
    (photos / "lie.jpg").write_bytes(b"<html><script>alert(1)</script></html>")
    return PhotoFolder(photos)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.left_out


def told(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.severity, problem.code) for problem in report.problems]


def rows_of_everything() -> list[object]:
    models = (Product, Variant, Stock, Category, ProductPhoto, PriceChange, Photo)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_file_becomes_products(run: Run, shop: Shop) -> None:
    report = run(CUP, *TEE)

    assert counts(report) == (2, 0, 0, 0)
    assert (report.variants, report.errors, report.warnings) == (3, 0, 0)
    cup, tee = Product.objects.order_by("pk")
    assert (cup.shop, cup.handle, cup.source, cup.source_key, cup.status) == (shop, "cup", "shopify", "cup", "active")
    assert (cup.price_from, cup.in_stock, Stock.objects.get(variant__product=cup).on_hand) == (2000, True, 7)
    assert (tee.options, tee.tags) == (["Size"], ["linen"])
    assert [(v.sku, v.option_values, v.price) for v in tee.variants.all()] == [
        ("T-S", ["S"], 3000),
        ("T-L", ["L"], 3500),
    ]
    assert announced() == ["goods.product_published", "goods.product_published"]


def test_the_same_file_again_writes_nothing(run: Run) -> None:
    rows = [{**CUP, "Body (HTML)": "<p>Blue &amp; wide<script>x</script></p>", "Type": "Cups"}, *TEE]
    run(*rows)
    before = rows_of_everything()

    report = run(*rows)

    assert counts(report) == (0, 0, 2, 0)
    assert rows_of_everything() == before
    assert len(announced()) == 2


def test_what_changed_in_the_file_changes_and_nothing_else(run: Run) -> None:
    run(CUP, *TEE)
    untouched = Product.objects.filter(handle="tee").values().get()

    report = run({**CUP, "Variant Price": "18", "Variant Inventory Qty": "3", "Title": "Wide cup"}, *TEE)

    assert counts(report) == (0, 1, 1, 0)
    cup = Product.objects.get(handle="cup")
    assert (cup.title, cup.price_from, Stock.objects.get(variant__product=cup).on_hand) == ("Wide cup", 1800, 3)
    assert Product.objects.filter(handle="tee").values().get() == untouched
    assert announced()[2:] == ["goods.price_changed"]


def test_what_the_file_leaves_empty_stays_as_the_manager_has_it(run: Run, cy: Person) -> None:
    run({**CUP, "Variant Inventory Tracker": ""})
    cup = Product.objects.get()
    shelf = Category.objects.create(slug="cups", name="Cups")
    variant = VariantText(price=1, sku="CUP", barcode="4006381333931", weight_grams=300, on_hand=4, sells_on=True)
    text = ProductText(title="x", description="<p>Thrown.</p>", brand="Cy", tags=("clay",), variants=(variant,))
    words = {"zh-hans": {"title": "杯子", "description": ""}}
    save_product(replace(text, categories=(shelf.pk,), translations=words), shop=run.shop, by=cy, product=cup)

    report = run({**CUP, "Variant Inventory Tracker": "", "Variant Price": "22"})

    assert counts(report) == (0, 1, 0, 0)
    cup.refresh_from_db()
    assert (cup.title, cup.description, cup.brand, cup.tags) == ("Cup", "<p>Thrown.</p>", "Cy", ["clay"])
    assert cup.translations == {"zh-hans": {"title": "杯子"}}
    assert list(cup.categories.all()) == [shelf]
    kept = cup.variants.select_related("stock").get()
    assert (kept.price, kept.barcode, kept.weight_grams) == (2200, "4006381333931", 300)
    assert (kept.stock.on_hand, kept.stock.is_tracked, kept.stock.sells_on) == (4, True, True)


def test_both_dialects_of_shopify_are_one_source(run: Run) -> None:
    run(CUP)

    current = {"Title": "Cup", "URL handle": "cup", "SKU": "CUP", "Price": "21", "Inventory quantity": ""}
    report = run(current)

    assert counts(report) == (0, 1, 0, 0)
    assert Variant.objects.get().price == 2100


def test_a_product_made_by_hand_is_found_by_its_sku(run: Run, lamp_product: Product, lamp: Variant) -> None:
    report = run(legacy("paper-light", "Paper light", variant_sku="LAMP", variant_price="45"))

    assert counts(report) == (0, 1, 0, 0)
    lamp_product.refresh_from_db()
    assert (lamp_product.handle, lamp_product.title, lamp_product.source_key) == ("lamp", "Paper light", "paper-light")
    lamp.refresh_from_db()
    assert (lamp.price, lamp.is_active, Variant.objects.count()) == (4500, True, 1)
    assert counts(run(legacy("paper-light", "Paper light", variant_sku="LAMP", variant_price="45"))) == (0, 0, 1, 0)


def test_a_product_made_by_hand_is_found_by_its_handle(run: Run, lamp_product: Product) -> None:
    assert counts(run(legacy("lamp", "Lamp", variant_price="45"))) == (0, 1, 0, 0)
    assert Product.objects.get().pk == lamp_product.pk


def test_another_sku_under_the_same_handle_is_another_product(run: Run, lamp_product: Product) -> None:
    assert counts(run(legacy("lamp", "Lamp", variant_sku="OTHER", variant_price="45"))) == (1, 0, 0, 0)
    assert sorted(Product.objects.values_list("handle", flat=True)) == ["lamp", "lamp-2"]


def test_another_key_of_the_same_source_is_another_product(run: Run) -> None:
    run(CUP)

    assert counts(run({**CUP, "Handle": "cup-2", "Title": "Another cup"})) == (1, 0, 0, 0)
    assert Product.objects.count() == 2


@pytest.mark.parametrize("dry_run", [True, False])
def test_two_records_never_become_one_product(run: Run, shop: Shop, cy: Person, dry_run: bool) -> None:
    variants = tuple(VariantText(option_values=(size,), price=1, sku=f"T-{size}") for size in "SL")
    made = save_product(ProductText(title="Tee", options=("Size",), variants=variants), shop=shop, by=cy)
    rows = [legacy(f"tee-{size}", f"Tee {size}", variant_sku=f"T-{size}", variant_price="30") for size in "SL"]

    report = run(*rows, dry_run=dry_run)

    assert counts(report) == (1, 1, 0, 0)
    if not dry_run:
        assert Product.objects.get(pk=made.pk).source_key == "tee-s"
        assert Product.objects.count() == 2


def test_a_record_that_speaks_of_two_products_is_left_out(run: Run, shop: Shop, cy: Person) -> None:
    for sku in ("T-S", "T-L"):
        save_product(ProductText(title=f"Tee {sku}", variants=(VariantText(price=1, sku=sku),)), shop=shop, by=cy)
    before = rows_of_everything()

    report = run(*TEE)

    assert counts(report) == (0, 0, 0, 1)
    assert "belong to several products of the shop (“Tee T-S”, “Tee T-L”)" in str(report.problems[0])
    assert (report.errors, rows_of_everything()) == (1, before)


def test_other_shops_are_not_looked_at(run: Run, lamp_product: Product, cy: Person) -> None:
    other = Shop.objects.create(handle="other", name="Other", currency="USD")
    Seat.objects.create(shop=other, person=cy, role=Seat.Role.OWNER)
    row = legacy("lamp", "Lamp", variant_sku="LAMP", variant_price="45")

    assert counts(run(row, shop=other)) == (1, 0, 0, 0)
    assert counts(run(row)) == (0, 1, 0, 0)
    assert counts(run(row, shop=other)) == (0, 0, 1, 0)


def test_a_variant_that_left_the_file_goes_off_sale_and_comes_back(run: Run) -> None:
    run(*TEE)
    large = Variant.objects.get(sku="T-L")

    assert counts(run(TEE[0])) == (0, 1, 0, 0)
    assert not Variant.objects.get(pk=large.pk).is_active
    assert counts(run(TEE[0])) == (0, 0, 1, 0)

    assert counts(run(*TEE)) == (0, 1, 0, 0)
    assert Variant.objects.get(pk=large.pk).is_active


def test_a_variant_is_known_by_its_sku_when_its_options_change(run: Run) -> None:
    run(*TEE)
    pks = set(Variant.objects.values_list("sku", "pk"))

    run({**TEE[0], "Option1 Value": "Small"}, {**TEE[1], "Option1 Value": "S"})

    assert set(Variant.objects.values_list("sku", "pk")) == pks
    assert Variant.objects.get(sku="T-S").option_values == ["Small"]


def test_what_is_held_for_checkouts_stays_on_hand(run: Run) -> None:
    run(CUP)
    Stock.objects.update(held=5)

    report = run({**CUP, "Variant Inventory Qty": "2"})

    assert Stock.objects.get().on_hand == 5
    assert told(report) == [(2, "warning", "stock_is_held")]
    assert report.problems[0].message == "5 of “CUP” are held for open checkouts, so 5 stay on hand and not 2."


def test_a_status_given_is_that_of_every_product(run: Run) -> None:
    run(CUP, *TEE, status=Product.Status.DRAFT)
    assert set(Product.objects.values_list("status", flat=True)) == {"draft"}
    assert announced() == []

    run(CUP, *TEE, status=Product.Status.ACTIVE)
    assert set(Product.objects.values_list("status", flat=True)) == {"active"}
    assert announced() == ["goods.product_published"] * 2


def test_an_import_takes_off_sale_and_leaves_putting_on_sale_to_the_manager(run: Run, cy: Person) -> None:
    run({**CUP, "Status": "draft"})
    report = run({**CUP, "Status": "active"})
    assert (Product.objects.get().status, report.unchanged, report.withheld) == ("draft", 1, 1)

    publish_product(Product.objects.get(), by=cy)
    assert counts(run({**CUP, "Status": "active"})) == (0, 0, 1, 0)
    assert counts(run({**CUP, "Status": "draft"})) == (0, 1, 0, 0)
    assert Product.objects.get().status == "draft"


def test_a_dry_run_counts_the_same_and_writes_nothing(run: Run, folder: PhotoFolder) -> None:
    run(CUP, *TEE)
    rows = [
        {**CUP, "Variant Price": "19", "Image Src": "front.jpg", "Type": "Cups"},
        *TEE,
        legacy("bowl", "Bowl", variant_price="9", image_src="lie.jpg"),
        legacy("dish", "Dish", variant_price="nine"),
    ]
    before, events = rows_of_everything(), announced()

    trial = run(*rows, photos=folder, dry_run=True)

    assert rows_of_everything() == before
    assert announced() == events
    real = run(*rows, photos=folder)
    assert counts(trial) == counts(real) == (1, 1, 1, 1)
    assert (trial.photos_stored, trial.photos_refused) == (real.photos_stored, real.photos_refused) == (1, 1)
    assert trial.problems == real.problems


def test_an_error_in_one_row_leaves_that_product_out_whole(run: Run) -> None:
    report = run(CUP, TEE[0], {**TEE[1], "Variant Price": "thirty"})

    assert counts(report) == (1, 0, 0, 1)
    assert [str(problem) for problem in report.problems] == ["Row 4, column “Variant Price”: “thirty” is not a price."]
    assert Product.objects.get().handle == "cup"
    assert Variant.objects.count() == 1


def test_a_file_cut_in_the_middle_gives_its_whole_products(run: Run) -> None:
    content = csv_bytes([CUP, *TEE])

    report = run(content=content[: len(content) - 60])

    assert counts(report) == (1, 0, 0, 1)
    assert report.errors > 0
    assert Product.objects.get().handle == "cup"


def test_a_product_that_a_rule_refuses_leaves_the_others(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meadow.goods.texts.MOST_VARIANTS", 1)

    report = run(*TEE, {**CUP, "Type": "Cups"})

    assert counts(report) == (1, 0, 0, 1)
    assert str(report.problems[0]) == (
        "Row 2: This product was left out: A product has at most 1 variants; these are 2."
    )
    assert Product.objects.get().handle == "cup"


def test_html_in_texts_is_cleaned_and_formulas_stay_text(run: Run) -> None:
    html = '<p onclick="x()">Blue<script>alert(1)</script> <a href="javascript:x()">cup</a></p>'
    run({**CUP, "Body (HTML)": html, "Title": "=HYPERLINK(1)", "Vendor": "<b>Cy</b>", "Tags": "+1, @x"})

    product = Product.objects.get()
    assert "script" not in product.description
    assert "onclick" not in product.description
    assert (product.title, product.brand, product.tags) == ("=HYPERLINK(1)", "<b>Cy</b>", ["+1", "@x"])


def test_titles_in_other_scripts_get_numbered_handles(run: Run) -> None:
    rows = [legacy(f"k{n}", title, variant_price="9") for n, title in enumerate(("青瓷杯", "白瓷杯"))]
    run(*({**row, "Handle": title} for row, title in zip(rows, ("青瓷杯", "白瓷杯"), strict=True)))

    assert set(Product.objects.values_list("title", "handle")) == {("青瓷杯", "product"), ("白瓷杯", "product-2")}


def test_categories_are_found_or_made_by_their_paths(run: Run) -> None:
    men = Category.objects.create(slug="menswear", name="Men")
    paths = r"Default Category/men/Tops,Default Category/女装/上衣,Default Category/A\/B"
    bag = magento("simple", "bag", visibility="Catalog, Search", categories=paths)

    run(bag, {**bag, "sku": "bag2", "categories": "Default Category/Men/TOPS,Default Category/女装"})

    tops = Category.objects.get(name="Tops")
    women = Category.objects.get(name="女装")
    assert (tops.parent, tops.slug, Category.objects.count()) == (men, "men-tops", 5)
    assert list(Product.objects.get(source_key="bag2").categories.order_by("pk")) == [tops, women]
    assert Category.objects.get(name="上衣").parent == women
    assert counts(run(bag)) == (0, 0, 1, 0)


def test_a_slug_that_another_category_has_is_not_taken_for_this_one(run: Run) -> None:
    Category.objects.create(slug="men-tops", name="Something else")

    run({**CUP, "Product Category": "Men > Tops"})

    assert Product.objects.get().categories.get().name == "Tops"


def test_photos_come_from_the_folder(run: Run, folder: PhotoFolder, cy: Person) -> None:
    rows = [
        {**TEE[0], "Image Src": "front.jpg", "Image Alt Text": "From the front", "Variant Image": "front.jpg"},
        {**TEE[1], "Image Src": "https://cdn.example/back.jpg?v=1", "Variant Image": "front.jpg"},
    ]

    report = run(*rows, photos=folder)

    assert (report.photos_stored, report.photos_missing, report.photos_to_fetch) == (2, 0, 0)
    product = Product.objects.get()
    front, back = product.photos.all()
    assert (front.alt, front.source, front.photo.by, front.photo.width) == ("From the front", "front.jpg", cy, 300)
    assert (back.source, product.cover) == ("https://cdn.example/back.jpg?v=1", front.photo)
    assert set(Variant.objects.values_list("photo", flat=True)) == {front.photo.pk}
    assert default_storage.exists(front.photo.name)
    before = rows_of_everything()
    assert counts(run(*rows, photos=folder)) == (0, 0, 1, 0)
    assert counts(run(*rows)) == (0, 0, 1, 0)
    assert rows_of_everything() == before


def test_one_picture_under_two_names_is_stored_once(run: Run, folder: PhotoFolder) -> None:
    rows = [{**CUP, "Image Src": "front.jpg"}, {**CUP, "Handle": "cup2", "Variant SKU": "C2", "Image Src": "same.jpg"}]
    rows.append(legacy("cup", image_src="same.jpg"))

    run(*rows, photos=folder)

    assert Photo.objects.count() == 1
    assert ProductPhoto.objects.count() == 2
    assert counts(run(*rows, photos=folder)) == (0, 0, 2, 0)


def test_a_photo_that_lies_is_told_by_its_row(run: Run, folder: PhotoFolder) -> None:
    rows = [{**TEE[0], "Image Src": "front.jpg"}, {**TEE[1], "Variant Image": "lie.jpg"}]

    report = run(*rows, photos=folder)

    assert counts(report) == (1, 0, 0, 0)
    assert [str(problem) for problem in report.problems] == [
        "Row 3: The photo “lie.jpg” was left out. "
        "This is an HTML page, not a photo. Send JPEG, PNG, WebP, AVIF or HEIC."
    ]
    assert (report.photos_refused, report.warnings, report.errors, ProductPhoto.objects.count()) == (1, 1, 0, 1)
    assert counts(run(*rows, photos=folder)) == (0, 0, 1, 0)


def test_photos_that_are_not_there_are_counted(run: Run, folder: PhotoFolder) -> None:
    rows = [{**CUP, "Image Src": "gone.jpg"}, legacy("cup", image_src="https://cdn.example/gone.jpg")]

    report = run(*rows, photos=folder)

    assert (report.photos_missing, report.photos_to_fetch) == (1, 1)
    assert told(report) == [(2, "warning", "photo_not_in_folder")]
    report = run(*rows)
    assert (report.photos_missing, report.photos_to_fetch, report.problems) == (1, 1, [])


def test_the_managers_own_photos_stay(run: Run, folder: PhotoFolder, cy: Person) -> None:
    run({**CUP, "Image Src": "front.jpg"}, photos=folder)
    own = Photo.objects.create(by=cy, name="photos/aa/own.jpg", width=4, height=3, placeholder="data:,")
    add_photos(Product.objects.get(), [PhotoText(photo=own.pk, alt="On my table")], by=cy)

    report = run({**CUP, "Image Src": "back.jpg"}, photos=folder)

    assert counts(report) == (0, 1, 0, 0)
    assert list(ProductPhoto.objects.values_list("source", "alt")) == [("", "On my table"), ("back.jpg", "")]


def test_a_product_shows_at_most_eighteen_photos(run: Run, folder: PhotoFolder) -> None:
    rows = [{**CUP, "Image Src": "0.jpg"}, *(legacy("cup", image_src=f"{n}.jpg") for n in range(1, 20))]
    for n in range(20):
        Image.new("RGB", (200, 200), (n * 10, 0, 0)).save(folder.folder / f"{n}.jpg")

    report = run(*rows, photos=folder)

    assert (report.photos_stored, ProductPhoto.objects.count()) == (18, 18)
    assert told(report) == [(2, "warning", "too_many_photos")]
    assert counts(run(*rows, photos=folder)) == (0, 0, 1, 0)


def test_a_refused_product_leaves_no_photo_and_no_category(
    run: Run, folder: PhotoFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meadow.goods.texts.MOST_VARIANTS", 1)

    report = run({**TEE[0], "Image Src": "front.jpg", "Type": "Tops"}, TEE[1], photos=folder)

    assert (report.left_out, report.photos_stored) == (1, 0)
    assert [model.objects.count() for model in (Product, Category, Photo)] == [0, 0, 0]


def test_only_what_is_refused_is_left_out_of_many(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meadow.goods.texts.MOST_VARIANTS", 1)
    cups = [legacy(f"cup-{n}", f"Cup {n}", variant_price="20", type=f"Cups {n % 3}") for n in range(30)]

    report = run(*cups[:11], *TEE, *cups[11:])

    assert counts(report) == (30, 0, 0, 1)
    assert (report.variants, Variant.objects.count(), Category.objects.count()) == (30, 30, 3)
    assert set(Product.objects.values_list("handle", flat=True)) == {f"cup-{n}" for n in range(30)}
    assert counts(run(*cups)) == (0, 0, 30, 0)


def test_statements_for_new_products_do_not_grow(run: Run) -> None:
    def statements(numbers: range) -> int:
        with CaptureQueriesContext(connection) as queries:
            run(*(legacy(f"k{n}", "杯", variant_price="9", variant_sku=f"S{n}", type="Cups") for n in numbers))
        return len(queries)

    statements(range(3))
    assert statements(range(10, 12)) == statements(range(20, 60))


def test_statements_for_unchanged_products_do_not_grow(run: Run, django_assert_num_queries: Any) -> None:
    def rows(count: int) -> list[dict[str, str]]:
        return [
            woo("simple", f"S{n}", categories="Home > Cups", images=f"https://x.example/{n}.jpg") for n in range(count)
        ]

    run(*rows(40))
    with django_assert_num_queries(12):
        run(*rows(2))
    with django_assert_num_queries(12):
        run(*rows(40))

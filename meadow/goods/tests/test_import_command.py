"""`meadow import`: real catalogue files of other shops, and what it says when it cannot."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from meadow.goods.models.products import Product, ProductPhoto, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.tests.catalogue_files import csv_bytes, legacy
from meadow.people.models.photos import Photo

CUP = legacy("cup", "Cup", variant_sku="CUP", variant_price="20")
BOWL = legacy("bowl", "Bowl", variant_sku="BOWL", variant_price="a lot")


def imported(path: Path, *options: str) -> str:
    """What the command says, of the file, in Cy's shop."""
    said = io.StringIO()
    call_command("import", str(path), "--shop", "cy-clay", *options, stdout=said, stderr=io.StringIO())
    return said.getvalue()


@pytest.fixture
def luma(shared_data: Path) -> Path:
    return shared_data / "catalogs" / "magento_luma_products.csv"


def first_products(luma: Path, target: Path, count: int) -> Path:
    """The file with its first configurable products and their variants only."""
    with luma.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept: set[str] = set()
    for row in [row for row in rows if row["product_type"] == "configurable"][:count]:
        kept |= {row["sku"]} | {part.split(",")[0][4:] for part in row["configurable_variations"].split("|")}
    target.write_bytes(csv_bytes([row for row in rows if row["sku"] in kept]))
    return target


def test_the_luma_catalogue_with_photos(shop: Shop, luma: Path, shared_data: Path, tmp_path: Path) -> None:
    path = first_products(luma, tmp_path / "luma.csv", 6)
    photos = str(shared_data / "luma_catalog")

    said = imported(path, "--photos", photos)

    assert "Products: 6 added, 0 updated, 0 unchanged, 0 left out\nVariants: 90\n" in said
    assert "Photos: 30 stored, 0 missing, 0 refused, 0 to fetch" in said
    assert (Product.objects.on_sale().count(), Variant.objects.count(), ProductPhoto.objects.count()) == (6, 90, 30)
    assert not Product.objects.filter(cover=None).exists()
    assert not Variant.objects.filter(photo=None).exists()
    assert set(Stock.objects.values_list("on_hand", "is_tracked")) == {(100, True)}
    assert set(Photo.objects.values_list("by__handle", flat=True)) == {"cy.potter"}

    again = imported(path, "--photos", photos)

    assert "Products: 0 added, 0 updated, 6 unchanged, 0 left out\nVariants: 90\nPhotos: 0 stored" in again


def test_the_whole_luma_catalogue(shop: Shop, luma: Path) -> None:
    counts = "Products: 72 added, 0 updated, 0 unchanged, 0 left out\nVariants: 910\nPhotos: 0 stored, 326 missing"

    said = imported(luma)

    assert "magento_luma_products.csv: Magento 2, UTF-8\n" + counts in said
    assert (Product.objects.count(), Variant.objects.count(), Stock.objects.count()) == (72, 910, 910)


def test_the_sample_products_of_woocommerce(shop: Shop, shared_data: Path) -> None:
    path = shared_data / "catalogs" / "woocommerce_sample_products.csv"
    counts = "Products: 14 added, 0 updated, 0 unchanged, 1 left out\nVariants: 21\n"

    trial = imported(path, "--dry-run")

    assert counts in trial
    assert trial.endswith("This was a dry run: nothing was written.\n")
    assert Product.objects.count() == 0

    said = imported(path)

    assert counts in said
    assert "Photos: 0 stored, 0 missing, 0 refused, 22 to fetch (addresses on the web are not fetched)" in said
    assert "warning: Row 17, column “Type”: A set of other products is not imported" in said
    assert (Product.objects.count(), Variant.objects.filter(is_active=True).count()) == (14, 21)
    assert "Products: 0 added, 0 updated, 14 unchanged, 1 left out" in imported(path)


@pytest.mark.parametrize("name", ["magento_gear_bags.csv", "magento_gear_watches.csv", "oscar_books_essential.csv"])
def test_files_in_no_known_format_are_refused_in_words(shop: Shop, shared_data: Path, name: str) -> None:
    with pytest.raises(CommandError, match="Columns found: ") as refused:
        imported(shared_data / "catalogs" / name)

    assert refused.value.returncode == 1
    assert name in str(refused.value)
    assert Product.objects.count() == 0


def test_any_table_comes_in_by_a_mapping(shop: Shop, tmp_path: Path) -> None:
    path, mapping = tmp_path / "list.csv", tmp_path / "mapping.json"
    path.write_text("Teil;Farbe;Kostet\nKrug;blau;12,50\nTasse;grün;8,00\n", encoding="utf-8")
    columns = [
        {"title": "Teil", "meaning": "title"},
        {"title": "Farbe", "meaning": "ignore"},
        {"title": "Kostet", "meaning": "price"},
    ]
    mapping.write_text(json.dumps({"columns": columns}), encoding="utf-8")

    said = imported(path, "--mapping", str(mapping))

    assert "Products: 2 added, 0 updated, 0 unchanged, 0 left out" in said
    assert list(Product.objects.order_by("pk").values_list("title", "price_from")) == [("Krug", 1250), ("Tasse", 800)]
    assert "2 unchanged" in imported(path, "--mapping", str(mapping))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "Expecting property name"),
        ('{"columns": [{"title": "Teil", "meaning": "colour"}]}', "columns\\[0\\].meaning"),
        ('{"columns": [{"title": "Teil", "meaning": "title"}]}', "No column is the “Price”"),
    ],
)
def test_a_mapping_that_is_none_is_refused_in_words(shop: Shop, tmp_path: Path, content: str, words: str) -> None:
    path, mapping = tmp_path / "list.csv", tmp_path / "mapping.json"
    path.write_text("Teil\nKrug\n", encoding="utf-8")
    mapping.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError, match=words):
        imported(path, "--mapping", str(mapping))
    assert Product.objects.count() == 0


def test_photos_come_out_of_a_zip_as_well(shop: Shop, tmp_path: Path) -> None:
    path, photos = tmp_path / "goods.csv", tmp_path / "photos.zip"
    path.write_bytes(csv_bytes([CUP]))
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "teal").save(picture, "JPEG")
    with zipfile.ZipFile(photos, "w") as archive:
        archive.writestr("all/CUP-2.jpg", picture.getvalue())

    said = imported(path, "--photos", str(photos))

    assert "Photos: 1 stored, 0 missing, 0 refused, 0 to fetch" in said
    assert Product.objects.get().photos.get().source == "all/CUP-2.jpg".casefold()


def test_errors_are_told_by_row_and_end_in_exit_code_one(shop: Shop, tmp_path: Path) -> None:
    path, report = tmp_path / "goods.csv", tmp_path / "report.json"
    path.write_bytes(csv_bytes([CUP, BOWL]))
    said = io.StringIO()

    with pytest.raises(CommandError, match="Rows with errors were left out") as refused:
        call_command("import", str(path), "--shop", "cy-clay", "--report", str(report), stdout=said)

    assert refused.value.returncode == 1
    assert "error: Row 3, column “Variant Price”: “a lot” is not a price.\n" in said.getvalue()
    assert Product.objects.get().handle == "cup"
    kept = json.loads(report.read_text(encoding="utf-8"))
    assert (kept["added"], kept["left_out"], kept["errors"], kept["format"]) == (
        1,
        1,
        1,
        "Shopify (Handle, Variant SKU …)",
    )
    assert kept["problems"] == [
        {
            "severity": "error",
            "row": 3,
            "line": 3,
            "column": "Variant Price",
            "code": "not_a_price",
            "message": "“a lot” is not a price.",
        }
    ]


def test_only_the_first_hundred_problems_are_printed(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_bytes(csv_bytes([legacy(f"b{n}", "Bowl", variant_price="much") for n in range(130)]))
    said = io.StringIO()

    with pytest.raises(CommandError):
        call_command("import", str(path), "--shop", "cy-clay", stdout=said)

    assert said.getvalue().count("is not a price") == 100
    assert "… and 30 more" in said.getvalue()


def test_a_status_for_every_product(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_bytes(csv_bytes([CUP]))

    imported(path, "--status", "draft")

    assert Product.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--shop", "nowhere"], "There is no shop with the handle “nowhere”."),
        (["--shop", "cy-clay", "--photos", "/nowhere"], "/nowhere is not a folder of photos."),
    ],
)
def test_what_is_not_there_is_named(shop: Shop, tmp_path: Path, options: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import", str(tmp_path / "goods.csv"), *options)


def test_a_file_that_cannot_be_opened_is_named(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"goods\.csv: No such file or directory"):
        imported(tmp_path / "goods.csv")
    with pytest.raises(CommandError, match="Is a directory"):
        imported(tmp_path)


def test_a_shop_without_an_owner_is_named(shop: Shop, tmp_path: Path) -> None:
    Seat.objects.update(role=Seat.Role.SUPPORT)

    with pytest.raises(CommandError, match="has no owner"):
        imported(tmp_path / "goods.csv")


def test_progress_is_only_for_a_terminal(shop: Shop, tmp_path: Path) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    path, terminal, pipe = tmp_path / "goods.csv", Terminal(), io.StringIO()
    path.write_bytes(csv_bytes([CUP]))

    call_command("import", str(path), "--shop", "cy-clay", stdout=io.StringIO(), stderr=terminal)
    call_command("import", str(path), "--shop", "cy-clay", stdout=io.StringIO(), stderr=pipe)

    assert "1 products …" in terminal.getvalue()
    assert pipe.getvalue() == ""

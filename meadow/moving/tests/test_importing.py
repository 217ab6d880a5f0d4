"""Imports from the upload to their end: what is seen, tried, brought, stopped, gone on with."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from meadow.goods.catalogues.mapping.meanings import Meaning
from meadow.goods.catalogues.mapping.refused import MappingIncomplete
from meadow.goods.importing.archives import UnsafeArchive
from meadow.goods.models.products import Product, ProductPhoto
from meadow.goods.models.shops import Shop, TrailEntry
from meadow.goods.tests.catalogue_files import csv_bytes, legacy
from meadow.moving.actions.importing import carrying
from meadow.moving.actions.importing.carrying import carry_import, go_on_with_import, start_import, stop_import
from meadow.moving.actions.importing.looking import look_again, look_at, settle_mapping
from meadow.moving.actions.importing.uploads import bring_file, discard_import, forget_files, imported_before
from meadow.moving.importing.catalogue import first_seen, mapping_of
from meadow.moving.importing.kinds import Looked
from meadow.moving.models.imports import Import, ImportProblem, KnownMapping
from meadow.moving.refusals import FileTooLarge, ImportHasRun, NotLookedAt
from meadow.people.models.persons import Person

UNKNOWN = "Teil;Farbe;Kostet;Bestand\nKrug;blau;12,50;3\nTasse;grün;8,00;5\n".encode()


def shopify(count: int, *, price: str = "20") -> bytes:
    return csv_bytes(
        [
            legacy(
                f"cup-{number}",
                f"Cup {number}",
                variant_sku=f"CUP-{number}",
                variant_price=price,
                variant_inventory_tracker="shopify",
                variant_inventory_qty="7",
            )
            for number in range(count)
        ]
    )


def upload(content: bytes, name: str = "goods.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("photos.zip", stream.getvalue())


def photo(colour: str = "teal") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (300, 400), colour).save(stream, "JPEG")
    return stream.getvalue()


def ran(an_import: Import, by: Person, *, trial: bool = False, **options: Any) -> Import:
    """The import, begun and carried to its end."""
    start_import(an_import, by=by, trial=trial, options=options)
    carry_import(an_import.pk)
    an_import.refresh_from_db()
    return an_import


@pytest.fixture
def goods(shop: Shop, cy: Person, own_files: object) -> Import:
    return bring_file(shop, upload(shopify(3)), by=cy)


def test_a_file_of_a_known_format_is_seen_through(goods: Import) -> None:
    goods.refresh_from_db()
    looked = Looked.of(goods)

    assert looked
    assert (goods.state, goods.format, goods.encoding, goods.rows_total) == (
        "uploaded",
        "Shopify (Handle, Variant SKU …)",
        "UTF-8",
        3,
    )
    assert [record.title for record in first_seen(looked)] == ["Cup 0", "Cup 1", "Cup 2"]
    assert (looked.is_table, goods.mapping, Product.objects.count()) == (False, {}, 0)


def test_an_unknown_table_is_seen_with_a_proposal(shop: Shop, cy: Person, own_files: object) -> None:
    an_import = bring_file(shop, upload(UNKNOWN), by=cy)
    an_import.refresh_from_db()
    looked, mapping = Looked.of(an_import), mapping_of(an_import)

    assert looked
    assert mapping
    assert looked.is_table
    assert (looked.titles, looked.sample[0], looked.rows) == (
        ["Teil", "Farbe", "Kostet", "Bestand"],
        ["Krug", "blau", "12,50", "3"],
        2,
    )
    assert mapping.columns[3].meaning is Meaning.ON_HAND


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.csv", "%(name)s is empty."),
        (b"%PDF-1.4 not a table", "goods.pdf", "%(name)s is not"),
        (b"PK\x03\x04 cut off", "goods.xlsx", "%(name)s cannot be opened as a workbook"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_imported(
    shop: Shop, cy: Person, own_files: object, content: bytes, name: str, words: str
) -> None:
    an_import = bring_file(shop, upload(content, name), by=cy)
    an_import.refresh_from_db()
    looked = Looked.of(an_import)

    assert looked
    assert looked.refused.startswith(words)
    with pytest.raises(NotLookedAt):
        start_import(an_import, by=cy, trial=False, options={})
    assert Import.objects.get().state == "uploaded"


def test_a_large_file_is_looked_at_in_the_background(
    shop: Shop, cy: Person, own_files: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meadow.moving.actions.importing.looking.LOOKED_AT_ONCE", 10)
    an_import = bring_file(shop, upload(shopify(3)), by=cy)
    an_import.refresh_from_db()
    assert Looked.of(an_import) is None
    with pytest.raises(NotLookedAt):
        start_import(an_import, by=cy, trial=False, options={})

    look_at(an_import.pk)

    an_import.refresh_from_db()
    assert an_import.rows_total == 3


def test_the_same_file_brought_twice_is_one_import(goods: Import, shop: Shop, cy: Person) -> None:
    assert bring_file(shop, upload(shopify(3)), by=cy) == goods
    assert Import.objects.count() == 1

    ran(goods, cy)
    again = bring_file(shop, upload(shopify(3)), by=cy)

    assert again != goods
    assert imported_before(again) == goods
    assert ran(again, cy).counts["unchanged"] == 3


def test_files_that_are_too_large_are_not_kept(shop: Shop, cy: Person, own_files: Any, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 1 << 20

    with pytest.raises(FileTooLarge, match=r"goods\.csv is larger than 1 MB"):
        bring_file(shop, upload(bytes(2 << 20)), by=cy)
    assert Import.objects.count() == 0
    assert not list((own_files / "private").rglob("*.csv"))


def test_an_unsafe_archive_of_photos_is_refused_before_anything_is_kept(
    shop: Shop, cy: Person, own_files: object
) -> None:
    with pytest.raises(UnsafeArchive):
        bring_file(shop, upload(shopify(1)), photos=zipped({"../../x.jpg": photo()}), by=cy)
    assert Import.objects.count() == 0


def test_an_import_brings_the_products_and_tells_what_came_of_it(goods: Import, shop: Shop, cy: Person) -> None:
    ran(goods, cy)

    assert (goods.state, goods.products_done, goods.rows_done, goods.rows_total) == ("done", 3, 3, 3)
    assert (goods.counts["added"], goods.counts["variants"], goods.counts["left_out"]) == (3, 3, 0)
    assert Product.objects.filter(shop=shop).count() == 3
    assert goods.changes.filter(made=True).count() == 3
    assert goods.finished_at
    said = TrailEntry.objects.filter(shop=shop).order_by("pk").values_list("verb", "said__name", "by__handle")
    assert list(said) == [
        ("import_begun", "goods.csv", "cy.potter"),
        ("import_done", "goods.csv", "cy.potter"),
    ]


def test_a_trial_writes_nothing_and_can_be_followed_by_the_import(goods: Import, shop: Shop, cy: Person) -> None:
    ran(goods, cy, trial=True)

    assert (goods.state, goods.is_trial, goods.counts["added"], goods.has_run) == ("done", True, 3, False)
    assert (Product.objects.count(), goods.changes.count(), TrailEntry.objects.count()) == (0, 0, 0)

    ran(goods, cy)

    assert (goods.state, goods.is_trial, goods.counts["added"]) == ("done", False, 3)
    assert Product.objects.count() == 3
    with pytest.raises(ImportHasRun):
        start_import(goods, by=cy, trial=False, options={})


def test_pressed_twice_it_begins_once(goods: Import, cy: Person) -> None:
    start_import(goods, by=cy, trial=False, options={"new_status": "draft"})
    start_import(goods, by=cy, trial=False, options={"new_status": "active"})

    carry_import(goods.pk)
    carry_import(goods.pk)

    assert Product.objects.count() == 3
    assert set(Product.objects.values_list("status", flat=True)) == {"draft"}
    assert TrailEntry.objects.filter(verb="import_begun").count() == 1


def test_an_unknown_table_comes_in_as_it_was_settled(shop: Shop, cy: Person, own_files: object) -> None:
    an_import = bring_file(shop, upload(UNKNOWN), by=cy)
    an_import.refresh_from_db()
    mapping = mapping_of(an_import)
    assert mapping
    settle_mapping(an_import, mapping.with_meanings({0: Meaning.IGNORE}))
    with pytest.raises(MappingIncomplete):
        start_import(an_import, by=cy, trial=False, options={})
    assert KnownMapping.objects.count() == 0

    wanted = {0: Meaning.TITLE, 1: Meaning.ATTRIBUTE, 2: Meaning.PRICE, 3: Meaning.ON_HAND}
    settle_mapping(an_import, mapping.with_meanings(wanted))
    ran(an_import, cy)

    assert list(Product.objects.order_by("pk").values_list("title", "price_from")) == [("Krug", 1250), ("Tasse", 800)]
    known = KnownMapping.objects.get()
    assert (known.shop, known.fingerprint) == (shop, mapping.fingerprint)

    later = bring_file(shop, upload(UNKNOWN + "Kanne;weiß;30,00;1\n".encode()), by=cy)
    later.refresh_from_db()
    settled = mapping_of(later)
    assert settled
    assert [column.meaning for column in settled.columns] == list(wanted.values())


def test_titles_may_be_taken_for_a_row(shop: Shop, cy: Person, own_files: object) -> None:
    an_import = bring_file(shop, upload(UNKNOWN), by=cy)

    look_again(an_import, has_titles=False)

    an_import.refresh_from_db()
    looked = Looked.of(an_import)
    assert looked
    assert (looked.has_titles, looked.titles[0], looked.rows) == (False, "Column 1", 3)


def test_what_was_wrong_is_kept_by_row_and_column(shop: Shop, cy: Person, own_files: object) -> None:
    rows = [
        legacy("cup", "Cup", variant_sku="CUP", variant_price="20"),
        legacy("tee", "Tee", option1_name="Size", option1_value="S", variant_sku="T-S", variant_price="30"),
        legacy("tee", option1_value="L", variant_sku="T-L", variant_price="thirty"),
    ]
    an_import = ran(bring_file(shop, upload(csv_bytes(rows)), by=cy), cy)

    assert (an_import.counts["added"], an_import.counts["left_out"], an_import.counts["errors"]) == (1, 1, 1)
    problem = ImportProblem.objects.get()
    assert (problem.row, problem.column, problem.code, problem.severity) == (4, "Variant Price", "not_a_price", "error")
    assert problem.params == {"value": "thirty"}
    assert problem.left_out == [3, 4]


def test_photos_come_from_the_archive(shop: Shop, cy: Person, own_files: object) -> None:
    an_import = bring_file(
        shop,
        upload(shopify(2)),
        photos=zipped({"all/CUP-0.jpg": photo("teal"), "all/CUP-1-1.jpg": photo("tan")}),
        by=cy,
    )

    ran(an_import, cy)

    assert (an_import.state, an_import.counts["photos_stored"]) == ("done", 2)
    assert ProductPhoto.objects.filter(photo__by=cy).count() == 2
    assert not Product.objects.filter(cover=None).exists()


def test_a_stopped_import_keeps_what_it_brought_and_goes_on_where_it_was(
    goods: Import, shop: Shop, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("meadow.goods.actions.imports.AT_ONCE", 1)
        stop_after(patched, 2, lambda: stop_import(goods, by=cy))
        ran(goods, cy)

    assert (goods.state, goods.products_done) == ("stopped", 2)
    assert set(Product.objects.values_list("title", flat=True)) == {"Cup 0", "Cup 1"}

    go_on_with_import(goods, by=cy)
    carry_import(goods.pk)

    goods.refresh_from_db()
    assert (goods.state, goods.counts["added"], goods.products_done) == ("done", 3, 3)
    assert Product.objects.count() == goods.changes.count() == 3
    verbs = ["import_begun", "import_stopped", "import_gone_on", "import_done"]
    assert list(TrailEntry.objects.order_by("pk").values_list("verb", flat=True)) == verbs


def stop_after(monkeypatch: pytest.MonkeyPatch, steps: int, then: Any) -> None:
    """Do something else as soon as so many steps are kept."""
    from meadow.moving.importing.accounts import Accounts

    keep, seen = Accounts.keep, []

    def counted(self: Accounts, step: Any, counts: Any) -> None:
        keep(self, step, counts)
        seen.append(step)
        if len(seen) == steps:
            then()

    monkeypatch.setattr(Accounts, "keep", counted)


def test_a_worker_that_was_overtaken_undoes_its_step(
    goods: Import, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meadow.goods.actions.imports.AT_ONCE", 1)
    stop_after(monkeypatch, 1, lambda: Import.objects.filter(pk=goods.pk).update(products_done=2))

    ran(goods, cy)

    assert (goods.state, goods.products_done) == ("running", 2)
    assert [product.title for product in Product.objects.all()] == ["Cup 0"]


def test_what_breaks_ends_the_import_in_words(goods: Import, cy: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    stop_after(monkeypatch, 1, broken)
    monkeypatch.setattr("meadow.goods.actions.imports.AT_ONCE", 1)
    with pytest.raises(RuntimeError, match="a bug"):
        ran(goods, cy)

    goods.refresh_from_db()
    assert (goods.state, Product.objects.count()) == ("failed", 0)
    assert goods.failure.startswith("Something of ours broke.")


def test_only_so_many_imports_run_at_once(goods: Import, shop: Shop, cy: Person) -> None:
    other = bring_file(shop, upload(shopify(1, price="30"), "other.csv"), by=cy)
    start_import(goods, by=cy, trial=False, options={})
    assert carrying._claim(goods.pk)

    ran(other, cy)

    assert other.state == "waiting"
    Import.objects.filter(pk=goods.pk).update(state=Import.State.DONE)
    carry_import(other.pk)
    other.refresh_from_db()
    assert other.state == "done"


def test_files_are_forgotten_when_nothing_can_be_undone_any_more(
    goods: Import, shop: Shop, cy: Person, own_files: Any, settings: Settings
) -> None:
    ran(goods, cy)
    forget_files()
    goods.refresh_from_db()
    assert goods.file

    settings.IMPORT_UNDO_DAYS = 0
    forget_files()

    goods.refresh_from_db()
    assert not goods.file
    assert not list((own_files / "private").rglob("*.csv"))
    assert Product.objects.count() == 3


def test_a_file_that_was_never_imported_can_be_thrown_away(goods: Import, cy: Person, own_files: Any) -> None:
    discard_import(goods)

    assert Import.objects.count() == 0
    assert not list((own_files / "private").rglob("*.csv"))

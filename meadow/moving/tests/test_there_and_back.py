"""import(export(x)) = x: what a shop takes along comes back as it was, in another shop."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from meadow.goods.actions.imports import import_catalogue
from meadow.goods.actions.products import save_product
from meadow.goods.catalogues.photos import PhotoFolder
from meadow.goods.importing.known import look_up
from meadow.goods.models.attributes import Attribute
from meadow.goods.models.products import Category, Product
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.texts import PartText, PhotoText, ProductText, VariantText
from meadow.moving.actions.exporting import ask_for_shop_export, make_archive
from meadow.moving.archives.entries import Entry
from meadow.moving.archives.shops import catalogue
from meadow.moving.archives.shops.asked import Asked
from meadow.moving.tests.test_exporting import opened
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.tests.pictures import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

TRICKY = [
    *(
        "=1+1",
        "+49 30 1",
        "-5 cm",
        "@home",
        "＝1",
        "'quoted'",
        "'=1",
        "''+2",
        '"',
        '""',
        "a,b;c\td",
        "a\\b",
        "\\n",
        "a|b",
    ),
    *("茶杯", "灰釉 · 手作", "🍵", "👩‍🎨 cup", "שלום", "مرحبا", "a > b", "a: b", "2 × a", "#", "{}", "100 %", "null"),
    *("-", "=", "@", "'", "\\", "|", ":", "Default Title", "yes", "TRUE", "1e5", "00123", "３", "é", "e\u0301"),
]
# What forms let through: no control letters, no lone halves of letters, no blanks at the ends.
_letters = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff")


def line(most: int, least: int = 1) -> st.SearchStrategy[str]:
    plain = st.text(_letters, min_size=least, max_size=min(most, 24)).map(lambda text: " ".join(text.split()))
    return (plain | st.sampled_from([text for text in TRICKY if len(text) <= most])).filter(
        lambda text: len(text) >= least
    )


def lines(most: int) -> st.SearchStrategy[str]:
    return st.lists(line(most // 4), max_size=3).map("\n".join)


descriptions = st.lists(
    st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["p", "b", "h2", "blockquote", "script"]),
        line(40).map(lambda text: text.replace("<", "&lt;").replace("&", "&amp;")),
    ),
    max_size=3,
).map("".join) | line(60)
money = st.integers(0, 100_000_000)
measures = st.none() | st.integers(1, 100_000)


@st.composite
def variants(draw: st.DrawFn, values: tuple[str, ...]) -> VariantText:
    amount = draw(st.none() | st.decimals(Decimal("0.001"), Decimal("99999"), places=3))
    return VariantText(
        option_values=values,
        price=draw(money),
        compare_at=draw(st.none() | money),
        sku=draw(st.just("") | line(40)),
        weight_grams=draw(measures),
        on_hand=draw(st.integers(0, 10_000)),
        is_tracked=draw(st.booleans()),
        sells_on=draw(st.booleans()),
        cost=draw(st.none() | money),
        length_mm=draw(measures),
        width_mm=draw(measures),
        height_mm=draw(measures),
        net_amount=amount,
        net_unit=draw(st.sampled_from(["g", "kg", "ml", "l", "cm", "m", "m2", "piece"])) if amount else "",
        low_at=draw(st.none() | st.integers(0, 50)),
        parts=(),
        is_whole=True,
    )


@st.composite
def products(draw: st.DrawFn) -> ProductText:
    options = tuple(draw(st.lists(line(40), max_size=3, unique_by=str.casefold)))
    rows = draw(
        st.lists(
            st.tuples(*[line(40)] * len(options)),
            min_size=1,
            max_size=5,
            unique_by=lambda row: tuple(map(str.casefold, row)),
        )
        if options
        else st.just([()])
    )
    columns = draw(st.integers(1, 3))
    cells = st.lists(line(20), min_size=columns, max_size=columns)
    words = st.fixed_dictionaries(
        {}, optional={"title": line(60), "description": descriptions, "care": lines(80), "seo_title": line(60)}
    )
    return ProductText(
        title=draw(line(120)),
        description=draw(descriptions),
        status=draw(st.sampled_from(Product.Status)),
        brand=draw(st.just("") | line(60)),
        tags=tuple(draw(st.lists(line(40), max_size=4, unique_by=str.casefold))),
        options=options,
        variants=tuple(draw(variants(values)) for values in rows),
        kind=draw(st.sampled_from([Product.Kind.GOODS, Product.Kind.DIGITAL])),
        attributes=draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "fabric": st.sampled_from([["linen"], ["linen", "cotton"]]),
                    "tone": st.sampled_from(["red", "blue"]),
                    "dishwasher": st.booleans(),
                    "height": st.integers(0, 300) | st.sampled_from([1.5, 0.25]),
                    "scent": line(60),
                },
            )
        ),
        size_table=draw(
            st.just({})
            | st.builds(
                lambda top, rows: {"columns": top, "rows": rows}, cells, st.lists(cells, min_size=1, max_size=3)
            )
        ),
        care=draw(lines(200)),
        origin=draw(st.sampled_from(["", "DE", "CN"])),
        tax_class=draw(st.sampled_from(Product.TaxClass)),
        seo_title=draw(st.just("") | line(80)),
        seo_description=draw(st.just("") | line(80)),
        preorder_ships_on=draw(st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1))),
        publish_at=draw(st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))),
        translations=draw(st.just({}) | st.fixed_dictionaries({"zh-hans": words})),
        option_words={"zh-hans": {name: draw(line(40)) for name in options[:1]}},
        value_words={"zh-hans": {row[0]: draw(line(40)) for row in rows[:2] if row}},
        is_whole=True,
    )


@pytest.fixture
def elsewhere(bo: Person) -> Shop:
    """Bo's shop, to which everything is taken."""
    shop = Shop.objects.create(handle="elsewhere", name="Elsewhere", currency="USD")
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.OWNER)
    return shop


@pytest.fixture
def shelves(db: None) -> list[int]:
    """Categories of two levels, and a question of each kind."""
    Attribute.objects.all().delete()
    for slug, kind in (
        ("fabric", "choices"),
        ("tone", "choice"),
        ("dishwasher", "flag"),
        ("height", "number"),
        ("scent", "text"),
    ):
        named = {"fabric": ("linen", "cotton"), "tone": ("red", "blue")}.get(slug, ())
        choices = [{"slug": name, "name": name.title()} for name in named]
        Attribute.objects.create(slug=slug, name=f"{slug}, asked", kind=kind, choices=choices)
    above = Category.objects.create(slug="t-above", name="Home > Living")
    return [above.pk, Category.objects.create(slug="t-below", name="=Cups, “small”", parent=above).pk]


def exported(shop: Shop, path: str) -> bytes:
    entry: Entry = next(entry for entry in catalogue.entries(Asked(shop)) if entry.path == path)
    return b"".join(piece for piece, _ in entry.pieces())


def without_keys(text: ProductText) -> ProductText:
    """The text without what names its rows in one shop."""
    rows = tuple(replace(variant, pk=None, source_key="") for variant in text.variants)
    return replace(text, source="", source_key="", variants=rows)


def texts(shop: Shop) -> dict[str, ProductText]:
    pks = Product.objects.filter(shop=shop).values_list("pk", flat=True)
    return {known.product.handle: known.text for known in look_up(pks).values()}


def brought(content: bytes, shop: Shop, by: Person, **options: Any) -> None:
    report = import_catalogue(io.BytesIO(content), name="catalogue.csv", shop=shop, by=by, **options)
    assert [str(problem) for problem in report.problems] == []


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=20)
@given(asked=st.lists(products(), min_size=1, max_size=3), categories=st.integers(0, 2))
@example(
    asked=[ProductText(title="=cmd|' /C calc'!A0", variants=(VariantText(price=1, sku="'=1"),), is_whole=True)],
    categories=2,
)
@example(
    asked=[
        ProductText(
            title="0",
            variants=(VariantText(price=1),),
            translations={"zh-hans": {"title": "0", "description": "<script>0</script>"}},
            is_whole=True,
        )
    ],
    categories=0,
)
def test_everything_comes_back_from_our_own_file(
    shop: Shop, elsewhere: Shop, cy: Person, bo: Person, shelves: list[int], asked: list[ProductText], categories: int
) -> None:
    with transaction.atomic():
        for text in asked:
            save_product(replace(text, categories=tuple(shelves[:categories])), shop=shop, by=cy)

        brought(exported(shop, "catalogue-meadow.csv"), elsewhere, bo)

        there, here = texts(elsewhere), texts(shop)
        assert there.keys() == here.keys()
        for handle, text in here.items():
            assert without_keys(there[handle]) == without_keys(text)
        again = exported(elsewhere, "catalogue-meadow.csv")
        assert again == exported(shop, "catalogue-meadow.csv")
        brought(again, elsewhere, bo)
        assert texts(elsewhere) == there
        transaction.set_rollback(True)


def test_a_shop_that_used_an_sku_twice_gets_all_back(
    shop: Shop, elsewhere: Shop, cy: Person, bo: Person, shelves: list[int]
) -> None:
    """In another shop, and in the very same one, where the products are already."""
    for title in ("Cup", "Cup again"):
        save_product(ProductText(title=title, variants=(VariantText(price=900, sku="CUP"),)), shop=shop, by=cy)
    content = exported(shop, "catalogue-meadow.csv")

    brought(content, elsewhere, bo)
    brought(content, shop, cy)

    assert sorted(texts(elsewhere)) == sorted(texts(shop)) == ["cup", "cup-again"]


def test_bundles_come_back_with_their_parts(
    shop: Shop, elsewhere: Shop, cy: Person, bo: Person, shelves: list[int], tmp_path: Path
) -> None:
    cup = save_product(ProductText(title="Cup", variants=(VariantText(price=900, on_hand=4),)), shop=shop, by=cy)
    part = PartText(variant=cup.variants.get().pk, quantity=2)
    pair = VariantText(price=1500, parts=(part,), is_whole=True)
    save_product(ProductText(title="Pair", kind=Product.Kind.BUNDLE, variants=(pair,), is_whole=True), shop=shop, by=cy)

    content = exported(shop, "catalogue-meadow.csv")
    brought(content, elsewhere, bo)
    another = Shop.objects.create(handle="another", name="Another", currency="USD")
    brought(content, another, bo, photos=PhotoFolder(tmp_path))

    for place in (elsewhere, another):
        bundle = Product.objects.get(shop=place, handle="pair")
        assert bundle.kind == Product.Kind.BUNDLE
        row = bundle.variants.get().parts.get()
        assert (row.quantity, row.part.product.shop, row.part.product.handle) == (2, place, "cup")


@settings(
    suppress_health_check=list(HealthCheck), deadline=None, max_examples=12, phases=[Phase.explicit, Phase.generate]
)
@given(asked=st.lists(products(), min_size=1, max_size=2))
def test_what_shopify_can_say_comes_back_from_its_file(
    shop: Shop, elsewhere: Shop, cy: Person, bo: Person, shelves: list[int], asked: list[ProductText]
) -> None:
    with transaction.atomic():
        for place, text in enumerate(asked):
            # A former price that is not higher says nothing there.
            sayable = [
                replace(row, sku=row.sku and f"{place}-{number} {row.sku}", compare_at=reduced(row))
                for number, row in enumerate(text.variants)
            ]
            save_product(replace(text, tags=(), variants=tuple(sayable)), shop=shop, by=cy)

        content = exported(shop, "catalogue-shopify.csv")
        report = import_catalogue(io.BytesIO(content), name="shopify.csv", shop=elsewhere, by=bo)

        assert [str(problem) for problem in report.problems if problem.severity == "error"] == []
        there, here = texts(elsewhere), texts(shop)
        assert there.keys() == here.keys()
        for handle, text in here.items():
            came, went = spoken_to_shopify(there[handle]), spoken_to_shopify(text)
            assert {name: said for name, said in came.items() if said != went[name]} == {}
            assert came.keys() == went.keys()
        transaction.set_rollback(True)


def reduced(row: VariantText) -> int | None:
    return row.compare_at if row.compare_at and row.compare_at > row.price else None


def spoken_to_shopify(text: ProductText) -> dict[str, object]:
    """What Shopify's file has a column for, and reads as it was written."""
    said = {
        field: getattr(text, field) for field in ("title", "description", "status", "brand", "options", "seo_title")
    }
    for number, row in enumerate(text.variants):
        for field in ("option_values", "price", "compare_at", "sku", "weight_grams", "cost"):
            said[f"{field} of {number}"] = getattr(row, field)
    return said


def test_the_same_photos_come_back_byte_for_byte(
    shop: Shop, elsewhere: Shop, cy: Person, bo: Person, shelves: list[int], tmp_path: Path
) -> None:
    """The whole archive, unpacked: the table beside the folder of photos that it names."""
    cups = [put_photo(jpeg(90 + number, 60, colour="peru"), by=cy) for number in range(3)]
    shown = (
        PhotoText(photo=cups[0].pk, alt="=From above", translations={"zh-hans": {"alt": "俯视"}}),
        PhotoText(photo=cups[1].pk),
    )
    rows = (
        VariantText(option_values=("S",), price=900, photo=cups[1].pk),
        VariantText(option_values=("L",), price=950),
    )
    save_product(ProductText(title="Cup", options=("Size",), variants=rows, photos=shown), shop=shop, by=cy)
    save_product(
        ProductText(title="Other cup", variants=(VariantText(price=1),), photos=(PhotoText(photo=cups[0].pk),)),
        shop=shop,
        by=cy,
    )
    export = ask_for_shop_export(shop, by=cy, parts=["catalogue", "photos"])
    make_archive(export.pk)
    opened(export).extractall(tmp_path / "archive")

    content = (tmp_path / "archive" / "catalogue-meadow.csv").read_bytes()
    brought(content, elsewhere, bo, photos=PhotoFolder(tmp_path / "archive"))

    assert bytes_of_photos(elsewhere) == bytes_of_photos(shop)
    there, here = texts(elsewhere), texts(shop)
    for handle in ("cup", "other-cup"):
        assert [(photo.alt, photo.translations) for photo in there[handle].photos or ()] == [
            (photo.alt, photo.translations or {}) for photo in here[handle].photos or ()
        ]
    assert (tmp_path / "archive" / "photos").is_dir()
    assert len(list((tmp_path / "archive" / "photos").iterdir())) == 3


def bytes_of_photos(shop: Shop) -> dict[str, list[bytes]]:
    """What each product shows, and then each of its variants."""
    found: dict[str, list[bytes]] = {}
    for product in Product.objects.filter(shop=shop):
        photos = [row.photo for row in product.photos.select_related("photo")]
        photos += [row.photo for row in product.variants.select_related("photo") if row.photo]
        found[product.handle] = [content_of(photo) for photo in photos]
    return found


def content_of(photo: Photo) -> bytes:
    with default_storage.open(photo.name) as file:
        return bytes(file.read())

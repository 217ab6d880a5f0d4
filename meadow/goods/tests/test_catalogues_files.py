"""Real files of other shops, read whole: how many products and variants each has, and what is wrong in it."""

from collections import Counter
from pathlib import Path

import pytest

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.detection import UnknownCatalogue
from meadow.goods.catalogues.mapping.mapping import Column, Mapping
from meadow.goods.catalogues.mapping.meanings import Meaning
from meadow.goods.catalogues.mapping.proposing import propose
from meadow.goods.catalogues.records import LeftOut, ProductRecord, RowProblem
from meadow.goods.catalogues.sampling import sample_of

OSCAR = Mapping(
    columns=(
        Column("Column 1", Meaning.ATTRIBUTE, name="Product class"),
        Column("Column 2", Meaning.CATEGORY, separator=">"),
        Column("Column 3", Meaning.BARCODE),
        Column("Column 4", Meaning.TITLE),
        Column("Column 5", Meaning.DESCRIPTION),
        Column("Column 6", Meaning.IGNORE),
        Column("Column 7", Meaning.SKU),
        Column("Column 8", Meaning.PRICE),
        Column("Column 9", Meaning.ON_HAND),
    ),
    has_titles=False,
)


def counts(path: Path, mapping: Mapping | None = None) -> tuple[str, int, int, int, dict[str, int]]:
    with path.open("rb") as stream:
        catalogue = read_catalogue(stream, name=path.name, currency="USD", mapping=mapping)
        found = list(catalogue)
    products = [item for item in found if isinstance(item, ProductRecord)]
    errors = Counter(item.code for item in found if isinstance(item, RowProblem) and item.severity == "error")
    left_out = sum(isinstance(item, LeftOut) for item in found)
    return catalogue.format, len(products), sum(len(product.variants) for product in products), left_out, dict(errors)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acp_feed_examples.json", ("acp", 1, 1, 0, {})),
        ("magento_luma_products.csv", ("magento2", 72, 910, 0, {})),
        ("medusa_exported_comma.csv", ("medusa", 2, 3, 0, {})),
        # The third variant of its second product has no price in any currency.
        ("medusa_v1_template.csv", ("medusa", 2, 2, 1, {"no_price": 1})),
        # The chair's three variants share one SKU.
        ("vendure_products.csv", ("vendure", 53, 85, 1, {"duplicate_sku": 2})),
        ("woocommerce_sample_products.csv", ("woocommerce", 14, 21, 1, {})),
    ],
)
def test_a_file_of_a_known_format_is_read_whole(
    shared_data: Path, name: str, expected: tuple[str, int, int, int, dict[str, int]]
) -> None:
    assert counts(shared_data / "catalogs" / name) == expected


@pytest.mark.parametrize(("name", "products"), [("magento_gear_bags.csv", 14), ("magento_gear_watches.csv", 9)])
def test_a_file_of_no_known_format_is_read_as_proposed(shared_data: Path, name: str, products: int) -> None:
    path = shared_data / "catalogs" / name
    with path.open("rb") as stream, pytest.raises(UnknownCatalogue) as unknown:
        read_catalogue(stream, name=name, currency="USD")

    mapping = propose(unknown.value.sample)

    mapping.check()
    assert counts(path, mapping) == ("mapped", products, products, 0, {})


def test_a_file_without_titles_is_read_by_a_mapping_made_by_hand(shared_data: Path) -> None:
    path = shared_data / "catalogs" / "oscar_books_essential.csv"
    with path.open("rb") as stream:
        sample = sample_of(stream, name=path.name)

    assert (sample.has_titles, len(sample.titles), sample.titles[0]) == (False, 9, "Column 1")
    assert OSCAR.fits(sample)
    assert counts(path, OSCAR) == ("mapped", 82, 82, 0, {})
    with path.open("rb") as stream:
        first = next(iter(read_catalogue(stream, name=path.name, currency="USD", mapping=OSCAR)))
    assert isinstance(first, ProductRecord)
    assert (first.key, first.title, first.row) == ("9780131103627", "The C Programming Language", 1)
    assert first.categories == (("Books", "Non-Fiction", "Essential programming"),)
    assert first.attributes == (("Product class", ("Book",)),)
    assert (first.variants[0].price, first.variants[0].on_hand, first.variants[0].barcode) == (999, 20, "9780131103627")


def test_what_the_columns_of_a_file_without_titles_mean_is_seen_in_its_cells(shared_data: Path) -> None:
    path = shared_data / "catalogs" / "oscar_books_essential.csv"
    with path.open("rb") as stream:
        mapping = propose(sample_of(stream, name=path.name))

    assert [column.meaning for column in mapping.columns] == [
        Meaning.IGNORE,
        Meaning.CATEGORY,
        Meaning.BARCODE,
        Meaning.TITLE,
        Meaning.DESCRIPTION,
        Meaning.IGNORE,
        Meaning.SKU,
        Meaning.PRICE,
        Meaning.ON_HAND,
    ]
    assert mapping.columns[2].reason.message == "100% of its cells are barcodes with the right check digit."
    mapping.check()

"""Every real catalogue file that we have, brought through the desk, with what must come of it."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.test import Client

from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Shop
from meadow.moving.models.imports import Import
from meadow.moving.tests.test_import_pages import address, brought, page, run
from meadow.people.models.persons import Person

BAGS = {
    "category": "category",
    "name": "title",
    "sku": "sku",
    "price": "price",
    "qty": "on_hand",
    "description": "description",
}
BOOKS = {
    "Column 1": "ignore",
    "Column 2": "category",
    "Column 3": "sku",
    "Column 4": "title",
    "Column 5": "description",
    "Column 6": "ignore",
    "Column 7": "ignore",
    "Column 8": "price",
    "Column 9": "on_hand",
}
FILES: dict[str, tuple[str, Mapping[str, str], tuple[int, int, int]]] = {
    # file: currency, what its columns mean where no format says it, and (products added, left out, variants)
    "magento_luma_products.csv": ("USD", {}, (72, 0, 910)),
    "magento_gear_bags.csv": ("USD", BAGS, (14, 0, 14)),
    "magento_gear_watches.csv": ("USD", BAGS, (9, 0, 9)),
    "woocommerce_sample_products.csv": ("USD", {}, (14, 1, 21)),
    "medusa_exported_comma.csv": ("USD", {}, (2, 0, 3)),
    "medusa_v1_template.csv": ("USD", {}, (2, 1, 2)),
    "vendure_products.csv": ("USD", {}, (53, 1, 85)),
    "oscar_books_essential.csv": ("GBP", BOOKS, (82, 0, 82)),
    "acp_feed_examples.json": ("USD", {}, (1, 0, 1)),
}


@pytest.fixture
def desk(client: Client, cy: Person, shop: Shop, own_files: object) -> Client:
    client.force_login(cy)
    return client


def mean(desk: Client, an_import: Import, meanings: Mapping[str, str]) -> None:
    """Say what each column means; a column that is not named is not imported."""
    titles = an_import.looked["titles"]
    said = {f"meaning-{place}": meanings.get(title, "ignore") for place, title in enumerate(titles)}
    assert desk.post(address("import-mapping", an_import.pk), said).status_code == 302


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_comes_in_through_the_desk(desk: Client, shop: Shop, shared_data: Path, name: str) -> None:
    currency, meanings, expected = FILES[name]
    Shop.objects.filter(pk=shop.pk).update(currency=currency)
    content = (shared_data / "catalogs" / name).read_bytes()

    an_import = brought(desk, content, name)
    an_import.refresh_from_db()
    if meanings:
        assert "What do the columns mean?" in page(desk, an_import)
        mean(desk, an_import, meanings)
    run(desk, an_import)

    counts = an_import.counts
    assert (an_import.state, an_import.failure) == ("done", "")
    assert (counts["added"], counts["left_out"], counts["variants"]) == expected
    assert (Product.objects.count(), Variant.objects.count()) == (expected[0], expected[2])
    again = brought(desk, content + (b"" if name.endswith(".json") else b"\n"), f"again-{name}")
    run(desk, again)
    assert (again.counts["added"], again.counts["updated"]) == (0, 0)
    assert again.counts["unchanged"] == expected[0]

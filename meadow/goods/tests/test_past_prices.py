"""The lowest price of thirty days: what the law asks, for many variants in one statement, and on every page."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meadow.goods.actions.prices import set_price
from meadow.goods.cheapest import name_cheapest
from meadow.goods.models.products import PriceChange, Product, Stock, Variant
from meadow.people.models.persons import Person

Change = tuple[int, datetime]


def told_by_hand(changes: list[Change]) -> int | None:
    """Art. 6a in plain words: over the 30 days before the last change, every price that was in force."""
    changes = sorted(changes, key=lambda change: change[1])
    if len(changes) < 2:
        return None
    *earlier, (_now, reduced_at) = changes
    begins = reduced_at - timedelta(days=30)
    before = [price for price, at in earlier if at < begins]
    within = [price for price, at in earlier if at >= begins]
    return min([*within, *before[-1:]])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    histories=st.lists(
        st.lists(st.tuples(st.integers(1, 50), st.integers(0, 90)), min_size=1, max_size=6, unique_by=lambda c: c[1]),
        min_size=1,
        max_size=4,
    )
)
def test_it_is_what_the_law_says(lamp_product: Product, histories: list[list[tuple[int, int]]]) -> None:
    now = timezone.now()
    Variant.objects.filter(product=lamp_product).delete()
    expected = {}
    for number, history in enumerate(histories):
        variant = Variant.objects.create(product=lamp_product, option_values=[str(number)], price=1)
        changes = [(price, now - timedelta(days=days)) for price, days in history]
        PriceChange.objects.bulk_create(PriceChange(variant=variant, price=price, at=at) for price, at in changes)
        if (lowest := told_by_hand(changes)) is not None:
            expected[variant.pk] = lowest

    keys = list(Variant.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        assert PriceChange.objects.lowest_before_reductions(keys) == expected
    assert len(queries) == 1


@pytest.fixture
def reduced(lamp: Variant, cy: Person) -> Variant:
    """The lamp cost 59.00, then 45.00, then 60.00, and now 49.00 instead of 60.00."""
    now = timezone.now()
    for price, days in ((5900, 90), (4500, 20), (6000, 10)):
        PriceChange.objects.create(variant=lamp, price=price, at=now - timedelta(days=days))
    Variant.objects.filter(pk=lamp.pk).update(price=6000)
    return set_price(lamp, 4900, compare_at=6000, by=cy)


TOLD = "Lowest price of the last 30 days: $45.00"


def test_it_stands_beside_every_reduced_price(client: Client, reduced: Variant, cy: Person) -> None:
    caches["fragments"].clear()
    for url in ("/products/", "/shops/cy-clay/", "/shops/cy-clay/lamp/", f"/shops/cy-clay/lamp/?variant={reduced.pk}"):
        assert TOLD in client.get(url).content.decode(), url
    client.post("/cart/lines/", {"variant": reduced.pk, "quantity": 1})
    cart = client.get("/cart/").content.decode()
    assert TOLD in cart
    assert "$60.00" in cart

    set_price(reduced, 6000, by=cy)
    for url in ("/products/", "/shops/cy-clay/lamp/", "/cart/"):
        assert "Lowest price" not in client.get(url).content.decode(), url


def test_the_card_tells_of_the_cheapest_variant(reduced: Variant) -> None:
    dearer = Variant.objects.create(product=reduced.product, option_values=["XL"], price=9000, compare_at=9900)
    Stock.objects.create(variant=dearer, on_hand=1)
    products = list(Product.objects.all())

    name_cheapest(products)

    assert products[0].cheapest == reduced
    assert products[0].lowest_30 == 4500


def test_past_prices_have_a_page(client: Client, reduced: Variant, cy: Person, bo: Person) -> None:
    url = f"/desk/cy-clay/products/{reduced.product_id}/prices/"
    assert client.get(url).status_code == 302
    client.force_login(bo)
    assert client.get(url).status_code == 404
    client.force_login(cy)

    html = client.get(url).content.decode()

    assert [amount in html for amount in ("$59.00", "$45.00", "$60.00", "$49.00")] == [True] * 4
    assert "No real reduction" in html, "45.00 was asked less than 30 days ago"


def test_past_prices_cost_the_same_for_many_variants(client: Client, reduced: Variant, cy: Person) -> None:
    client.force_login(cy)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/desk/cy-clay/products/{reduced.product_id}/prices/").status_code == 200
        return len(queries)

    few = statements()
    for number in range(8):
        other = Variant.objects.create(product=reduced.product, option_values=[str(number)], price=100)
        PriceChange.objects.create(variant=other, price=100)
    assert statements() == few

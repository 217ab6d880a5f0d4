"""Taxes and sending in numbers: in a price, on top of it, and by weight and place."""

from hypothesis import given
from hypothesis import strategies as st

from meadow.trade.pricing.regions import region_key
from meadow.trade.pricing.sending import banded, nearest
from meadow.trade.pricing.taxes import NONE, Rate, Tax, tax_on, tax_on_sending

GERMAN, BOOKS, TEXAN = Rate(1_900), Rate(700), Rate(825, is_included=False)
amounts = st.integers(0, 10**13)
rates = st.builds(Rate, rate=st.integers(0, 10_000), is_included=st.booleans(), on_shipping=st.booleans())


def test_included_tax_is_within_the_price() -> None:
    assert tax_on(11_900, GERMAN) == Tax(1_900, 0)
    assert tax_on(999, GERMAN) == Tax(160, 0)  # 159.5 is rounded up


def test_added_tax_comes_on_top() -> None:
    assert tax_on(10_000, TEXAN) == Tax(825, 825)
    assert tax_on(100, Rate(50, is_included=False)) == Tax(1, 1)  # 0.5 is rounded up
    assert tax_on(99, Rate(50, is_included=False)) == Tax(0, 0)


def test_no_row_is_no_tax() -> None:
    assert tax_on(10_000, None) == NONE


@given(amounts, rates)
def test_tax_is_never_negative_and_what_is_added_is_tax(amount: int, rate: Rate) -> None:
    tax = tax_on(amount, rate)

    assert 0 <= tax.added <= tax.tax <= amount
    assert tax.added == (0 if rate.is_included else tax.tax)


@given(amounts, st.integers(0, 10_000))
def test_tax_on_top_of_what_is_without_it_is_the_tax_within(net: int, rate: int) -> None:
    """Going from a price without tax to one with it and back gives the same tax, to the unit."""
    added = tax_on(net, Rate(rate, is_included=False))

    assert tax_on(net + added.tax, Rate(rate)).tax == added.tax


@given(amounts, amounts, rates)
def test_a_higher_price_never_carries_less_tax(one: int, other: int, rate: Rate) -> None:
    low, high = sorted((one, other))

    assert tax_on(low, rate).tax <= tax_on(high, rate).tax


def test_sending_is_taxed_as_the_goods_are() -> None:
    assert tax_on_sending(1_190, [(100, GERMAN)]) == {GERMAN: Tax(190, 0)}
    assert tax_on_sending(1_000, [(500, GERMAN), (500, BOOKS)]) == {GERMAN: Tax(80, 0), BOOKS: Tax(33, 0)}
    assert tax_on_sending(1_000, [(500, Rate(1_900, on_shipping=False))]) == {}
    assert tax_on_sending(1_000, [(500, None)]) == {}
    assert tax_on_sending(0, [(500, GERMAN)]) == {}
    assert tax_on_sending(1_000, [(0, TEXAN)]) == {TEXAN: Tax(83, 83)}


@given(amounts, st.lists(st.tuples(amounts, st.one_of(st.none(), rates)), max_size=5), st.randoms())
def test_tax_on_sending_is_in_bounds_in_any_order(
    amount: int, goods: list[tuple[int, Rate | None]], chance: object
) -> None:
    taxes = tax_on_sending(amount, goods)

    assert all(0 <= tax.added <= tax.tax for tax in taxes.values())
    assert sum(tax.tax for tax in taxes.values()) <= amount
    chance.shuffle(goods)  # type: ignore[attr-defined]
    assert tax_on_sending(amount, goods) == taxes


def test_bands_are_up_to_and_with_their_weight() -> None:
    bands = [(5_000, 890), (1_000, 490)]

    assert [banded(0, bands, grams) for grams in (0, 1_000, 1_001, 5_000, 5_001)] == [490, 490, 890, 890, None]
    assert banded(700, [], 10**6) == 700


def test_the_nearest_place_counts() -> None:
    places = {"ca": (["US"], ["CA"]), "us": (["US"], []), "north": (["US", "CA"], []), "rest": ([], [])}

    def found(country: str, region: str = "") -> list[str]:
        return nearest(places, lambda name: places[name], country=country, region=region_key(country, region))

    assert found("US", "California") == ["ca"]
    assert found("US", "Texas") == ["us", "north"]
    assert found("CA", "CA") == ["north"]
    assert found("DE") == ["rest"]


def test_a_region_is_the_same_however_it_is_written() -> None:
    assert {region_key("US", word) for word in ("CA", "ca", " California ", "CALIFORNIA")} == {"CA"}
    assert region_key("US", "District  of Columbia") == "DC"
    assert region_key("CA", "Québec") == "QC"
    assert region_key("DE", "bayern") == "BAYERN"

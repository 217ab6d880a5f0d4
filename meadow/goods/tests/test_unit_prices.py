"""The price of a unit: which unit is told, and when none is."""

from decimal import Decimal

import pytest

from meadow.goods.unit_prices import UnitPrice, unit_price


@pytest.mark.parametrize(
    ("price", "amount", "unit", "told"),
    [
        (840, "200", "ml", UnitPrice(420, 100, "ml")),
        (1990, "50", "g", UnitPrice(3980, 100, "g")),
        (500, "250", "g", UnitPrice(200, 100, "g")),
        (500, "251", "g", UnitPrice(1992, 1, "kg")),
        (1200, "750", "ml", UnitPrice(1600, 1, "l")),
        (500, "0.2", "l", UnitPrice(250, 100, "ml")),
        (500, "0.25", "kg", UnitPrice(200, 100, "g")),
        (900, "1.5", "kg", UnitPrice(600, 1, "kg")),
        (1000, "50", "cm", UnitPrice(2000, 1, "m")),
        (3000, "2.5", "m2", UnitPrice(1200, 1, "m2")),
        (1000, "3", "piece", UnitPrice(333, 1, "piece")),
        (1, "3", "kg", UnitPrice(0, 1, "kg")),
        (5, "10", "kg", UnitPrice(1, 1, "kg")),
    ],
)
def test_a_unit_is_told_that_people_can_compare(price: int, amount: str, unit: str, told: UnitPrice) -> None:
    assert unit_price(price, Decimal(amount), unit) == told


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(None, "g"), (Decimal(0), "g"), (Decimal(5), ""), (Decimal(5), "lb"), (Decimal(1), "kg"), (Decimal(1000), "g")],
)
def test_nothing_is_told_where_it_would_say_nothing(amount: Decimal | None, unit: str) -> None:
    assert unit_price(500, amount, unit) is None


def test_a_hundred_grams_are_told_as_their_own_price() -> None:
    assert unit_price(500, Decimal(100), "g") is None

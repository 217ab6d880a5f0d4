"""GTINs, told by their check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meadow.goods.catalogues.gtin import LENGTHS, is_gtin, plain_digits


@pytest.mark.parametrize("text", ["4006381333931", "96385074", "036000291452", "9780131103627", "00012345600029"])
def test_a_barcode_with_the_right_check_digit_is_one(text: str) -> None:
    assert is_gtin(text)


@pytest.mark.parametrize(
    "text", ["", "4006381333932", "400638133393", "00000000", "x006381333931", "４００６３８１３３３９３１"]
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_gtin(text)


@given(st.sampled_from(LENGTHS).flatmap(lambda length: st.text("0123456789", min_size=length - 1, max_size=length - 1)))
def test_of_ten_last_digits_exactly_one_is_right(start: str) -> None:
    right = [digit for digit in "0123456789" if is_gtin(start + digit)]

    assert len(right) == (1 if start.strip("0") else 0)


def test_blanks_and_hyphens_of_a_barcode_are_left_out() -> None:
    assert plain_digits("978-0-13-110362-7") == "9780131103627"
    assert plain_digits("SKU-1") == "SKU-1"

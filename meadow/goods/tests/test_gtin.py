"""Article numbers: which ones are right, and what is said of those that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meadow.goods.catalogues.gtin import LENGTHS, is_gtin
from meadow.goods.gtin import NotAnArticleNumber, WrongCheckDigit, check_digit, read_gtin

# Numbers printed in standards and on goods: GS1's own examples, a Wrigley's pack (UPC-A), a Haribo bag, two books.
PRINTED = ["96385074", "036000291452", "4006381333931", "9780306406157", "10614141000415", "9787020002207"]


@pytest.mark.parametrize("number", PRINTED)
def test_printed_numbers_are_right(number: str) -> None:
    assert read_gtin(number) == number
    assert is_gtin(number)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("4006381 333931", "4006381333931"),
        ("978-0-306-40615-7", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("080442957x", "9780804429573"),
    ],
)
def test_spaces_hyphens_and_old_book_numbers_are_understood(typed: str, meant: str) -> None:
    assert read_gtin(typed) == meant
    assert not is_gtin(typed)


@pytest.mark.parametrize("typed", ["", "123", "123456789", "12345678901", "123456789012345", "ABCDEFGH", "٤٠٠٦٣٨١٣"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotAnArticleNumber, match="8, 12, 13 or 14 digits"):
        read_gtin(typed)


@pytest.mark.parametrize(("typed", "last"), [("4006381333930", "1"), ("0306406153", "2"), ("0804429570", "X")])
def test_a_wrong_last_digit_is_named(typed: str, last: str) -> None:
    with pytest.raises(WrongCheckDigit, match=f"should be {last}"):
        read_gtin(typed)


@given(st.sampled_from(LENGTHS), st.data())
def test_any_mistyped_digit_is_noticed(length: int, data: st.DataObject) -> None:
    digits = "1" + data.draw(st.text("0123456789", min_size=length - 2, max_size=length - 2))
    number = digits + check_digit(digits)
    place = data.draw(st.integers(0, length - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))

    assert is_gtin(number)
    assert not is_gtin(number[:place] + other + number[place + 1 :])

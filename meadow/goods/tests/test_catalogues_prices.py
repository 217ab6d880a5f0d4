"""Prices as files of many countries write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meadow.goods.catalogues.prices import MOST_PRICE, Mark, NotAPrice, PriceStyle
from meadow.plumbing.money import decimal_text, exponent

CURRENCIES = ("USD", "EUR", "JPY", "KWD", "CNY")


def read(text: str, *others: str, currency: str = "EUR", usual: Mark | None = None) -> int:
    style = PriceStyle(usual)
    for seen in (text, *others):
        style.see(seen)
    return style.read(text, currency)


def refused(text: str, *others: str, currency: str = "EUR", usual: Mark | None = None) -> str:
    with pytest.raises(NotAPrice) as caught:
        read(text, *others, currency=currency, usual=usual)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("29", 2900),
        ("29.9", 2990),
        ("29,90", 2990),
        (" 29.90 ", 2990),
        ("52.000000", 5200),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1 234,56", 123456),
        ("1\N{NO-BREAK SPACE}234,56", 123456),
        ("1\N{NARROW NO-BREAK SPACE}234,56", 123456),
        ("1'234.50", 123450),
        ("1’234.50", 123450),
        ("1.234.567", 123456700),
        ("€ 29,90", 2990),
        ("29,90 €", 2990),
        ("EUR 29.90", 2990),
        (".5", 50),
        ("0.500", 50),
        ("12.", 1200),
        ("２９．９０", 2990),
        ("0", 0),
        ("10000000", 1_000_000_000),
    ],
)
def test_a_price_is_read_however_it_is_written(text: str, minor: int) -> None:
    assert read(text) == minor


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_price"),
        ("free", "not_a_price"),
        ("12.3.4", "not_a_price"),
        ("1,23,456.00", "not_a_price"),
        ("1.234,567.89", "not_a_price"),
        ("12 34", "not_a_price"),
        ("1e5", "not_a_price"),
        ("=1+1", "not_a_price"),
        ("(12.50)", "not_a_price"),
        ("12.50-15.00", "not_a_price"),
        ("-5", "negative_price"),
        ("−5,00 €", "negative_price"),
        ("1000000000.01", "absurd_price"),
        ("9780131103627", "absurd_price"),
        ("29.999", "too_precise_price"),
        ("$29.90", "other_currency"),
        ("29.90 USD", "other_currency"),
        ("1.234", "ambiguous_price"),
        ("1,234", "ambiguous_price"),
    ],
)
def test_what_is_no_price_is_refused_by_name(text: str, code: str) -> None:
    other = "5.50" if code == "too_precise_price" else "7"
    assert refused(text, other) == code


def test_the_rest_of_the_file_tells_what_three_digits_mean() -> None:
    assert read("1.234", "29,90") == 123400
    assert read("1,234", "29.90") == 123400
    assert read("1.234", "29.900,00", currency="KWD") == 1234000
    assert read("1.234", "29.90", currency="KWD") == 1234


def test_the_format_decides_only_where_no_price_does() -> None:
    assert read("1,234", usual=".") == 123400
    assert read("1.234", "29,90", usual=".") == 123400
    assert refused("1.234", usual=".") == "too_precise_price"


def test_a_currency_without_decimals_has_only_thousands() -> None:
    assert read("1,234", currency="JPY") == 1234
    assert read("1.234", currency="JPY") == 1234
    assert read("1200.00", currency="JPY") == 1200
    assert refused("12.50", currency="JPY") == "too_precise_price"


def test_a_price_in_another_style_than_the_file_is_refused() -> None:
    assert refused("29,90", "5.50", "7.50", "8.00") == "other_price_style"


def test_an_ambiguous_price_says_both_readings() -> None:
    with pytest.raises(NotAPrice) as caught:
        read("1,234")
    assert caught.value.params == {"value": "1,234", "small": "1.234", "large": "1234"}


def written(minor: int, currency: str, decimal: str, thousands: str) -> str:
    whole, _, decimals = decimal_text(minor, currency).partition(".")
    grouped = f"{int(whole):,}".replace(",", thousands)
    return f"{grouped}{decimal}{decimals}" if decimals else grouped


@given(
    st.integers(0, MOST_PRICE),
    st.sampled_from(CURRENCIES),
    st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'"), (".", ""), (",", "")]),
)
def test_what_is_written_in_one_style_is_read_back(minor: int, currency: str, style: tuple[str, str]) -> None:
    # One price that leaves no doubt, as real files have; a file of a currency with none has only whole numbers.
    sure = written(1_234_567 * 10 ** exponent(currency) + 1, currency, *style)
    assert read(written(minor, currency, *style), sure, sure, currency=currency) == minor


@given(st.text(max_size=20), st.sampled_from(CURRENCIES), st.sampled_from([None, ".", ","]))
def test_any_text_is_a_sane_amount_or_refused(text: str, currency: str, usual: Mark | None) -> None:
    style = PriceStyle(usual)
    style.see(text)
    try:
        minor = style.read(text, currency)
    except NotAPrice:
        return
    assert 0 <= minor <= MOST_PRICE


@given(st.text("0123456789.,' -€", max_size=12), st.sampled_from([None, ".", ","]))
def test_reading_never_changes_the_digits(text: str, usual: Mark | None) -> None:
    style = PriceStyle(usual)
    style.see(text)
    try:
        minor = style.read(text, "EUR")
    except NotAPrice:
        return
    assert str(minor).strip("0") == "".join(character for character in text if character.isdigit()).strip("0")

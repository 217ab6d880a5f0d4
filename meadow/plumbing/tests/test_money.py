"""What money arithmetic promises."""

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.money import (
    CURRENCIES,
    LARGEST,
    AmountTooLarge,
    NegativeWeight,
    NobodyToShare,
    NotAnAmount,
    TooManyDecimals,
    UnknownCurrency,
    allocate,
    decimal_text,
    exponent,
    format_amount,
    parse_amount,
)

currencies = st.sampled_from(sorted(CURRENCIES))
amounts = st.integers(-LARGEST, LARGEST)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("currency", "decimals"), [("EUR", 2), ("CNY", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("IQD", 3)]
)
def test_a_currency_has_the_decimals_of_iso_4217(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "BTC", "XAU", "XXX", "HRK", "€"])
def test_what_nobody_is_charged_in_is_not_a_currency(currency: str) -> None:
    with pytest.raises(UnknownCurrency) as refused:
        exponent(currency)

    assert refused.value.code == "unknown_currency"
    assert refused.value.params == {"currency": currency}
    assert refused.value.message % refused.value.params == str(refused.value)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("19.90", "EUR", 1990),
        ("19.9", "EUR", 1990),
        ("19", "EUR", 1900),
        ("0", "EUR", 0),
        ("-0.01", "EUR", -1),
        ("-0", "EUR", 0),
        ("34.0000", "USD", 3400),
        ("007.50", "USD", 750),
        ("1200", "JPY", 1200),
        ("1200.00", "JPY", 1200),
        ("1.234", "KWD", 1234),
        ("92233720368547758.07", "EUR", LARGEST),
    ],
)
def test_an_amount_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "19,90",
        "1,000.00",
        "€19",
        "19.90 ",
        "+1",
        "1.",
        ".5",
        "1e3",
        "--1",
        "NaN",
        "Infinity",
        "1_000",
        "１９",
        "19\n",
    ],
)
def test_what_is_not_canonical_is_not_an_amount(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(text, "EUR")


def test_a_long_wrong_text_is_quoted_shortly() -> None:
    with pytest.raises(NotAnAmount) as refused:
        parse_amount("x" * 10_000_000, "EUR")

    assert len(str(refused.value)) < 150


@pytest.mark.parametrize(("text", "currency"), [("19.999", "EUR"), ("1.5", "JPY"), ("0.0001", "KWD")])
def test_decimals_that_the_currency_lacks_are_never_rounded_away(text: str, currency: str) -> None:
    with pytest.raises(TooManyDecimals, match=f"more decimals than {currency}, which has {exponent(currency)}"):
        parse_amount(text, currency)


def test_more_than_the_database_holds_is_refused() -> None:
    with pytest.raises(AmountTooLarge):
        parse_amount("92233720368547758.08", "EUR")


@given(amounts, currencies)
def test_a_written_amount_reads_back_the_same(minor: int, currency: str) -> None:
    assert parse_amount(decimal_text(minor, currency), currency) == minor


@given(st.text() | st.from_regex(r"-?[0-9]{0,22}\.?[0-9]{0,22}", fullmatch=True), currencies)
def test_any_text_is_an_amount_or_bad_input(text: str, currency: str) -> None:
    with suppress(BadInput):
        assert abs(parse_amount(text, currency)) <= LARGEST


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (123456, "EUR", "en", "€1,234.56"),
        (123456, "CNY", "en", "CN¥1,234.56"),
        (123456, "CNY", "zh-hans", "¥1,234.56"),
        (123456, "USD", "zh-hans", "US$1,234.56"),
        (1200, "JPY", "en", "¥1,200"),
        (1234, "KWD", "en", "KWD\N{NO-BREAK SPACE}1.234"),
        (1500, "IQD", "en", "IQD\N{NO-BREAK SPACE}1.500"),
        (-1500, "KWD", "zh-hans", "-KWD\N{NO-BREAK SPACE}1.500"),
        (-500, "EUR", "en", "-€5.00"),
        (0, "USD", "en", "$0.00"),
        (LARGEST, "USD", "en", "$92,233,720,368,547,758.07"),
    ],
)
def test_an_amount_is_shown_as_its_reader_expects(minor: int, currency: str, language: str, shown: str) -> None:
    assert format_amount(minor, currency, language) == shown


@settings(deadline=None)  # the first amount of a language loads its locale from disk
@given(amounts, currencies, st.sampled_from(["en", "zh-hans"]))
def test_no_digit_is_lost_when_an_amount_is_shown(minor: int, currency: str, language: str) -> None:
    shown = format_amount(minor, currency, language)
    sign = "-" if "-" in shown else ""
    written = sign + re.sub(r"^\D+|,", "", shown)  # what stands before the digits may hold a point: `Cg.`
    assert parse_amount(written, currency) == minor


@pytest.mark.parametrize(
    ("total", "shares_of", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (5, [0, 3, 7], [0, 2, 3]),
        (2, [1, 1, 1], [1, 1, 0]),
        (0, [3, 4], [0, 0]),
        (0, [], []),
        (7, [0, 0, 0], [3, 2, 2]),
        (1000, [1, 0, 999], [1, 0, 999]),
    ],
)
def test_a_total_is_shared_by_largest_remainder(total: int, shares_of: list[int], shares: list[int]) -> None:
    assert allocate(total, shares_of) == shares


@given(amounts, weights)
@example(total=1, weights=[1, 1])
def test_nothing_is_lost_in_sharing(total: int, weights: list[int]) -> None:
    assert sum(allocate(total, weights)) == total


@given(amounts, weights.filter(any))
def test_each_share_is_within_one_unit_of_its_exact_part(total: int, weights: list[int]) -> None:
    for share, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1


@given(st.integers(0, LARGEST), weights)
def test_a_heavier_weight_never_receives_less(total: int, weights: list[int]) -> None:
    shares = [share for _weight, share in sorted(zip(weights, allocate(total, weights), strict=True))]
    assert shares == sorted(shares)


@given(st.integers(0, LARGEST), st.integers(0, 10**9), st.integers(2, 30))
def test_of_equal_weights_the_earlier_receive_more(total: int, weight: int, people: int) -> None:
    shares = allocate(total, [weight] * people)
    assert shares == sorted(shares, reverse=True)


@given(amounts, weights)
def test_a_refund_of_everything_undoes_the_charge(total: int, weights: list[int]) -> None:
    assert allocate(-total, weights) == [-share for share in allocate(total, weights)]


@given(amounts, weights.filter(any))
def test_no_weight_is_no_share(total: int, weights: list[int]) -> None:
    assert all(share == 0 for share, weight in zip(allocate(total, weights), weights, strict=True) if weight == 0)


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(NegativeWeight):
        allocate(10, [1, -1])


def test_something_cannot_be_shared_between_nobody() -> None:
    with pytest.raises(NobodyToShare):
        allocate(10, [])

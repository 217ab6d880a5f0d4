"""Prices as shops write them: with points, commas, spaces and currency signs, in the style of the whole file."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from meadow.plumbing.money import AmountTooLarge, NotAnAmount, TooManyDecimals, decimal_text, exponent, parse_amount

Mark = Literal[".", ","]
MOST_PRICE = 100_000_000_000
"""In minor units. A price above it is a slip, or a barcode in the wrong column."""

DOLLARS = "AUD BBD BMD BND BRL BSD BZD CAD FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD XCD ARS CLP COP"
SIGNS = {
    "$": DOLLARS.split(),
    "€": ["EUR"],
    "£": ["GBP", "EGP", "GIP", "FKP", "SHP"],
    "¥": ["CNY", "JPY"],
    "元": ["CNY", "TWD", "HKD"],
    "rmb": ["CNY"],
    "円": ["JPY"],
    "₩": ["KRW"],
    "₹": ["INR"],
    "zł": ["PLN"],
    "kr": ["DKK", "ISK", "NOK", "SEK"],
    "₽": ["RUB"],
    "₺": ["TRY"],
    "₫": ["VND"],
    "฿": ["THB"],
}
DOLLAR_PREFIX = re.compile(r"^(US|CA|AU|NZ|HK|NT|S|A|C|R|RMB|CN)(?=[$¥])", re.IGNORECASE)
MOST_DIGITS = 19
"""What has more of them before its decimals is above `MOST_PRICE` anyway."""
NUMBER = re.compile(r"[0-9]+(?:[.,' ][0-9]+)*|[.,][0-9]+|[0-9]+[.,]")
GROUPED = re.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*")


class NotAPrice(ValueError):
    """Why a text is no price: a code of `wording` and what fills it."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def decimal_mark(number: str) -> Mark | None:
    """The sign before the decimals, where this number alone tells it.

    None if it has no separator, or only one with exactly three digits after it, which may be thousands.
    """
    marks = [character for character in number if character in ".,"]
    if not marks:
        return None
    last: Mark = "." if marks[-1] == "." else ","
    other: Mark = "," if last == "." else "."
    if other in marks:
        return last
    if len(marks) > 1:
        return other
    before, after = number.split(last)
    if " " in before or "'" in before:
        return last
    return last if len(after) != 3 or len(before) > 3 or before in ("", "0") else None


@dataclass(slots=True)
class PriceStyle:
    """How a file writes its prices, learnt by seeing all of them.

    `usual` is what the format prescribes, if it does; it decides only where no price in the file does.
    """

    usual: Mark | None = None
    seen: dict[Mark, int] = field(default_factory=dict)

    def see(self, text: str) -> None:
        number = NUMBER.search(_plain(text))
        mark = decimal_mark(number.group()) if number else None
        if mark:
            self.seen[mark] = self.seen.get(mark, 0) + 1

    @property
    def decimal(self) -> Mark | None:
        """The sign that most prices have; of two as frequent, the one seen first."""
        if not self.seen:
            return self.usual
        most: Mark = max(self.seen, key=self.seen.__getitem__)
        return most

    def read(self, text: str, currency: str) -> int:
        """Minor units of what a cell says. Raises NotAPrice."""
        shown = text.strip()[:40]
        body = _without_currency(_plain(text), currency, shown)
        if body.startswith("-"):
            raise NotAPrice("negative_price", value=shown)
        if not NUMBER.fullmatch(body):
            raise NotAPrice("not_a_price", value=shown)
        canonical = self._canonical(body, currency, shown)
        try:
            price = parse_amount(canonical, currency)
        except AmountTooLarge:
            price = MOST_PRICE + 1
        except (TooManyDecimals, NotAnAmount):
            raise NotAPrice("too_precise_price", value=shown, currency=currency) from None
        if price > MOST_PRICE:
            limit = decimal_text(MOST_PRICE, currency)
            raise NotAPrice("absurd_price", value=shown, limit=f"{Decimal(limit):,}", currency=currency)
        return price

    def _canonical(self, number: str, currency: str, shown: str) -> str:
        """The number with a point before its decimals and nothing else."""
        mark = decimal_mark(number)
        if mark is None and any(character in number for character in ".,"):
            mark = self._by_the_file(number, currency, shown)
        elif mark and self.decimal and mark != self.decimal:
            raise NotAPrice("other_price_style", value=shown, decimal=self.decimal)
        whole, _, decimals = number.partition(mark) if mark else (number, "", "")
        if not whole.isdigit() and whole and not GROUPED.fullmatch(whole):
            raise NotAPrice("not_a_price", value=shown)
        if decimals and not decimals.isdigit():
            raise NotAPrice("not_a_price", value=shown)
        digits = re.sub(r"[^0-9]", "", whole).lstrip("0")[:MOST_DIGITS].rjust(1, "0")
        decimals = decimals.rstrip("0")
        return f"{digits}.{decimals}" if decimals else digits

    def _by_the_file(self, number: str, currency: str, shown: str) -> Mark:
        """What stands before the decimals of a number like 1.234, by what the rest of the file does."""
        present: Mark = "." if "." in number else ","
        if self.decimal:
            return self.decimal
        if exponent(currency) == 0:
            return "," if present == "." else "."
        digits = number.replace(present, "")
        raise NotAPrice("ambiguous_price", value=shown, small=f"{digits[:-3]}.{digits[-3:]}", large=digits)


def _plain(text: str) -> str:
    """Full-width digits, unusual spaces, dashes and apostrophes as the plain ones."""
    text = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"\s", " ", text.replace("\N{MINUS SIGN}", "-").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def _without_currency(text: str, currency: str, shown: str) -> str:
    """The number and its sign alone, if what stands around it fits the currency."""
    match = re.fullmatch(r"(?P<before>[^0-9.,]*)(?P<number>[0-9.,' ]*[0-9.,])(?P<after>[^0-9]*)", text)
    if match is None:
        raise NotAPrice("not_a_price", value=shown)
    minus = "-" if "-" in match["before"] else ""
    for word in (match["before"].replace("-", " ").strip(), match["after"].strip()):
        word = DOLLAR_PREFIX.sub("", word)
        named = SIGNS.get(word.casefold(), [word.upper()] if re.fullmatch(r"[A-Za-z]{3}", word) else None)
        if word and named is None:
            raise NotAPrice("not_a_price", value=shown)
        if named and currency not in named:
            raise NotAPrice("other_currency", value=shown, currency=currency)
    return minus + match["number"]

"""The cells of a row, read for a product that is being put together; what is wrong with them is noted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from meadow.goods.catalogues.gtin import is_gtin, plain_digits
from meadow.goods.catalogues.limits import LONGEST, MOST_CATEGORIES, MOST_LEVELS, MOST_OPTIONS
from meadow.goods.catalogues.prices import MOST_DIGITS, MOST_PRICE, NotAPrice, PriceStyle
from meadow.goods.catalogues.quantities import (
    GRAMS,
    QUANTITY_LIMIT,
    read_date,
    read_grams,
    read_millimetres,
    read_net,
    read_quantity,
)
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Attribute, RowProblem, Severity
from meadow.plumbing.money import decimal_text


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of the file as a whole when its products are put together."""

    titles: dict[str, str]
    """The columns' titles as the file writes them, by `column_key`."""
    prices: PriceStyle
    currency: str
    today: date

    def title(self, column: str) -> str:
        return self.titles.get(column, column)


@dataclass(slots=True)
class Cells:
    """What reading cells has found wrong so far."""

    sheet: Sheet
    problems: list[RowProblem] = field(default_factory=list)

    def error(self, row: Row, column: str, code: str, **params: str | int) -> None:
        self._note(row, column, code, "error", params)

    def warn(self, row: Row, column: str, code: str, **params: str | int) -> None:
        self._note(row, column, code, "warning", params)

    def _note(self, row: Row, column: str, code: str, severity: Severity, params: dict[str, str | int]) -> None:
        if row.cut_at is None:  # Of a row that was not read whole, its damage says everything.
            self.problems.append(RowProblem(row.number, row.line, self.sheet.title(column), code, params, severity))

    def text(self, row: Row, column: str, kind: str) -> str:
        return self.fit(row, column, row.text(column), kind)

    def fit(self, row: Row, column: str, text: str, kind: str) -> str:
        if len(text) > LONGEST[kind]:
            self.error(row, column, "text_too_long", limit=LONGEST[kind])
        return text

    def cut(self, row: Row, column: str, text: str, kind: str) -> str:
        """The text, shortened where that does no harm."""
        if len(text) <= LONGEST[kind]:
            return text
        self.warn(row, column, "text_cut", limit=LONGEST[kind])
        return text[: LONGEST[kind] - 1].rstrip() + "…"

    def title(self, row: Row, column: str) -> str:
        title = self.text(row, column, "title")
        if not title:
            self.error(row, column, "no_title")
        return title

    def tags(self, row: Row, column: str, tags: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.fit(row, column, tag, "tag") for tag in tags)

    def attribute(self, row: Row, column: str, name: str, values: Iterable[str]) -> Attribute:
        fitting = tuple(self.cut(row, column, value, "attribute value") for value in values)
        return self.cut(row, column, name, "attribute"), fitting

    def option_names(self, row: Row, column: str, names: Sequence[str]) -> tuple[str, ...]:
        if len(names) > MOST_OPTIONS:
            self.error(row, column, "too_many_options", found=len(names), limit=MOST_OPTIONS)
        return tuple(self.fit(row, column, name, "option") for name in names)

    def paths(self, row: Row, column: str, paths: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
        """Categories, each as the way down to it."""
        kept = (tuple(name.strip() for name in path if name.strip()) for path in paths)
        found = tuple(dict.fromkeys(path for path in kept if path))
        if len(found) > MOST_CATEGORIES or any(len(path) > MOST_LEVELS for path in found):
            self.error(row, column, "too_many_categories", limit=MOST_CATEGORIES, levels=MOST_LEVELS)
        for name in (name for path in found for name in path):
            self.fit(row, column, name, "category")
        return found

    def country(self, row: Row, column: str, text: str) -> str:
        """The two letters of a country; a name in words is left out."""
        if not text or re.fullmatch(r"[A-Za-z]{2}", text):
            return text.upper()
        self.warn(row, column, "not_a_country", value=text[:40])
        return ""

    def money(self, row: Row, column: str) -> int | None:
        text = row.text(column)
        if not text:
            return None
        try:
            return self.sheet.prices.read(text, self.sheet.currency)
        except NotAPrice as reason:
            self.error(row, column, reason.code, **reason.params)
            return None

    def cost(self, row: Row, column: str) -> int | None:
        """What the shop paid itself. A product can do without it, so what is wrong with it is only told."""
        try:
            return self.sheet.prices.read(row.text(column), self.sheet.currency) if row.text(column) else None
        except NotAPrice as reason:
            self.warn(row, column, reason.code, **reason.params)
            return None

    def minor(self, row: Row, path: str) -> int | None:
        """An amount that is written in minor units beside its currency, as JSON has it."""
        text, currency = row.text(f"{path}.amount"), row.text(f"{path}.currency")
        if not text:
            return None
        if currency != self.sheet.currency:
            value = f"{text} {currency}"[:40]
            self.error(row, f"{path}.currency", "other_currency", value=value, currency=self.sheet.currency)
        elif re.fullmatch(r"-[0-9]+", text):
            self.error(row, f"{path}.amount", "negative_price", value=text[:40])
        elif not re.fullmatch(r"[0-9]+", text, re.ASCII):
            self.error(row, f"{path}.amount", "not_a_price", value=text[:40])
        elif len(text) > MOST_DIGITS or int(text) > MOST_PRICE:
            limit = f"{Decimal(decimal_text(MOST_PRICE, currency)):,}"
            self.error(row, f"{path}.amount", "absurd_price", value=text[:40], limit=limit, currency=currency)
        else:
            return int(text)
        return None

    def sale(self, row: Row, regular: str, sale: str, start: str, end: str) -> tuple[int | None, int | None]:
        """Price and former price, by what holds today."""
        return self.sale_between(row, regular, sale, (start, row.text(start)), (end, row.text(end)))

    def sale_between(
        self, row: Row, regular: str, sale: str, *between: tuple[str, str]
    ) -> tuple[int | None, int | None]:
        """The same with the dates as they are written, each with the column that it is told of."""
        price, reduced = self.money(row, regular), self.money(row, sale)
        if price is None or reduced is None:
            # A sale price with no regular one is simply the price.
            return (reduced if price is None else price), None
        dates: list[date | None] = []
        for column, text in between:
            dates.append(read_date(text) if text else None)
            if text and dates[-1] is None:
                self.warn(row, column, "not_a_date", value=text[:40])
                return price, None
        begins, ends = dates
        if begins and begins > self.sheet.today:
            self.warn(row, sale, "sale_later", start=begins.isoformat())
        elif ends and ends < self.sheet.today:
            self.warn(row, sale, "sale_over", end=ends.isoformat())
        elif reduced >= price:
            self.warn(row, sale, "sale_price_not_lower")
        else:
            return reduced, price
        return price, None

    def quantity(self, row: Row, column: str) -> int | None:
        text = row.text(column)
        if not text:
            return None
        number = read_quantity(text)
        if number is None:
            self.error(row, column, "not_a_quantity", value=text[:40])
        elif number > QUANTITY_LIMIT:
            self.error(row, column, "absurd_quantity", value=text[:40], limit=f"{QUANTITY_LIMIT:,}")
        elif number < 0:
            self.warn(row, column, "negative_stock", value=text[:40])
            return 0
        return number

    def grams(self, row: Row, column: str, unit: str) -> int | None:
        text = row.text(column)
        grams = read_grams(text, unit) if text else None
        if text and grams is None:
            self.warn(row, column, "not_a_weight", value=text[:40])
        return grams

    def grams_of(self, row: Row, column: str, number: str, unit: str) -> int | None:
        """A weight whose cell says the unit."""
        grams = read_grams(number, unit) if number and unit in GRAMS else None
        if row.text(column) and grams is None:
            self.warn(row, column, "not_a_weight", value=row.text(column)[:40])
        return grams

    def millimetres(self, row: Row, column: str, unit: str) -> int | None:
        text = row.text(column)
        millimetres = read_millimetres(text, unit) if text else None
        if text and millimetres is None:
            self.warn(row, column, "not_a_length", value=text[:40])
        return millimetres or None

    def millimetres_of(self, row: Row, column: str, number: str, unit: str) -> int | None:
        """A length whose cell says the unit."""
        millimetres = read_millimetres(number, unit) if number else None
        if row.text(column) and millimetres is None:
            self.warn(row, column, "not_a_length", value=row.text(column)[:40])
        return millimetres or None

    def net(self, row: Row, column: str, number: str, unit: str) -> tuple[Decimal | None, str]:
        """What is in it, for the price of a unit."""
        if not number:
            return None, ""
        net = read_net(number, unit)
        if net is None:
            self.warn(row, column, "not_a_net_amount", value=f"{number} {unit}"[:40])
        return net or (None, "")

    def gtin(self, row: Row, column: str, text: str) -> str:
        """A barcode that must be a GTIN; another one is told and left out."""
        digits = plain_digits(text)
        if not digits or is_gtin(digits):
            return digits
        self.warn(row, column, "not_a_gtin", value=text[:40])
        return ""

    def barcode(self, row: Row, column: str) -> str:
        # An apostrophe before a number is how people keep a spreadsheet from shortening it.
        text = self.text(row, column, "barcode").removeprefix("'")
        if re.fullmatch(r"[0-9][.,]?[0-9]*E\+[0-9]+", text, re.IGNORECASE):
            self.warn(row, column, "spreadsheet_number", value=text)
            return ""
        return text

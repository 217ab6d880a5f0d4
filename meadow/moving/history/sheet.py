"""What is known of a file as a whole, and one record of it on the way: what is read, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from meadow.goods.catalogues.prices import NotAPrice, PriceStyle
from meadow.goods.catalogues.quantities import read_quantity, read_yes
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import LeftOut, RowProblem, Severity
from meadow.moving.history.cells import read_country, read_email, read_moment
from meadow.moving.history.columns import Names, Person
from meadow.moving.history.records import CustomerRecord, Found, HistoryProblem

MOST_PIECES = 1_000_000
LONGEST = {"key": 200, "number": 60, "name": 160, "phone": 40, "city": 120, "state": 40, "title": 300, "sku": 100}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns' titles as the file writes them, how it writes amounts, and what it leaves to the shop to know."""

    titles: dict[str, str]
    prices: PriceStyle
    currency: str
    zone: tzinfo

    def see(self, row: Row, columns: Iterable[Names]) -> None:
        """Learn from a row how amounts are written."""
        for names in columns:
            for name in names:
                self.prices.see(row.text(name))

    def first(self, names: Names) -> str:
        """The one of these columns that the file has."""
        return next((name for name in names if name in self.titles), names[0] if names else "")


@dataclass(slots=True)
class Draft:
    """One record on the way; an error in any of its rows means that it never becomes one."""

    sheet: Sheet
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def is_broken(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def tell(self, row: Row, column: str, code: str, severity: Severity = "error", **params: str | int) -> None:
        title = self.sheet.titles.get(column, "")
        self.problems.append(HistoryProblem(row.number, row.line, title, code, params, severity))

    def damage(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.problems += [
                HistoryProblem(one.row, one.line, one.column, one.code, one.params, one.severity) for one in row.damage
            ]

    def finish(self, rows: Sequence[Row], record: Found | None) -> Iterator[Found]:
        yield from self.problems
        if self.is_broken or record is None:
            yield LeftOut(rows[0].number, tuple(row.number for row in rows))
        else:
            yield record

    def text(self, rows: Sequence[Row], names: Names, longest: str = "") -> str:
        """The first of these cells that says something, in the first row where one does."""
        for row in rows:
            for name in names:
                if text := row.text(name):
                    return text[: LONGEST[longest]] if longest else text
        return ""

    def where(self, rows: Sequence[Row], names: Names) -> tuple[Row, str]:
        """The row and the column in which that cell is."""
        for row in rows:
            for name in names:
                if row.text(name):
                    return row, name
        return rows[0], self.sheet.first(names)

    def money(self, rows: Sequence[Row], names: Names, currency: str, *, absolute: bool = False) -> int | None:
        """Minor units; None where nothing is said. Discounts and refunds are written with and without a minus."""
        text = self.text(rows, names)
        if not text:
            return None
        try:
            return self.sheet.prices.read(text.lstrip("-\N{MINUS SIGN}") if absolute else text, currency)
        except NotAPrice as error:
            row, column = self.where(rows, names)
            title = self.sheet.titles.get(column, "")
            self.problems.append(HistoryProblem(row.number, row.line, title, error.code, error.params))
            return None

    def quantity(self, rows: Sequence[Row], names: Names, otherwise: int) -> int:
        text = self.text(rows, names)
        if not text:
            return otherwise
        number = read_quantity(text)
        if number is None or not 0 <= number <= MOST_PIECES:
            row, column = self.where(rows, names)
            self.tell(row, column, "not_a_quantity", value=text[:40])
            return otherwise
        return number

    def moment(self, rows: Sequence[Row], names: Names) -> datetime | None:
        text = self.text(rows, names)
        moment = read_moment(text, self.sheet.zone) if text else None
        if moment is None:
            row, column = self.where(rows, names)
            self.tell(row, column, "not_a_moment", value=text[:40])
        return moment

    def person(self, rows: Sequence[Row], columns: Person, key: str, at: datetime | None) -> CustomerRecord | None:
        """Who it was; None where nothing says so. `key` is what the source calls them."""
        typed = self.text(rows, columns.email)
        email = read_email(typed)
        if email is None:
            row, column = self.where(rows, columns.email)
            self.tell(row, column, "not_an_email", "warning")
        phone = "" if email else self.text(rows, columns.phone, "phone").strip("'")
        if not (email or key or phone):
            return None
        said = self.text(rows, columns.country)
        country = read_country(said)
        if country is None:
            row, column = self.where(rows, columns.country)
            self.tell(row, column, "unknown_country", "warning", value=said[:40])
        agreed = read_yes(self.text(rows, columns.agreed))
        names = (self.text(rows, columns.first), self.text(rows, columns.last))
        whole = self.text(rows, columns.name) or " ".join(filter(None, names))
        return CustomerRecord(
            key=(email or (f"id:{key}" if key else f"phone:{phone}"))[: LONGEST["key"]],
            name=" ".join(whole.split())[: LONGEST["name"]],
            email=email or "",
            phone=phone,
            country=country or "",
            city=self.text(rows, columns.city, "city"),
            agreed=agreed,
            agreed_at=at if agreed else None,
            row=rows[0].number,
        )

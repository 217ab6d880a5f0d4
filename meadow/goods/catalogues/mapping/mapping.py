"""The mapping of a table: what each of its columns means, as a person settled it or as it was proposed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from typing import Self

from meadow.goods.catalogues.mapping.meanings import NEEDED, OPTIONS, Meaning
from meadow.goods.catalogues.mapping.refused import (
    AttributeWithoutName,
    MappingIncomplete,
    MappingUnreadable,
    MeaningTwice,
    OptionWithoutName,
    OptionWithoutValue,
    UnknownUnit,
)
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import GRAMS
from meadow.goods.catalogues.sampling import Sample, fingerprint
from meadow.goods.catalogues.wording import REASONS
from meadow.plumbing.bad_input import BadInput

VERSION = 1
MOST_COLUMNS = 1000
LONGEST_NAME = 60
LONGEST_TITLE = 1000
MEANINGS = frozenset(meaning.value for meaning in Meaning)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a column was taken to mean something; `message` is the sentence for it."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return REASONS[self.code] % self.params


CHOSEN = Reason("chosen")


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it means.

    `name` is the name of the option or the attribute; empty is the column's title. `separator` stands between the
    several of one cell, or between the levels of a category; empty means that the usual ones are tried. `unit` is that
    of a weight whose cells do not say it. `confidence` goes from 0 to 1.
    """

    title: str
    meaning: Meaning = Meaning.IGNORE
    name: str = ""
    separator: str = ""
    unit: str = ""
    confidence: float = 1.0
    reason: Reason = CHOSEN

    @property
    def called(self) -> str:
        return self.name or self.title


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a table mean, in their order.

    `decimal` is what stands before the decimals of its prices where the file itself would not tell, or None.
    """

    columns: tuple[Column, ...]
    has_titles: bool = True
    decimal: Mark | None = None

    @property
    def fingerprint(self) -> str:
        """The same for every table with these titles in this order, so that a shop's mapping can be found again."""
        return fingerprint([column.title for column in self.columns], has_titles=self.has_titles)

    def fits(self, sample: Sample) -> bool:
        return self.fingerprint == sample.fingerprint

    def find(self, meaning: Meaning) -> list[int]:
        """The places of the columns that mean this, counted from 0."""
        return [place for place, column in enumerate(self.columns) if column.meaning is meaning]

    def place(self, meaning: Meaning) -> int | None:
        return next(iter(self.find(meaning)), None)

    def with_meanings(self, meanings: dict[int, Meaning]) -> Self:
        """The mapping as a person corrects it; `meanings` by the columns' places."""
        columns = tuple(
            replaced(column, meaning=meanings[place], confidence=1.0, reason=CHOSEN) if place in meanings else column
            for place, column in enumerate(self.columns)
        )
        return replaced(self, columns=columns)

    def problems(self) -> Iterator[BadInput]:
        """Everything for which no file could be read by this mapping."""
        for needed in NEEDED:
            if not self.find(needed):
                yield MappingIncomplete(field=needed.value, meaning=needed.label)
        for meaning in Meaning:
            places = self.find(meaning)
            if len(places) > 1 and not meaning.is_repeatable:
                first, second = (self.columns[place].title for place in places[:2])
                yield MeaningTwice(field=meaning.value, meaning=meaning.label, first=first, second=second)
        for name, value in OPTIONS:
            if self.find(name) and not self.find(value):
                yield OptionWithoutValue(field=value.value, column=self.columns[self.find(name)[0]].title)
            elif self.find(value) and not self.find(name):
                column = self.columns[self.find(value)[0]]
                if not self._has_name(column):
                    yield OptionWithoutName(field=value.value, column=column.title)
        for column in self.columns:
            if column.meaning is Meaning.ATTRIBUTE and not self._has_name(column):
                yield AttributeWithoutName(field=column.meaning.value, column=column.title)
            if column.unit and column.unit not in GRAMS:
                known = ", ".join(GRAMS)
                yield UnknownUnit(field=column.meaning.value, column=column.title, unit=column.unit[:20], known=known)

    def check(self) -> None:
        """Raise the first of the problems."""
        for problem in self.problems():
            raise problem

    def _has_name(self, column: Column) -> bool:
        return bool(column.name or (self.has_titles and column.title))

    def as_json(self) -> dict[str, object]:
        """What `from_json` reads back."""
        return {
            "version": VERSION,
            "has_titles": self.has_titles,
            "decimal": self.decimal,
            "columns": [
                {
                    "title": column.title,
                    "meaning": column.meaning.value,
                    "name": column.name,
                    "separator": column.separator,
                    "unit": column.unit,
                    "confidence": column.confidence,
                    "reason": column.reason.code,
                    "params": column.reason.params,
                }
                for column in self.columns
            ],
        }

    @classmethod
    def from_json(cls, data: object) -> "Mapping":
        """Raises MappingUnreadable, which names the field; whether the mapping is complete is for `check`."""
        if not isinstance(data, dict) or data.get("version", VERSION) != VERSION:
            raise MappingUnreadable(field="version")
        decimal, columns = data.get("decimal"), data.get("columns")
        if decimal not in (None, ".", ","):
            raise MappingUnreadable(field="decimal")
        if not isinstance(data.get("has_titles", True), bool):
            raise MappingUnreadable(field="has_titles")
        if not isinstance(columns, list) or not 0 < len(columns) <= MOST_COLUMNS:
            raise MappingUnreadable(field="columns")
        read = tuple(_column(place, column) for place, column in enumerate(columns))
        return cls(read, has_titles=data.get("has_titles", True), decimal=decimal)


def _column(place: int, data: object) -> Column:
    where = f"columns[{place}]"
    if not isinstance(data, dict):
        raise MappingUnreadable(field=where)
    texts: dict[str, str] = {}
    for key, longest in (
        ("title", LONGEST_TITLE),
        ("meaning", 20),
        ("name", LONGEST_NAME),
        ("separator", 5),
        ("unit", 20),
    ):
        text = data.get(key, "")
        if not isinstance(text, str) or len(text) > longest:
            raise MappingUnreadable(field=f"{where}.{key}")
        texts[key] = text
    if texts["meaning"] not in MEANINGS:
        raise MappingUnreadable(field=f"{where}.meaning")
    confidence, reason, params = data.get("confidence", 1.0), data.get("reason", CHOSEN.code), data.get("params", {})
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise MappingUnreadable(field=f"{where}.confidence")
    if not (isinstance(reason, str) and isinstance(params, dict) and _is_sayable(reason, params)):
        raise MappingUnreadable(field=f"{where}.reason")
    return Column(
        title=texts["title"],
        meaning=Meaning(texts["meaning"]),
        name=texts["name"],
        separator=texts["separator"],
        unit=texts["unit"],
        confidence=float(confidence),
        reason=Reason(reason, params),
    )


def _is_sayable(reason: str, params: dict[str, str | int]) -> bool:
    try:
        return all(isinstance(value, str | int) for value in params.values()) and bool(REASONS[reason] % params)
    except (KeyError, ValueError, TypeError):
        return False

"""The columns of a table as the page shows them: what each holds, what it is taken for and why, what is wrong in it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from meadow.goods.catalogues.mapping.mapping import Column, Mapping
from meadow.goods.catalogues.mapping.meanings import Meaning
from meadow.goods.catalogues.quantities import GRAMS
from meadow.goods.catalogues.records import RowProblem
from meadow.goods.catalogues.wording import MESSAGES, REASONS
from meadow.moving.importing.kinds import Looked
from meadow.moving.importing.preview import Preview
from meadow.plumbing.problems import in_words

SAMPLES = 3
SHOWN_PROBLEMS = 2
NAMED = frozenset({Meaning.OPTION1, Meaning.OPTION2, Meaning.OPTION3, Meaning.ATTRIBUTE})


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One column on the page."""

    place: int
    column: Column
    samples: list[str]
    reason: str
    meanings: list[tuple[str, str]]
    errors: list[str]

    @property
    def takes_name(self) -> bool:
        return self.column.meaning in NAMED

    @property
    def takes_separator(self) -> bool:
        return self.column.meaning.has_separator

    @property
    def units(self) -> list[str]:
        return list(GRAMS) if self.column.meaning is Meaning.WEIGHT else []

    @property
    def takes_more(self) -> bool:
        return self.takes_name or self.takes_separator or bool(self.units)

    @property
    def says_more(self) -> bool:
        return bool(self.errors or self.column.name or self.column.separator)


def columns_of(mapping: Mapping, looked: Looked, preview: Preview) -> list[ShownColumn]:
    """Every column of the table, in its order."""
    meanings = [(meaning.value, _(meaning.label)) for meaning in Meaning]
    return [
        ShownColumn(
            place=place,
            column=column,
            samples=_samples(looked, place),
            reason=_(REASONS[column.reason.code]) % column.reason.params,
            meanings=meanings,
            errors=_errors(column, preview),
        )
        for place, column in enumerate(mapping.columns)
    ]


def said_of(problem: RowProblem) -> str:
    """What is wrong, in the language at hand."""
    return str(_(MESSAGES[problem.code]) % problem.params)


def _samples(looked: Looked, place: int) -> list[str]:
    cells = (row[place].strip() for row in looked.sample if place < len(row))
    return list(dict.fromkeys(cell for cell in cells if cell))[:SAMPLES]


def _errors(column: Column, preview: Preview) -> list[str]:
    found = [in_words(error) for error in preview.refused if error.params.get("column") == column.title]
    for problem in preview.by_column.get(column.title, [])[:SHOWN_PROBLEMS]:
        found.append(in_row(problem))
    return found


def in_row(problem: RowProblem) -> str:
    """What is wrong, with its row."""
    return _("Row %(row)s: %(words)s") % {"row": problem.row, "words": said_of(problem)}

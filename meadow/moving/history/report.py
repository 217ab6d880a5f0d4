"""What an import of orders or customers did: counts, and everything that was wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Literal, Self

from meadow.goods.catalogues.records import RowProblem

Change = Literal["added", "updated", "unchanged"]
MOST_PROBLEMS = 10_000


@dataclass(slots=True, kw_only=True)
class HistoryReport:
    """One import, or the trial of one, in the shape of a catalogue's report.

    The first four counts are of orders, or of customers; `customers` are those that came with orders and were new.
    """

    name: str
    format: str
    encoding: str
    dry_run: bool
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    left_out: int = 0
    customers: int = 0
    lines: int = 0
    agreed: int = 0
    errors: int = 0
    warnings: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    """The keys of new customers, of whom a trial keeps no rows and would count one again in every step."""

    @property
    def counts(self) -> dict[str, int]:
        """Every count by its name."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.type is int}

    def go_on(self, counts: Mapping[str, int]) -> Self:
        """Count on from where an import that broke off had got."""
        for name in self.counts:
            setattr(self, name, counts.get(name, 0))
        return self

    def note(self, problems: Iterable[RowProblem]) -> None:
        for problem in problems:
            if problem.severity == "error":
                self.errors += 1
            else:
                self.warnings += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(problem)

    def count(self, change: Change) -> None:
        setattr(self, change, getattr(self, change) + 1)

    def as_json(self) -> dict[str, object]:
        """For programs: every count by its name, and the problems with their places and sentences."""
        shown = [
            {
                "severity": problem.severity,
                "row": problem.row,
                "line": problem.line,
                "column": problem.column,
                "code": problem.code,
                "message": problem.message,
            }
            for problem in self.problems
        ]
        said = {**asdict(self), "problems": shown}
        del said["met"]
        return said

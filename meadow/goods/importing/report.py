"""What an import did: counts, and everything that was wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Literal, Self

from meadow.goods.catalogues.records import RowProblem

Change = Literal["added", "updated", "unchanged"]
MOST_PROBLEMS = 10_000
"""So many are kept, so that a file wrong in each of its rows does not fill the memory; all are counted."""


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """One import, or the trial of one. Photos are counted once for every product that shows them.

    `left_out` counts products with an error and those of a kind that is not imported. `withheld` are on sale in the
    file and not in the shop, and stay so.
    """

    name: str
    format: str
    encoding: str
    dry_run: bool
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    left_out: int = 0
    withheld: int = 0
    variants: int = 0
    photos_stored: int = 0
    photos_missing: int = 0
    photos_refused: int = 0
    photos_to_fetch: int = 0
    errors: int = 0
    warnings: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def products(self) -> int:
        """How many products were looked at so far."""
        return self.added + self.updated + self.unchanged + self.left_out

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
        match change:
            case "added":
                self.added += 1
            case "updated":
                self.updated += 1
            case "unchanged":
                self.unchanged += 1

    def as_json(self) -> dict[str, object]:
        """For programs: every count by its name, and the problems with their places and sentences."""
        return {
            **asdict(self),
            "problems": [
                {
                    "severity": problem.severity,
                    "row": problem.row,
                    "line": problem.line,
                    "column": problem.column,
                    "code": problem.code,
                    "message": problem.message,
                }
                for problem in self.problems
            ],
        }

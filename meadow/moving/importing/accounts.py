"""Keeping account of an import in the very transactions that write: how far it is, what it changed, what was wrong."""

from collections.abc import Mapping

from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.goods.importing.journal import Step
from meadow.moving.models.imports import Import, ImportChange, ImportPhoto, ImportProblem

MOST_PROBLEMS = 20_000
"""So many are kept with their words; all are counted."""


class Interrupted(Exception):
    """The import was stopped, or another worker goes on with it: what this one has just done must not count."""


class Accounts:
    """The journal of one import.

    A step counts only if the import is where this worker believes it to be. So a worker that was taken for dead and was
    only slow undoes its step instead of doing it a second time, and one whose import was stopped ends.
    """

    def __init__(self, an_import: Import) -> None:
        self._import = an_import
        self._done = an_import.products_done
        self._told = an_import.problems.count()

    def keep(self, step: Step, counts: Mapping[str, int]) -> None:
        now = timezone.now()
        said: dict[str, object] = {"products_done": step.products, "counts": dict(counts), "beat_at": now}
        if step.row:
            said["rows_done"] = step.row
        if step.is_last:
            said |= {"state": Import.State.DONE, "finished_at": now}
            if self._import.rows_total:
                said["rows_done"] = self._import.rows_total
        mine = Import.objects.filter(pk=self._import.pk, state=Import.State.RUNNING, products_done=self._done)
        if not mine.update(**said):
            raise Interrupted
        self._done = step.products
        self._note_problems(step)
        ImportChange.objects.bulk_create(
            ImportChange(
                of=self._import,
                product_id=brought.product,
                made=brought.made,
                before=brought.before,
                after_mark=brought.mark,
            )
            for brought in step.brought
        )
        if self._import.options.get("fetch_photos") and not self._import.is_trial:
            self._note_photos(step)
        if step.is_last and not self._import.is_trial:
            said_of_it = {name: counts.get(name, 0) for name in ("added", "updated", "left_out")}
            note_down(self._import.shop, "import_done", by=self._import.by, name=self._import.name, **said_of_it)

    def _note_problems(self, step: Step) -> None:
        """An error is followed by the product that it leaves out; its rows are noted with the last error before it."""
        room = max(MOST_PROBLEMS - self._told, 0)
        self._told += len(step.problems)
        rows = {row: left_out.rows for left_out in step.left_out for row in left_out.rows}
        handed: set[int] = set()
        problems = []
        for problem in step.problems[:room]:
            left_out = rows.get(problem.row, ()) if problem.severity == "error" else ()
            if left_out and left_out[0] in handed:
                left_out = ()
            handed.update(left_out[:1])
            problems.append(
                ImportProblem(
                    of=self._import,
                    row=problem.row,
                    line=problem.line,
                    column=problem.column[:200],
                    code=problem.code,
                    params=dict(problem.params),
                    severity=problem.severity,
                    left_out=list(left_out),
                )
            )
        ImportProblem.objects.bulk_create(problems)

    def _note_photos(self, step: Step) -> None:
        ImportPhoto.objects.bulk_create(
            (
                ImportPhoto(
                    of=self._import,
                    product_id=wanted.product,
                    address=wanted.address,
                    alt=wanted.alt,
                    position=wanted.position,
                    options=[list(values) for values in wanted.options],
                    row=wanted.row,
                )
                for wanted in step.wanted
                if len(wanted.address) <= LONGEST_ADDRESS
            ),
            ignore_conflicts=True,
        )


LONGEST_ADDRESS = 500

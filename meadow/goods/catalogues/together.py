"""What readers have in common whose products are the rows that share a key."""

from collections.abc import Iterator

from meadow.goods.catalogues.building import Draft
from meadow.goods.catalogues.cells import Sheet
from meadow.goods.catalogues.limits import MOST_ROWS
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Found, RowProblem
from meadow.goods.catalogues.shelf import Shelf


class Together:
    """A reader that puts a row to the product of its key; the first row of a product describes it."""

    group_column = ""
    """The column that problems with a product's rows as a whole are told of."""

    def __init__(self) -> None:
        self._open: str | None = None
        self._swallower: int | None = None
        self._nameless: int | None = None

    def doubt(self, row: Row, *, is_named: bool = True) -> RowProblem | None:
        """What speaks against a row because of the one above it; asked of each in turn.

        That one may have taken rows for its own text; or it was damaged where it names its product, so that it may have
        been one of this row's product. `is_named` says whether this row is read whole there.
        """
        doubt = None
        if self._nameless and is_named:
            doubt = RowProblem(row.number, row.line, "", "maybe_incomplete", {"damaged": self._nameless})
        if not is_named:
            self._nameless = row.number
        elif not row.damage:
            self._nameless = None
        if self._swallower:
            doubt = RowProblem(row.number, row.line, "", "may_be_swallowed", {"damaged": self._swallower})
        if row.may_swallow:
            self._swallower = row.number
        elif not row.damage:  # The first good row says whose rows may be missing.
            self._swallower = None
        return doubt

    def products(self, shelf: Shelf, sheet: Sheet) -> Iterator[Found]:
        for row in shelf.ownerless():
            yield from row.damage or [RowProblem(row.number, row.line, "", "belongs_to_nothing")]
        for owner, count in shelf.owners():
            draft = Draft(sheet)
            if count > MOST_ROWS:
                first = shelf.first_of(owner)
                draft.error(first, self.group_column, "too_many_rows", found=count, limit=MOST_ROWS)
                yield from draft.leave_out(first)
            else:
                yield from self.product(owner, shelf.rows_of(owner), draft)

    def product(self, owner: str, rows: list[Row], draft: Draft) -> Iterator[Found]:
        """One product and what is wrong with it, of all its rows."""
        raise NotImplementedError

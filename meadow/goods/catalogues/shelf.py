"""The rows of one catalogue file, put on disk so that those of one product can be taken down together.

Only one of the four formats keeps a product's rows together: Magento writes a configurable product after its variants,
WooCommerce writes variations anywhere. And how prices are written is known only when the last one has been seen. So a
file is read once onto this shelf and then taken down product by product: memory stays flat whatever its size.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple, dataclass
from typing import Self

from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import RowProblem

SCHEMA = """
    CREATE TABLE place (
        number INTEGER PRIMARY KEY, owner TEXT, own TEXT, damaged INTEGER NOT NULL, row TEXT NOT NULL
    );
    CREATE INDEX place_owner ON place (owner);
    CREATE INDEX place_own ON place (own);
    CREATE TABLE sku (sku TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE claim (child TEXT PRIMARY KEY, parent TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX claim_parent ON claim (parent);
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row belongs.

    `owner` is the name its product goes by here (None if nobody can tell), `own` is the name of the row itself.
    """

    owner: str | None
    own: str = ""
    sku: str = ""
    doubt: RowProblem | None = None
    """What is wrong with the row because of its neighbours."""


class Shelf:
    """A temporary database that SQLite keeps in a nameless file and removes by itself."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def put(self, row: Row, place: Place, sku_title: str = "SKU") -> None:
        """Keep a row. If its SKU was seen before, it is kept as damaged."""
        damage = [*row.damage, *([place.doubt] if place.doubt else [])]
        if place.sku and (first := self._first_with(place.sku, row.number)) is not None:
            params: dict[str, str | int] = {"sku": place.sku, "first": first}
            damage.append(RowProblem(row.number, row.line, sku_title, "duplicate_sku", params))
        self._database.execute(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?)",
            (
                row.number,
                place.owner,
                place.own,
                bool(damage),
                json.dumps([row.line, row.cells, [astuple(problem) for problem in damage], row.cut_at, row.unsure]),
            ),
        )

    def claim(self, child: str, parent: str) -> str:
        """Make a variant belong to a product; the answer is the product it belongs to, the first that claimed it."""
        self._database.execute("INSERT OR IGNORE INTO claim VALUES (?, ?)", (child, parent))
        return self.claimed(child)

    def claimed(self, child: str) -> str:
        row = self._database.execute("SELECT parent FROM claim WHERE child = ?", (child,)).fetchone()
        return row[0] if row else ""

    def names_of(self, parent: str) -> list[str]:
        """What was claimed for this product."""
        return [child for (child,) in self._database.execute("SELECT child FROM claim WHERE parent = ?", (parent,))]

    def owners(self) -> Iterator[tuple[str, int]]:
        """Every product's key and how many rows it has, in the order of their first rows."""
        statement = "SELECT owner, count(*) FROM place WHERE owner IS NOT NULL GROUP BY owner ORDER BY min(number)"
        with closing(self._database.cursor()) as cursor:
            yield from cursor.execute(statement)

    def rows_of(self, *owners: str) -> list[Row]:
        """All rows of a product, which may go by more than one name, as the file has them."""
        marks = ", ".join("?" * len(owners))
        return list(self._rows(f"owner IN ({marks}) ORDER BY number", *owners))

    def first_of(self, owner: str) -> Row:
        return next(self._rows("owner = ? ORDER BY number LIMIT 1", owner))

    def count_of(self, *owners: str) -> int:
        marks = ", ".join("?" * len(owners))
        statement = f"SELECT count(*) FROM place WHERE owner IN ({marks})"  # noqa: S608 - only question marks
        count: int = self._database.execute(statement, owners).fetchone()[0]
        return count

    def named(self, own: str) -> Row | None:
        """The first row that goes by this name of its own."""
        return next(self._rows("own = ? ORDER BY number LIMIT 1", own), None)

    def rows(self) -> Iterator[Row]:
        """Every row, as the file has them."""
        yield from self._rows("true ORDER BY number")

    def ownerless(self) -> Iterator[Row]:
        """Rows of which nobody can tell to which product they belong."""
        yield from self._rows("owner IS NULL ORDER BY number")

    def first_ownerless(self) -> int | None:
        number: int | None = self._database.execute("SELECT min(number) FROM place WHERE owner IS NULL").fetchone()[0]
        return number

    def _first_with(self, sku: str, number: int) -> int | None:
        """Note the SKU; the answer is the row that had it before."""
        sku = sku.casefold()
        if self._database.execute("INSERT OR IGNORE INTO sku VALUES (?, ?)", (sku, number)).rowcount:
            return None
        first: int = self._database.execute("SELECT number FROM sku WHERE sku = ?", (sku,)).fetchone()[0]
        return first

    def _rows(self, condition: str, *parameters: str) -> Iterator[Row]:
        statement = f"SELECT number, row FROM place WHERE {condition}"  # noqa: S608 - conditions are written above
        with closing(self._database.cursor()) as cursor:
            for number, body in cursor.execute(statement, parameters):
                line, cells, damage, cut_at, unsure = json.loads(body)
                problems = tuple(RowProblem(*problem) for problem in damage)
                yield Row(number, line, cells, problems, cut_at, tuple(unsure))

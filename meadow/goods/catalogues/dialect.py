"""What every format's reader can do: say which row belongs to which product, and make products of their rows."""

from collections.abc import Iterator
from typing import Protocol

from meadow.goods.catalogues.cells import Sheet
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Found
from meadow.goods.catalogues.shelf import Place, Shelf


class Dialect(Protocol):
    """How one format's rows become products."""

    @property
    def price_columns(self) -> tuple[str, ...]:
        """Asked after each row has been placed."""

    @property
    def sku_column(self) -> str: ...

    @property
    def usual_decimal(self) -> Mark | None:
        """What the format prescribes before the decimals of a price."""

    def reads(self, column: str) -> bool:
        """Whether anything of a product is taken from this column."""

    def place(self, row: Row, shelf: Shelf) -> Place | None:
        """To which product a row belongs; None if the row is only to be counted."""

    def products(self, shelf: Shelf, sheet: Sheet) -> Iterator[Found]:
        """Every whole product on the shelf, and everything that is wrong."""

"""What reading a catalogue gives: products, their variants and photos, and what is wrong with which row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from meadow.goods.catalogues.wording import MESSAGES

Status = Literal["draft", "active", "archived"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """One photo of a product: an address on the web, or a path inside a folder of photos."""

    url_or_path: str
    alt: str
    position: int


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """One thing that can be bought, as a catalogue file describes it.

    Money is in minor units. `on_hand` is None where the file says nothing about it: keep what is known, or begin at 0.
    A variant that is not `tracked` can always be bought. `photo` is one of the product's photos, or empty.
    """

    key: str
    sku: str
    barcode: str
    option_values: tuple[str, ...]
    price: int
    compare_at: int | None
    on_hand: int | None
    tracked: bool
    backorder: bool
    weight_grams: int | None
    photo: str
    row: int
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """One product of a catalogue file, whole: no row that belongs to it had an error.

    `key` stays the same when the file is exported again, so that a second import finds the product of the first.
    `handle` is a wish: two products may wish for the same one, and it is empty where a title has no Latin letter or
    digit. `description_html` is as the file has it, not safe to show. `row` is the row that describes the product,
    `rows` are all that belong to it.
    """

    key: str
    handle: str
    title: str
    description_html: str
    status: Status
    brand: str
    categories: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    options: tuple[str, ...]
    variants: tuple[VariantRecord, ...]
    photos: tuple[PhotoRecord, ...]
    row: int
    rows: tuple[int, ...]
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that is wrong, and where.

    `row` is the number a spreadsheet shows; `line` is where that row begins in a text editor, where a cell with line
    breaks takes several lines. An error leaves the whole product out; a warning tells what was imported differently.
    """

    row: int
    line: int
    column: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    severity: Severity = "error"

    @property
    def message(self) -> str:
        return MESSAGES[self.code] % self.params

    @property
    def where(self) -> str:
        row = f"Row {self.row}" if self.line == self.row else f"Row {self.row} (line {self.line})"
        return f"{row}, column “{self.column}”" if self.column else row

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One product that does not come; the problems just before it say why. `row` is the first of its rows."""

    row: int


Found = ProductRecord | LeftOut | RowProblem
"""What comes of a file, in its order."""

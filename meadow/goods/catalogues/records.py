"""What reading a catalogue gives: products, their variants and photos, and what is wrong with which row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from meadow.goods.catalogues.wording import MESSAGES

Status = Literal["draft", "active", "archived"]
Severity = Literal["error", "warning"]
ProductKind = Literal["goods", "digital", "bundle", ""]
TaxClass = Literal["standard", "reduced", "zero", "exempt", ""]
Attribute = tuple[str, tuple[str, ...]]
"""The name of an attribute and its values."""
Words = Mapping[str, Mapping[str, str]]
"""By language, what each field, or each word, is called there."""


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """One photo of a product: an address on the web, or a path inside a folder of photos."""

    url_or_path: str
    alt: str
    position: int
    alt_words: Mapping[str, str] = field(default_factory=dict)
    """The alt text in other languages."""


@dataclass(frozen=True, slots=True)
class PartRecord:
    """So many of one variant, named by its key, that a bundle is made of."""

    variant: str
    quantity: int


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """One thing that can be bought, as a catalogue file describes it.

    Money is in minor units. `on_hand` is None where the file says nothing about it: keep what is known, or begin at 0.
    A variant that is not `tracked` can always be bought. `photo` is one of the product's photos, or empty. `net_amount`
    is what is in it, counted in `net_unit` (g, kg, ml, l, cm, m, m2 or piece).
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
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    net_amount: Decimal | None = None
    net_unit: str = ""
    low_at: int | None = None
    parts: tuple[PartRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """One product of a catalogue file, whole: no row that belongs to it had an error.

    `key` stays the same when the file is exported again, so that a second import finds the product of the first.
    `handle` is a wish: two products may wish for the same one, and it is empty where a title has no Latin letter or
    digit. `description_html` is as the file has it, not safe to show. `row` is the row that describes the product,
    `rows` are all that belong to it.

    What is empty or None is not said by the file, and what is known of it stays; only a record that `is_whole` says by
    it that there is none. `attributes` are named as the file names them, by Meadow's own file as Meadow does.
    `size_table` is rows of cells, the first the titles. `translations` are of the product's own texts, `option_words`
    and `value_words` of the names and values of its options.
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
    kind: ProductKind = ""
    attributes: tuple[Attribute, ...] = ()
    size_table: tuple[tuple[str, ...], ...] = ()
    care: str = ""
    origin: str = ""
    tax_class: TaxClass = ""
    seo_title: str = ""
    seo_description: str = ""
    preorder_ships_on: date | None = None
    publish_at: datetime | None = None
    translations: Words = field(default_factory=dict)
    option_words: Words = field(default_factory=dict)
    value_words: Words = field(default_factory=dict)
    is_whole: bool = False


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
    """One product that does not come; the problems just before it say why.

    `row` is the first of its rows, `rows` are all of them as far as they are known.
    """

    row: int
    rows: tuple[int, ...] = ()


Found = ProductRecord | LeftOut | RowProblem
"""What comes of a file, in its order."""

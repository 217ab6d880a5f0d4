"""The table in which many variants are changed at once: what its cells show, and what was typed into them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from meadow.goods.actions.table import OF_PRODUCT, OF_STOCK, Cell
from meadow.goods.forms.fields import MoneyField
from meadow.goods.forms.stock import MOST_ON_HAND
from meadow.goods.gtin import read_gtin
from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.money import decimal_text
from meadow.plumbing.problems import in_words

LABELS: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "sku": "SKU",
    "price": gettext_lazy("Price"),
    "compare_at": gettext_lazy("Price before"),
    "on_hand": gettext_lazy("On hand"),
    "barcode": gettext_lazy("Barcode"),
    "weight_grams": gettext_lazy("Weight in grams"),
    "low_at": gettext_lazy("Running low at"),
}
WORDS = ("title", "sku", "barcode")
MONEY = ("price", "compare_at")
WHOLE = ("on_hand", "weight_grams", "low_at")


@dataclass
class Shown:
    """One cell as the page shows it."""

    name: str
    field: str
    value: str
    seen: str
    label: str
    error: str = ""
    is_whole: bool = False
    is_money: bool = False

    @property
    def is_changed(self) -> bool:
        return self.value != self.seen


@dataclass
class Row:
    """One variant as the page shows it; the first of its product has a cell for the title, the others name it only."""

    variant: Variant
    cells: list[Shown] = field(default_factory=list)
    is_first: bool = True

    @property
    def seen(self) -> str:
        """What the cells said when the page was made, to be sent back with what is typed."""
        return json.dumps({cell.field: cell.seen for cell in self.cells}, ensure_ascii=False)


class Table:
    """Some variants with their products and stock, and what was typed over them.

    A cell is `price-7`, 7 being the variant; `seen-7` is a JSON object of what the cells of that row said at first.
    What says the same as was seen is not changed, whatever it is now.
    """

    def __init__(self, shop: Shop, variants: Iterable[Variant], data: Mapping[str, str] | None = None) -> None:
        self.shop = shop
        self.rows: list[Row] = []
        self.edits: dict[int, dict[str, Cell]] = {}
        self._fields = _fields(shop)
        last = 0
        for variant in variants:
            row = Row(variant, is_first=variant.product_id != last)
            last = variant.product_id
            self.rows.append(row)
            self._read(row, data)

    @property
    def errors(self) -> int:
        return sum(bool(cell.error) for row in self.rows for cell in row.cells)

    @property
    def columns(self) -> list[str]:
        return [str(label) for label in LABELS.values()]

    def refuse(self, problems: Mapping[tuple[int, str], str]) -> None:
        """Mark the cells that an action refused; what is there now counts as seen from here on."""
        for row in self.rows:
            now = shown_of(row.variant, self.shop)
            for cell in row.cells:
                if words := problems.get((row.variant.pk, cell.field)):
                    cell.error, cell.seen = words, now[cell.field]

    def _read(self, row: Row, data: Mapping[str, str] | None) -> None:
        now, pk = shown_of(row.variant, self.shop), row.variant.pk
        seen = _seen(data.get(f"seen-{pk}", "")) if data else {}
        for name, label in LABELS.items():
            if name in OF_PRODUCT and not row.is_first:
                continue
            cell = Shown(
                name=f"{name}-{pk}",
                field=name,
                value=now[name],
                seen=seen.get(name, now[name]),
                label=f"{label}: {row.variant.product.title}",
                is_whole=name in WHOLE,
                is_money=name in MONEY,
            )
            row.cells.append(cell)
            typed = data.get(cell.name) if data else None
            if typed is not None and typed.strip() != cell.seen:
                cell.value = typed.strip()
                self._change(pk, cell)

    def _change(self, pk: int, cell: Shown) -> None:
        field = self._fields[cell.field]
        try:
            new = field.clean(cell.value)
            seen = cell.seen if cell.field in WORDS else field.clean(cell.seen) if cell.seen else None
        except ValidationError as error:
            cell.error = " ".join(error.messages)
            return
        if new != seen:
            self.edits.setdefault(pk, {})[cell.field] = Cell(seen, new)


def shown_of(variant: Variant, shop: Shop) -> dict[str, str]:
    """What the cells of a variant say."""
    stock = getattr(variant, "stock", None)
    said: dict[str, str] = {}
    for name in LABELS:
        owner: Any = variant.product if name in OF_PRODUCT else stock if name in OF_STOCK else variant
        value = getattr(owner, name, None)
        if name == "on_hand" and value is None:
            value = 0
        said[name] = "" if value is None else decimal_text(value, shop.currency) if name in MONEY else str(value)
    return said


def _fields(shop: Shop) -> dict[str, forms.Field]:
    whole: dict[str, Any] = {"min_value": 0, "max_value": MOST_ON_HAND}
    return {
        "title": forms.CharField(max_length=200),
        "sku": forms.CharField(max_length=100, required=False),
        "price": MoneyField(currency=shop.currency),
        "compare_at": MoneyField(currency=shop.currency, required=False),
        "on_hand": forms.IntegerField(**whole),
        "barcode": _Barcode(max_length=50, required=False),
        "weight_grams": forms.IntegerField(required=False, **whole),
        "low_at": forms.IntegerField(required=False, **whole),
    }


class _Barcode(forms.CharField):
    """An article number with the right check digit, or none."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return read_gtin(text) if text else ""
        except BadInput as error:
            raise ValidationError(in_words(error)) from error


def _seen(text: str) -> dict[str, str]:
    """What was sent along; whatever is not ours says nothing."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return (
        {str(name): value for name, value in said.items() if isinstance(value, str)} if isinstance(said, dict) else {}
    )

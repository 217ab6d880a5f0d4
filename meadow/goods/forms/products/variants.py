"""The rows of variants: what every row shows, and what opens beneath it."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.forms import BoundField, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meadow.goods.forms.fields import MoneyField
from meadow.goods.forms.products.parts import PartsField
from meadow.goods.forms.products.words import OPTIONS, option_names
from meadow.goods.gtin import read_gtin
from meadow.goods.models.products import NetUnit, Stock, Variant
from meadow.goods.texts import MOST_VARIANTS, VariantText
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.problems import in_words

SPARE_ROWS = 3
MAIN = (*OPTIONS, "sku", "price", "compare_at", "on_hand")
_MM = 10  # in a centimetre
_LENGTHS = {"length": "length_mm", "width": "width_mm", "height": "height_mm"}


class VariantForm(forms.Form):
    """One variant; `seen` is what was on hand when the page was made. Options that have a name are called by it."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    option_1 = forms.CharField(label=_("First option"), max_length=100, required=False)
    option_2 = forms.CharField(label=_("Second option"), max_length=100, required=False)
    option_3 = forms.CharField(label=_("Third option"), max_length=100, required=False)
    sku = forms.CharField(label="SKU", max_length=100, required=False)
    on_hand = forms.IntegerField(label=_("On hand"), min_value=0, max_value=10_000_000, required=False)
    photo = forms.TypedChoiceField(label=_("Photo"), coerce=int, empty_value=None, required=False)
    barcode = forms.CharField(
        label=_("Barcode number"), max_length=50, required=False, help_text=_("GTIN, EAN, UPC or ISBN.")
    )
    weight_grams = forms.IntegerField(label=_("Weight in grams"), min_value=0, max_value=10_000_000, required=False)
    length = forms.DecimalField(label=_("Length in cm"), min_value=0, max_value=100_000, required=False)
    width = forms.DecimalField(label=_("Width in cm"), min_value=0, max_value=100_000, required=False)
    height = forms.DecimalField(label=_("Height in cm"), min_value=0, max_value=100_000, required=False)
    net_amount = forms.DecimalField(
        label=_("Holds"),
        min_value=Decimal("0.001"),
        max_digits=9,
        decimal_places=3,
        required=False,
        help_text=_("For the price of a unit, such as 4.20 / 100 ml."),
    )
    net_unit = forms.ChoiceField(label=_("Unit"), choices=[("", "–"), *NetUnit.choices], required=False)
    low_at = forms.IntegerField(
        label=_("Running low at"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=_("The team is told when so few are left."),
    )
    is_tracked = forms.BooleanField(label=_("Counted"), required=False, initial=True)
    sells_on = forms.BooleanField(label=_("Sells on when none is left"), required=False)
    parts = PartsField(label=_("What is in it"), required=False)

    def __init__(
        self,
        *args: Any,
        currency: str,
        names: Mapping[str, str],
        photos: Sequence[tuple[int, str]] = (),
        known: Mapping[int, Variant] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.known = known or {}
        for option, name in names.items():
            self.fields[option].label = name
        self.fields["price"] = MoneyField(label=_("Price"), currency=currency)
        self.fields["compare_at"] = MoneyField(label=_("Price before"), currency=currency, required=False)
        self.fields["cost"] = MoneyField(
            label=_("Cost"), currency=currency, required=False, help_text=_("Only your team sees it.")
        )
        photo = self.fields["photo"]
        assert isinstance(photo, forms.TypedChoiceField)
        photo.choices = [("", _("The product's photos")), *photos]
        self.order_fields(["pk", "seen", *MAIN, "photo", "barcode", "cost", "weight_grams"])
        for field in MAIN:
            self.fields[field].widget.attrs["aria-label"] = self.fields[field].label or ""

    @property
    def main_cells(self) -> list[BoundField]:
        """What stands in the table."""
        return [self[name] for name in MAIN]

    @property
    def rare_cells(self) -> list[BoundField]:
        """What opens beneath the row."""
        apart = {"DELETE", "parts", "pk", "seen", *MAIN}
        return [self[name] for name in self.fields if name not in apart]

    @property
    def opens(self) -> bool:
        """Whether something beneath the row is wrong, so that it must be seen."""
        return any(name in self.errors for name in self.fields if name not in MAIN)

    def clean_photo(self) -> int | None:
        photo: int | None = self.cleaned_data["photo"]
        return photo

    def clean_barcode(self) -> str:
        """An article number that is right; what the variant had before, of its maker's own kind, may stay."""
        barcode = self.cleaned_data["barcode"].strip()
        variant = self.known.get(self.cleaned_data.get("pk") or 0)
        if not barcode or (variant and barcode == variant.barcode):
            return str(barcode)
        try:
            return read_gtin(barcode)
        except BadInput as error:
            raise forms.ValidationError(in_words(error)) from error

    def clean(self) -> dict[str, Any]:
        amount, unit = self.cleaned_data.get("net_amount"), self.cleaned_data.get("net_unit")
        if amount and not unit and "net_unit" not in self.errors:
            self.add_error("net_unit", _("Say of what."))
        if unit and not amount and "net_amount" not in self.errors:
            self.add_error("net_amount", _("Say how much."))
        return self.cleaned_data

    def text(self, options: Mapping[str, str]) -> VariantText:
        """The row in the shape that actions take; what the page did not show stays as the known variant has it."""
        typed = self.cleaned_data
        variant = self.known.get(typed["pk"])
        said = self._said(variant)
        return VariantText(
            pk=variant.pk if variant else None,
            option_values=tuple(typed[option] for option in options),
            price=typed["price"],
            compare_at=typed["compare_at"],
            sku=typed["sku"],
            on_hand=typed["on_hand"],
            on_hand_seen=typed["seen"],
            weight_grams=said["weight_grams"],
            is_tracked=typed["is_tracked"],
            sells_on=typed["sells_on"],
            barcode=said["barcode"],
            photo=said["photo"],
            cost=said["cost"],
            length_mm=said["length"],
            width_mm=said["width"],
            height_mm=said["height"],
            net_amount=said["net_amount"],
            net_unit=said["net_unit"],
            low_at=said["low_at"],
            parts=None if self._is_omitted("parts") else typed["parts"],
            is_whole=True,
        )

    def _said(self, variant: Variant | None) -> dict[str, Any]:
        known: dict[str, Any] = row_of(variant) if variant else {"barcode": "", "net_unit": ""}
        fields = ("weight_grams", "barcode", "photo", "cost", "net_amount", "net_unit", "low_at", *_LENGTHS)
        said: dict[str, Any] = {
            name: known.get(name) if self._is_omitted(name) else self.cleaned_data[name] for name in fields
        }
        for name in _LENGTHS:
            said[name] = None if said[name] is None else int((said[name] * _MM).to_integral_value(ROUND_HALF_UP))
        return said

    def _is_omitted(self, name: str) -> bool:
        widget = self.fields[name].widget
        return bool(widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)))


class LabelledRows(forms.BaseFormSet):  # type: ignore[type-arg]  # Django's formsets take no parameter at run time
    """Rows whose last field, which stands under a column's head, also says by itself that it takes the row away."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take away")
        form.fields["DELETE"].widget.attrs["aria-label"] = _("Take away")


VariantRows = formset_factory(
    VariantForm,
    LabelledRows,
    extra=SPARE_ROWS,
    can_delete=True,
    max_num=MOST_VARIANTS,
    absolute_max=MOST_VARIANTS + 20,
    validate_max=True,
)


def empty_row(currency: str, number: int, typed: QueryDict) -> VariantForm:
    """One more row, as it stands at that place of the table; whoever asked for it goes on typing in it."""
    words: dict[str, Any] = {"currency": currency, "names": option_names(typed)}
    row = VariantForm(prefix=f"variants-{number}", empty_permitted=True, use_required_attribute=False, **words)
    VariantRows(prefix="variants", form_kwargs=words).add_fields(row, number)
    row.fields[OPTIONS[0]].widget.attrs["autofocus"] = True
    return row


def row_of(variant: Variant) -> dict[str, Any]:
    """What a row shows of a variant, whose stock and parts were read with it."""
    stock: Stock | None = getattr(variant, "stock", None)
    return {
        "pk": variant.pk,
        "seen": stock.on_hand if stock else 0,
        **dict(zip(OPTIONS, variant.option_values, strict=False)),
        **{field: getattr(variant, field) for field in ("sku", "price", "compare_at", "barcode", "cost")},
        **{field: getattr(variant, field) for field in ("weight_grams", "net_amount", "net_unit")},
        **{field: _in_cm(getattr(variant, kept)) for field, kept in _LENGTHS.items()},
        "photo": variant.photo_id,
        "on_hand": stock.on_hand if stock else 0,
        "low_at": stock.low_at if stock else None,
        "is_tracked": stock.is_tracked if stock else True,
        "sells_on": stock.sells_on if stock else False,
        "parts": [(str(row.part_id), str(row.quantity)) for row in variant.parts.all()],
    }


def _in_cm(millimetres: int | None) -> Decimal | None:
    return None if millimetres is None else Decimal(millimetres) / _MM

"""The shape of what a shop says of the parcels that it sends."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meadow.trade.forms.pieces import PiecesForm
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.shipping import Shipment
from meadow.trade.parcels import Problem, Row, read_rows

MOST_BYTES = 500_000
_CARRIER = forms.TextInput(attrs={"list": "carriers", "autocomplete": "off"})


class ParcelForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """A parcel that was handed to a carrier."""

    class Meta:
        model = Shipment
        fields = ("carrier", "tracking")
        widgets = {"carrier": _CARRIER}


class PackForm(PiecesForm):
    """A parcel, and how many pieces of which lines are in it: all that are left, unless it says otherwise."""

    carrier = forms.CharField(label=_("Carrier"), max_length=60, widget=_CARRIER)
    tracking = forms.CharField(label=_("Tracking number"), max_length=80, required=False)

    def __init__(self, *args: Any, lines: Sequence[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, lines=lines, most={line.pk: line.to_send for line in lines}, all_of_it=True, **kwargs)


class ManyParcelsForm(forms.Form):
    """A table of orders, carriers and tracking numbers, pasted or as a file."""

    table = forms.CharField(
        label=_("Paste a table"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "placeholder": "order,carrier,tracking"}),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False)

    rows: Sequence[Row] = ()
    problems: Sequence[Problem] = ()

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        text = typed.get("table") or ""
        if file := typed.get("file"):
            if file.size > MOST_BYTES:
                self.add_error("file", gettext("This file is too large."))
                return typed
            try:
                text = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", gettext("This file is not a CSV file in UTF-8."))
                return typed
        if not text.strip():
            self.add_error("table", gettext("Paste a table, or choose a file."))
            return typed
        self.rows, self.problems = read_rows(text)
        if self.problems:
            raise forms.ValidationError(gettext("Nothing was sent: some rows need another look."))
        return typed

"""The shape of what teams say of their stock and of the places where it lies."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.actions.counting import BY_HAND
from meadow.goods.models.stock import Warehouse

MOST_ON_HAND = 10_000_000
_REASONS = {
    "counted": _("Counted: so many are there"),
    "received": _("Received: so many came"),
    "damaged": _("Damaged: so many are broken"),
    "lost": _("Lost: so many are gone"),
}


class StockForm(forms.Form):
    """What happened to the stock of one variant. `levels` is what lies where, by warehouse; None is the only place.

    What lay there when the page was made travels along, so that nothing is taken in twice.
    """

    reason = forms.ChoiceField(
        label=_("What happened"), choices=[(reason.value, _REASONS[reason.value]) for reason in BY_HAND]
    )
    number = forms.IntegerField(label=_("How many"), min_value=0, max_value=MOST_ON_HAND)
    words = forms.CharField(
        label=_("Words"), max_length=200, required=False, help_text=_("Such as the number of a delivery.")
    )

    def __init__(self, *args: Any, levels: Mapping[Warehouse | None, int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {str(place.pk): place for place in levels if place}
        if self.places:
            choices = [(key, place.name) for key, place in self.places.items()]
            self.fields["at"] = forms.ChoiceField(label=_("Where"), choices=choices)
            self.order_fields(["at", "reason", "number", "words"])
        for place, there in levels.items():
            self.fields[_seen(place)] = forms.IntegerField(widget=forms.HiddenInput, initial=there)

    @property
    def at(self) -> Warehouse | None:
        return self.places.get(self.cleaned_data.get("at", ""))

    @property
    def seen(self) -> int:
        return int(self.cleaned_data[_seen(self.at)])

    def look_again(self, levels: Mapping[Warehouse | None, int]) -> None:
        """Have the form know what lies there now, for showing it again with what was typed."""
        self.data = {**dict(self.data.items()), **{_seen(place): str(there) for place, there in levels.items()}}


def _seen(place: Warehouse | None) -> str:
    return f"seen_{place.pk if place else 0}"


class MoveForm(forms.Form):
    """So many go from one warehouse to another."""

    start = forms.ChoiceField(label=_("From"))
    end = forms.ChoiceField(label=_("To"))
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_ON_HAND)

    def __init__(self, *args: Any, places: Sequence[Warehouse], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {str(place.pk): place for place in places}
        for name in ("start", "end"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(key, place.name) for key, place in self.places.items()]
        if len(places) > 1:
            self.fields["end"].initial = str(places[1].pk)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("start") and self.cleaned_data.get("start") == self.cleaned_data.get("end"):
            self.add_error("end", _("Choose another warehouse."))
        return self.cleaned_data

    def place(self, name: str) -> Warehouse:
        return self.places[self.cleaned_data[name]]


class LowForm(forms.Form):
    """From which number on the team wants to know that there are few left."""

    low_at = forms.IntegerField(
        label=_("Tell the team at"),
        min_value=0,
        max_value=MOST_ON_HAND,
        required=False,
        help_text=_("Empty: never."),
    )


class WarehouseForm(forms.Form):
    """A place where goods lie."""

    name = forms.CharField(label=_("Name"), max_length=80)
    city = forms.CharField(label=_("City"), max_length=80, required=False)

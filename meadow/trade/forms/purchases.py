"""The shape of what is asked for when one thing is bought at once."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import MOST_PRICE, Variant
from meadow.people.models.persons import Address, Person
from meadow.plumbing.compiled import Compiled, Place
from meadow.trade.actions.room_sales import Inside
from meadow.trade.models.carts import MOST_OF_ONE, know_parts
from meadow.venue.live.entering import seen
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Offer
from meadow.venue.notes.models.notes import Note

_MOST_KEY = 2**63 - 1
_known = Compiled(lambda: Variant.objects.to_buy().filter(pk=Place(0)))
_kept = Compiled(lambda: Address.objects.filter(pk=Place(0), person=Place(1)))
_offers = Compiled(lambda: Offer.objects.filter(pk=Place(0), show__room=Place(1), variant=Place(2)))


@Compiled
def _showing() -> "QuerySet[Room, Room]":
    """A room that a person may be in, and on whose shelf a product stands."""
    return seen(cast(Person, Place(0)), Place(1)).filter(shelf__product=Place(2), shelf__is_hidden=False)


def to_buy(pk: int) -> Variant | None:
    """A variant that anybody may know of, with all that buying it takes: its product, shop, stock and parts."""
    found = _known(pk)
    know_parts(found)
    return found[0] if found else None


class Wanted(forms.Form):
    """One variant that anybody may know of, how many, and the note or the live room in which it was found."""

    variant = forms.IntegerField(min_value=1, max_value=_MOST_KEY)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST_OF_ONE, required=False)
    note = forms.IntegerField(min_value=1, max_value=_MOST_KEY, required=False)
    room = forms.IntegerField(min_value=1, max_value=_MOST_KEY, required=False)
    offer = forms.IntegerField(min_value=1, max_value=_MOST_KEY, required=False)
    shows_initial = forms.BooleanField(required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by

    def clean_variant(self) -> Variant:
        found = to_buy(self.cleaned_data["variant"])
        if found is None:
            raise forms.ValidationError(_("There is nothing here."))
        return found

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1

    def clean_note(self) -> Note | None:
        """A note that has gone meanwhile does not keep anybody from buying."""
        pk = self.cleaned_data["note"]
        return Note.objects.visible_to(self._by).filter(pk=pk).first() if pk else None

    def clean(self) -> dict[str, Any]:
        """Where in a room it is bought. One that has gone meanwhile keeps nobody from buying, at the usual price."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        typed["inside"] = self._inside(typed) if typed.get("variant") and typed.get("room") else None
        return typed

    def _inside(self, typed: dict[str, Any]) -> Inside | None:
        found = _showing(self._by.pk, typed["room"], typed["variant"].product_id)
        if not found:
            return None
        offers = _offers(typed["offer"], found[0].pk, typed["variant"].pk) if typed.get("offer") else []
        return Inside(found[0], offers[0] if offers else None, typed["shows_initial"])


class Purchase(Wanted):
    """What is bought at once, where to, by which rate, and the total that was agreed to."""

    address = forms.IntegerField(label=_("Address"), min_value=1, max_value=_MOST_KEY, required=False)
    rate = forms.IntegerField(min_value=1, max_value=_MOST_KEY, required=False)
    expected_total = forms.IntegerField(min_value=0, max_value=MOST_PRICE * MOST_OF_ONE)

    def clean_address(self) -> Address | None:
        pk = self.cleaned_data["address"]
        if not pk:
            return None
        found = _kept(pk, self._by.pk)
        if not found:
            raise forms.ValidationError(_("Please choose where it should go."))
        return found[0]

"""The shape of what is typed at a cart and a checkout."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product, Variant
from meadow.people.models.persons import Address, Person
from meadow.trade.models.carts import MOST_OF_ONE
from meadow.venue.notes.models.notes import Note


class PutInCart(forms.Form):
    """One variant, how many, and the note in which it was found."""

    variant = forms.ModelChoiceField(Variant.objects.exclude(product__status=Product.Status.DRAFT))
    quantity = forms.IntegerField(min_value=1, max_value=MOST_OF_ONE, required=False)
    note = forms.IntegerField(required=False)

    def __init__(self, *args: Any, by: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1

    def clean_note(self) -> Note | None:
        """A note that has gone meanwhile does not keep anybody from buying."""
        pk = self.cleaned_data["note"]
        return Note.objects.visible_to(self._by).filter(pk=pk).first() if pk else None


class HowMany(forms.Form):
    """How many of a line from now on; 0 takes it out."""

    quantity = forms.IntegerField(label=_("Quantity"), min_value=0, max_value=MOST_OF_ONE)


class Confirmation(forms.Form):
    """What the member agreed to: where to, unless nothing is sent, and for how much."""

    address = forms.ModelChoiceField(Address.objects.none(), label=_("Address"))
    expected_total = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, by: Person, needs_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.fields["address"]
        assert isinstance(address, forms.ModelChoiceField)
        address.queryset = Address.objects.kept_by(by)
        address.required = needs_address
        address.error_messages["required"] = _("Please choose where it should go.")


class CodeForm(forms.Form):
    """A code, as it was typed."""

    code = forms.CharField(label=_("Code"), max_length=40)

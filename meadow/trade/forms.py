"""The shape of what is typed at a cart, a checkout and a shop's desk."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import MOST_PRICE, Product, Variant
from meadow.goods.models.shops import Shop
from meadow.people.countries import country_choices
from meadow.people.models.persons import Address, Person
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.money import decimal_text, parse_amount
from meadow.trade.models.carts import MOST_OF_ONE
from meadow.trade.models.shipping import Shipment, ShippingRate
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


class ParcelForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """A parcel that was handed to a carrier."""

    class Meta:
        model = Shipment
        fields = ("carrier", "tracking")


class RateForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """One way of sending, priced in the shop's currency."""

    price = forms.CharField(label=_("Price"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    free_from = forms.CharField(
        label=_("Free from"),
        max_length=20,
        required=False,
        help_text=_("The worth of goods from which sending costs nothing."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    countries = forms.CharField(
        label=_("Countries"),
        max_length=1000,
        required=False,
        help_text=_("Two letters each, such as DE, FR, CN. Left empty, it reaches every country."),
    )

    class Meta:
        model = ShippingRate
        fields = ("name", "price", "free_from", "countries", "is_active")

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.shop = self._shop = shop
        for code, language in settings.LANGUAGES:
            if code != settings.LANGUAGE_CODE:
                self.fields[f"name_{code}"] = forms.CharField(
                    label=_("Name in %(language)s") % {"language": language},
                    max_length=80,
                    required=False,
                    initial=self.instance.translations.get(code, {}).get("name", ""),
                )
        if self.instance.pk:
            self.initial["price"] = decimal_text(self.instance.price, shop.currency)
            if self.instance.free_from is not None:
                self.initial["free_from"] = decimal_text(self.instance.free_from, shop.currency)
            self.initial["countries"] = ", ".join(self.instance.countries)

    def clean_price(self) -> int:
        return self._amount("price")

    def clean_free_from(self) -> int | None:
        return self._amount("free_from") if self.cleaned_data["free_from"] else None

    def clean_countries(self) -> list[str]:
        codes = self.cleaned_data["countries"].upper().replace(",", " ").replace("，", " ").replace("、", " ").split()
        known = {code for code, _name in country_choices()}
        for code in codes:
            if code not in known:
                raise forms.ValidationError(_("“%(code)s” is not the code of a country."), params={"code": code[:20]})
        return sorted(set(codes))

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        others = {name.removeprefix("name_"): value for name, value in typed.items() if name.startswith("name_")}
        self.instance.translations = {code: {"name": value} for code, value in others.items() if value}
        return typed

    def _amount(self, field: str) -> int:
        try:
            amount = parse_amount(self.cleaned_data[field].strip(), self._shop.currency)
        except BadInput as error:
            raise forms.ValidationError(gettext(error.message) % error.params, code=error.code) from None
        if amount < 0:
            raise forms.ValidationError(_("A price is not less than nothing."))
        if amount > MOST_PRICE:
            most = decimal_text(MOST_PRICE, self._shop.currency)
            raise forms.ValidationError(_("An amount is at most %(most)s."), params={"most": most})
        return amount

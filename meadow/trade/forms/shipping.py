"""The shape of zones and rates of sending."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Shop
from meadow.trade.forms.fields import AmountField, CountriesField, PairsField, name_fields, names_in
from meadow.trade.models.shipping import ShippingRate, ShippingZone
from meadow.trade.pricing.regions import region_key


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """Countries, or some states or provinces of one country."""

    countries = CountriesField(
        label=_("Countries"),
        required=False,
        help_text=_("Two letters each, such as DE, FR, CN. Left empty, it is the rest of the world."),
    )
    regions = forms.CharField(
        label=_("States or provinces"),
        max_length=1000,
        required=False,
        help_text=_("Only of one country, with commas between them: CA, NY. Left empty, it is all of the country."),
    )

    def clean_regions(self) -> list[str]:
        countries = self.cleaned_data.get("countries", [])
        said = self.cleaned_data["regions"].replace("\N{FULLWIDTH COMMA}", ",").split(",")
        regions = sorted({region_key(countries[0] if countries else "", one) for one in said if one.strip()})
        if regions and len(countries) != 1:
            raise forms.ValidationError(_("Name one country for states or provinces."))
        return regions


class ZoneForm(PlaceForm):
    """Where parcels go at the same rates."""

    class Meta:
        model = ShippingZone
        fields = ("name", "countries", "regions")
        labels = {"name": _("Name of the zone")}

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.shop = self._shop = shop
        self.initial["regions"] = ", ".join(self.instance.regions)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        others = ShippingZone.objects.filter(shop=self._shop).exclude(pk=self.instance.pk)
        if {"countries", "regions"} <= typed.keys() and others.filter(
            countries=typed["countries"], regions=typed["regions"]
        ).exists():
            raise forms.ValidationError(_("There is a zone for this already."))
        return typed


class RateForm(PlaceForm):
    """One way of sending, priced in the shop's currency."""

    price = AmountField(label=_("Price"))
    bands = PairsField(
        label=_("Prices by weight"),
        required=False,
        in_kilograms=True,
        help_text=_("In each line up to how many kilograms, and the price: “1 4.90”. They count instead of the price."),
    )
    free_from = AmountField(
        label=_("Free from"), required=False, help_text=_("The worth of goods from which sending costs nothing.")
    )

    class Meta:
        model = ShippingRate
        fields = ("name", "price", "countries", "regions", "free_from", "bands", "days_from", "days_to", "is_active")

    def __init__(self, *args: Any, shop: Shop, zone: ShippingZone | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.shop = shop
        zone = zone or (self.instance.zone if self.instance.pk else None)
        if zone is not None:
            self.initial["countries"], self.initial["regions"] = zone.countries, ", ".join(zone.regions)
        for name in ("price", "bands", "free_from"):
            self.fields[name].currency = shop.currency  # type: ignore[attr-defined]  # fields of ours
        self.initial["bands"] = [(band["up_to"], band["price"]) for band in self.instance.bands]
        self.fields |= name_fields(self.instance.translations)

    def clean_bands(self) -> list[dict[str, int]]:
        return [{"up_to": up_to, "price": price} for up_to, price in self.cleaned_data["bands"]]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.translations = names_in(typed)
        first, last = typed.get("days_from"), typed.get("days_to")
        if first is not None and last is not None and first > last:
            self.add_error("days_to", _("This is fewer days than it takes at least."))
        return typed

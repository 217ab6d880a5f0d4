"""The shape of tax rates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Shop
from meadow.people.countries import country_choices
from meadow.trade.actions.tax_rates import starter
from meadow.trade.forms.fields import PercentField
from meadow.trade.models.taxes import TaxRate
from meadow.trade.pricing.regions import region_key


class TaxRateForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """The rate for one place and class of goods."""

    country = forms.ChoiceField(label=_("Country"))
    rate = PercentField(label=_("Rate in per cent"), help_text=_("Such as 19 or 8.25."))

    class Meta:
        model = TaxRate
        fields = ("country", "region", "tax_class", "rate", "name", "is_included", "on_shipping")
        help_texts = {
            "region": _("Such as CA for California. Left empty, it is the whole country."),
            "name": _("What members read: VAT, MwSt, Sales tax."),
            "is_included": _("Otherwise it comes on top of the prices."),
        }

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.shop = self._shop = shop
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", "—"), *country_choices()]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if "country" in typed:
            typed["region"] = region_key(typed["country"], typed.get("region", ""))
            same = TaxRate.objects.filter(shop=self._shop, country=typed["country"], region=typed["region"])
            if same.filter(tax_class=typed.get("tax_class")).exclude(pk=self.instance.pk).exists():
                raise forms.ValidationError(_("There is a rate for this place and class already."))
        return typed


class StarterForm(forms.Form):
    """The countries whose rates a shop begins with."""

    countries = forms.MultipleChoiceField(
        label=_("Countries"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose a country.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = starter()["rates"]
        countries = self.fields["countries"]
        assert isinstance(countries, forms.MultipleChoiceField)
        countries.choices = [(code, name) for code, name in country_choices() if code in known]

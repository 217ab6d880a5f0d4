"""The shape of a change to many products: which verb, and what it needs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.forms.fields import MoneyField
from meadow.goods.models.bulk import BulkEdit
from meadow.goods.models.shops import Shop
from meadow.goods.repricing import Repricing

Verb = BulkEdit.Verb


class TermsForm(forms.Form):
    """What one verb needs to know; many need nothing."""

    def __init__(self, *args: Any, shop: Shop, verb: BulkEdit.Verb, categories: list[tuple[int, str]], **options: Any):
        super().__init__(*args, **options)
        self.verb, self.shop = verb, shop
        if verb in {Verb.ADD_TAG, Verb.REMOVE_TAG}:
            self.fields["tag"] = forms.CharField(label=_("Tag"), max_length=60)
        elif verb in {Verb.COLLECT, Verb.UNCOLLECT}:
            known = [(row.pk, row.in_words["title"]) for row in shop.collections.all()]
            self.fields["collection"] = forms.TypedChoiceField(label=_("Collection"), choices=known, coerce=int)
        elif verb == Verb.CATEGORISE:
            self.fields["category"] = forms.TypedChoiceField(label=_("Category"), choices=categories, coerce=int)
        elif verb == Verb.REPRICE:
            self._add_prices(shop)

    def _add_prices(self, shop: Shop) -> None:
        way = [("less", _("Cheaper")), ("more", _("Dearer"))]
        by = [
            ("percent", _("By a per cent")),
            ("amount", _("By an amount in %(currency)s") % {"currency": shop.currency}),
        ]
        rounding = [
            ("exact", _("As it comes out")),
            ("tenth", _("To a tenth: 12.30")),
            ("whole", _("To a whole number: 12.00")),
            ("just_under", _("Just under a whole number: 11.99")),
        ]
        self.fields["way"] = forms.ChoiceField(label=_("Cheaper or dearer"), choices=way)
        self.fields["by"] = forms.ChoiceField(label=_("By what"), choices=by)
        self.fields["value"] = forms.CharField(
            label=_("How much"), max_length=24, widget=forms.TextInput(attrs={"inputmode": "decimal"})
        )
        self.fields["rounding"] = forms.ChoiceField(label=_("Rounded"), choices=rounding)
        self.fields["shows_before"] = forms.BooleanField(
            label=_("Show the old price as the price before where it gets cheaper"), required=False
        )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "value" in said and "by" in said:
            field: forms.Field = MoneyField(currency=self.shop.currency)
            if said["by"] == "percent":
                field = forms.DecimalField(max_digits=7, decimal_places=2, max_value=1000)
            try:
                value = field.clean(said["value"].replace(",", ".") if said["by"] == "percent" else said["value"])
            except forms.ValidationError as error:
                self.add_error("value", error)
            else:
                if not value or value < 0:
                    self.add_error("value", _("Say by how much, with a number above 0."))
                elif said["by"] == "percent" and said.get("way") == "less" and value >= 100:
                    self.add_error("value", _("By less than 100 per cent, or nothing is left of the price."))
                else:
                    said["signed"] = -Decimal(value) if said.get("way") == "less" else Decimal(value)
        return said

    def terms(self) -> dict[str, Any]:
        """What was said, as an edit keeps it."""
        if self.verb != Verb.REPRICE:
            return dict(self.cleaned_data)
        return self.repricing().terms()

    def repricing(self) -> Repricing:
        said = self.cleaned_data
        return Repricing(
            by=said["by"], value=said["signed"], rounding=said["rounding"], shows_before=said["shows_before"]
        )

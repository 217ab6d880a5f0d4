"""The shape of what somebody tells who opens a shop, and of what operators answer."""

from typing import Any

from django import forms
from django.db import models
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from meadow.goods.forms.handles import ShopHandleField
from meadow.goods.handles import why_not
from meadow.goods.models.applications import Application, ApplicationDocument, Reason
from meadow.goods.models.shops import Shop
from meadow.goods.terms import FIELDS, terms_of
from meadow.people.countries import country_choices


class BeginForm(forms.Form):
    """The basics of a new shop."""

    name = forms.CharField(
        label=_("Name of the shop"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "organization",
                "hx-get": reverse_lazy("goods:opening-handle"),
                "hx-trigger": "change",
                "hx-include": "#id_handle",
                "hx-target": "#id_handle",
                "hx-swap": "outerHTML",
            }
        ),
    )
    handle = ShopHandleField(live=True)
    kind = forms.ChoiceField(
        label=_("Kind of shop"), choices=Shop.Kind.choices, initial=Shop.Kind.INDIVIDUAL, widget=forms.RadioSelect
    )

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if problem := why_not(handle):
            raise forms.ValidationError(problem)
        return handle


_LABELS = {
    "legal_name": _("Legal name"),
    "registration": _("Registration number"),
    "tax_number": _("Tax number"),
    "country": _("Country"),
    "address": _("Address"),
    "phone": _("Telephone"),
    "what": _("What you sell"),
}
_HELP = {
    "legal_name": _("Of the person or the company that sells."),
    "registration": _("As it stands in the register of companies or trades."),
    "address": _("Where letters reach you."),
    "what": _("A few words: what it is, who makes it, where."),
}
_COMPLETE = {"legal_name": "name", "country": "country", "address": "street-address", "phone": "tel"}


class AnswersForm(forms.Form):
    """Who stands behind a shop: the questions that its kind is asked. What is not known yet may be left for later."""

    kind = forms.ChoiceField(label=_("Kind of shop"), choices=Shop.Kind.choices)

    def __init__(self, data: Any = None, *, application: Application) -> None:
        shop = application.shop
        known = {field: getattr(application, field) for field in FIELDS}
        super().__init__(data, initial={**known, "kind": shop.kind})
        asked = (data or {}).get("kind", shop.kind)
        kind = asked if asked in Shop.Kind.values else shop.kind
        for name in FIELDS:
            if name in terms_of(kind).fields:
                self.fields[name] = _question(name)

    def answers(self) -> dict[str, str]:
        return {field: said for field, said in self.cleaned_data.items() if field != "kind"}


def _question(name: str) -> forms.Field:
    options: dict[str, Any] = {"label": _LABELS[name], "required": False, "help_text": _HELP.get(name, "")}
    attrs = {"autocomplete": _COMPLETE[name]} if name in _COMPLETE else {}
    if name == "country":
        return forms.ChoiceField(choices=[("", "–"), *country_choices()], widget=forms.Select(attrs=attrs), **options)
    kept = Application._meta.get_field(name)
    assert isinstance(kept, models.CharField | models.TextField)
    widget = forms.Textarea({"rows": 4, **attrs}) if name in {"address", "what"} else forms.TextInput(attrs)
    return forms.CharField(max_length=kept.max_length, widget=widget, **options)


class DocumentForm(forms.Form):
    """One paper for the application."""

    kind = forms.ChoiceField(label=_("What it is"), choices=ApplicationDocument.Kind.choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )


class ReturnForm(forms.Form):
    """Why an application goes back, chosen and in words; one of the two at least."""

    reasons = forms.MultipleChoiceField(
        label=_("What is to be changed"), choices=Reason.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("In your words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.cleaned_data["reasons"] and not self.cleaned_data["words"].strip():
            raise forms.ValidationError(_("Choose a reason or write one."))
        return self.cleaned_data


class WordsForm(forms.Form):
    """Words that somebody has to be told."""

    words = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

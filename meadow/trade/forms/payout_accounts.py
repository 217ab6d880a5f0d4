"""The shape of where earnings are sent to."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.people.countries import country_choices

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}")
_NUMBER = re.compile(r"[A-Z0-9]{4,34}")


class _CountryField(forms.TypedChoiceField):
    """A country by its two letters."""

    def __init__(self) -> None:
        super().__init__(label=_("Country"), choices=_choices)


def _choices() -> list[tuple[str, str]]:
    return [("", ""), *country_choices()]


class BankForm(forms.Form):
    """A bank account to which an operator sends."""

    holder = forms.CharField(label=_("In the name of"), max_length=120)
    reference = forms.CharField(
        label=_("Account number"),
        max_length=60,
        help_text=_("The IBAN, where your bank has one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    country = _CountryField()

    def clean_reference(self) -> str:
        number = re.sub(r"[\s.-]", "", self.cleaned_data["reference"]).upper()
        if not _NUMBER.fullmatch(number):
            raise forms.ValidationError(_("An account number has letters and digits only, 4 to 34 of them."))
        if _IBAN.fullmatch(number) and not _adds_up(number):
            raise forms.ValidationError(_("This IBAN is not right. Please look at it again."))
        return number


class ConnectForm(forms.Form):
    """Where the owner is at home; all else Stripe asks by itself."""

    country = _CountryField()


def _adds_up(iban: str) -> bool:
    """The check digits of ISO 13616: as a number, letters counted from 10, it leaves 1 when divided by 97."""
    return int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1

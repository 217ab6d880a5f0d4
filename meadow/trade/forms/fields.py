"""Fields in which amounts of one currency, shares and places are typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import MOST_PRICE
from meadow.people.countries import country_choices
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.money import decimal_text, parse_amount, percent_text

_DECIMAL = {"inputmode": "decimal"}


def name_fields(known: Mapping[str, Mapping[str, str]]) -> dict[str, forms.CharField]:
    """A name once more for each of the platform's other languages, none required, filled with what is known."""
    return {
        f"name_{code}": forms.CharField(
            label=_("Name in %(language)s") % {"language": language},
            max_length=80,
            required=False,
            initial=known.get(code, {}).get("name", ""),
        )
        for code, language in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE
    }


def names_in(typed: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What was typed into these fields, by language, without what was left empty."""
    others = {name.removeprefix("name_"): value for name, value in typed.items() if name.startswith("name_")}
    return {code: {"name": value} for code, value in others.items() if value}


class AmountField(forms.CharField):
    """An amount of a currency that is known when the form is made; minor units, or None when it is left empty."""

    def __init__(self, *, currency: str = "", **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(max_length=20, widget=forms.TextInput(attrs=_DECIMAL), **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        return amount_of(text, self.currency) if text else None

    def prepare_value(self, value: Any) -> Any:
        return decimal_text(value, self.currency) if isinstance(value, int) else value


class PercentField(forms.CharField):
    """A share, typed as `12.5`; hundredths of a per cent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8, widget=forms.TextInput(attrs=_DECIMAL), **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip().removesuffix("%").strip()
        if not text:
            return None
        whole, _point, part = text.partition(".")
        if not (whole.isascii() and whole.isdecimal() and (part or "0").isascii() and (part or "0").isdecimal()):
            raise forms.ValidationError(_("Write digits and at most one point, such as 12.5."))
        if len(part) > 2 or int(whole) * 100 + int(part.ljust(2, "0") or 0) > 10_000:
            raise forms.ValidationError(_("A share is at most 100, with two decimals."))
        return int(whole) * 100 + int(part.ljust(2, "0"))

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return percent_text(value)


class PairsField(forms.CharField):
    """Pairs of an amount (or a weight in kilograms) and an amount, one pair in a line."""

    def __init__(self, *, currency: str = "", in_kilograms: bool = False, most: int = 10, **kwargs: Any) -> None:
        self.currency, self.in_kilograms, self.most = currency, in_kilograms, most
        super().__init__(max_length=600, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> Any:
        pairs: dict[int, int] = {}
        for line in str(super().clean(value)).splitlines():
            words = line.replace(":", " ").replace("=", " ").replace("：", " ").split()
            if not words:
                continue
            if len(words) != 2:
                raise forms.ValidationError(
                    _("Write two numbers in each line: “%(line)s”."), params={"line": line[:40]}
                )
            key = _grams(words[0]) if self.in_kilograms else amount_of(words[0], self.currency)
            if key in pairs:
                raise forms.ValidationError(_("“%(text)s” is there twice."), params={"text": words[0]})
            pairs[key] = amount_of(words[1], self.currency)
        if len(pairs) > self.most:
            raise forms.ValidationError(_("At most %(most)s lines."), params={"most": self.most})
        return sorted(pairs.items())

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(
            f"{_kilograms(key) if self.in_kilograms else decimal_text(key, self.currency)} "
            f"{decimal_text(amount, self.currency)}"
            for key, amount in value
        )


class CountriesField(forms.CharField):
    """Codes of countries, with anything between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).upper()
        codes = text.replace(",", " ").replace("，", " ").replace("、", " ").split()
        known = {code for code, _name in country_choices()}
        for code in codes:
            if code not in known:
                raise forms.ValidationError(_("“%(code)s” is not the code of a country."), params={"code": code[:20]})
        return sorted(set(codes))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


def amount_of(text: str, currency: str) -> int:
    """Minor units of what was typed; refused when it is below nothing or more than anything costs."""
    try:
        amount = parse_amount(text, currency)
    except BadInput as error:
        raise forms.ValidationError(gettext(error.message) % error.params, code=error.code) from None
    if amount < 0:
        raise forms.ValidationError(_("A price is not less than nothing."))
    if amount > MOST_PRICE:
        most = decimal_text(MOST_PRICE, currency)
        raise forms.ValidationError(_("An amount is at most %(most)s."), params={"most": most})
    return amount


def _grams(text: str) -> int:
    whole, _point, part = text.partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) < 5 and len(part) < 4):
        raise forms.ValidationError(_("“%(text)s” is not a weight in kilograms."), params={"text": text[:20]})
    if part and not (part.isascii() and part.isdecimal()):
        raise forms.ValidationError(_("“%(text)s” is not a weight in kilograms."), params={"text": text[:20]})
    return int(whole) * 1000 + int(part.ljust(3, "0") or 0)


def _kilograms(grams: int) -> str:
    return f"{grams // 1000}.{grams % 1000:03}".rstrip("0").rstrip(".")

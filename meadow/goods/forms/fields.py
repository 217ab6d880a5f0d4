"""Fields that goods need: money as people write it, several files, and words in more than one language."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import MOST_PRICE
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.money import decimal_text, parse_amount
from meadow.plumbing.problems import in_words


class MoneyField(forms.CharField):
    """An amount written as a decimal, with point or comma; its value is in minor units."""

    def __init__(self, *, currency: str, **options: Any) -> None:
        self.currency = currency
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": widget, "max_length": 24, **options})

    def clean(self, value: Any) -> int | None:
        text = re.sub(r"\s", "", super().clean(value))
        if not text:
            return None
        if "." not in text and text.count(",") == 1:
            text = text.replace(",", ".")
        try:
            amount = parse_amount(text, self.currency)
        except BadInput as error:
            raise forms.ValidationError(in_words(error)) from error
        if amount < 0:
            raise forms.ValidationError(_("An amount cannot be negative."))
        if amount > MOST_PRICE:
            most = decimal_text(MOST_PRICE, self.currency)
            raise forms.ValidationError(_("An amount is at most %(most)s."), params={"most": most})
        return amount

    def prepare_value(self, value: Any) -> Any:
        return decimal_text(value, self.currency) if isinstance(value, int) else value


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """No file, or several."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        # Django's field knows one file; each of ours is checked like it.
        return [super(ManyFilesField, self).clean(file, initial) for file in data or []]


class TranslatedForm(forms.Form):
    """A form that has some of its fields once more for each of the platform's languages, none of them required."""

    translated: ClassVar[tuple[str, ...]] = ()

    def add_translations(self, known: Mapping[str, Mapping[str, str]]) -> None:
        """Add the fields, filled with what is known."""
        for code, language in settings.LANGUAGES:
            for name in self.translated:
                field = self.fields[name]
                assert isinstance(field, forms.CharField)
                self.fields[_name(name, code)] = forms.CharField(
                    label=f"{field.label} · {language}",
                    required=False,
                    max_length=field.max_length,
                    initial=known.get(code, {}).get(name, ""),
                    widget=type(field.widget)(attrs={**field.widget.attrs, "lang": code}),
                )

    @property
    def translations_fields(self) -> list[BoundField]:
        return [self[_name(name, code)] for code, _language in settings.LANGUAGES for name in self.translated]

    def translations(self) -> dict[str, dict[str, str]]:
        """What was said in each language, without what was left empty."""
        said = {
            code: {name: words for name in self.translated if (words := self.cleaned_data[_name(name, code)].strip())}
            for code, _language in settings.LANGUAGES
        }
        return {code: words for code, words in said.items() if words}


def _name(field: str, code: str) -> str:
    return f"{field}_{code.replace('-', '_')}"

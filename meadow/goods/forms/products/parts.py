"""The parts of a bundle as fields: the keys of variants, and beside each how many of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.texts import PartText

MOST_PARTS = 50
MOST_OF_ONE = 999


class PartsWidget(forms.Widget):
    """Two fields for each part: the variant under the name itself, the number under `<name>-quantity`.

    The page draws them (`parts/bundle_part.html`), since it knows what the variants are called.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]] | None:
        if not hasattr(data, "getlist"):
            return None
        return list(zip(data.getlist(name), data.getlist(f"{name}-quantity"), strict=False))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-shown" not in data


class PartsField(forms.Field):
    """What a bundle is made of; a part of which there are none is none."""

    widget = PartsWidget

    def clean(self, value: Any) -> tuple[PartText, ...]:
        numbers: dict[int, int] = {}
        for variant, quantity in value or ():
            if not (_is_number(variant) and (quantity == "" or _is_number(quantity))):
                raise forms.ValidationError(_("Of each part say how many, in digits."))
            number = numbers.get(int(variant), 0) + int(quantity or 0)  # chosen twice, it is wanted twice
            if number > MOST_OF_ONE:
                raise forms.ValidationError(_("At most %(most)s of one part."), params={"most": MOST_OF_ONE})
            if number:
                numbers[int(variant)] = number
        if len(numbers) > MOST_PARTS:
            raise forms.ValidationError(_("A bundle has at most %(most)s parts."), params={"most": MOST_PARTS})
        return tuple(PartText(variant=variant, quantity=quantity) for variant, quantity in numbers.items())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19

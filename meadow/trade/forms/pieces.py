"""Forms in which pieces of an order's lines are chosen: a number beside each line."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from meadow.trade.models.lines import OrderLine


class PiecesForm(forms.Form):
    """So many pieces of each line, at most as many as `most` says; a line without any is not asked about."""

    def __init__(
        self,
        *args: Any,
        lines: Sequence[OrderLine],
        most: Mapping[int, int],
        all_of_it: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._lines = [line for line in lines if most.get(line.pk, 0) > 0]
        for line in self._lines:
            self.fields[f"pieces_{line.pk}"] = forms.IntegerField(
                label=line.title,
                min_value=0,
                max_value=most[line.pk],
                required=False,
                initial=most[line.pk] if all_of_it else 0,
                error_messages={"max_value": _("At most %(limit_value)s.")},
            )

    @property
    def pieces(self) -> dict[int, int]:
        """What was chosen, by the lines' keys."""
        return {line.pk: self.cleaned_data.get(f"pieces_{line.pk}") or 0 for line in self._lines}

    @property
    def rows(self) -> list[tuple[OrderLine, BoundField]]:
        """The lines with the field of each, for a template."""
        return [(line, self[f"pieces_{line.pk}"]) for line in self._lines]

    @property
    def others(self) -> list[BoundField]:
        """The fields that belong to no line."""
        return [field for field in self if not field.name.startswith(("pieces_", "amount_"))]

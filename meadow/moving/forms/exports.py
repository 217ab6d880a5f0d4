"""What somebody chooses for an archive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.moving.archives.contents import PARTS


class ExportForm(forms.Form):
    """The parts of a shop to put into an archive, and the days that orders and logs are taken of."""

    parts = forms.MultipleChoiceField(
        label=_("What to put in"),
        choices=[(name, part.label) for name, part in PARTS.items()],
        initial=list(PARTS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part for the archive.")},
    )
    begin = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        begin, end = said.get("begin"), said.get("end")
        if begin and end and begin > end:
            self.add_error("end", _("The last day lies before the first."))
        return said

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        """Each box with the words that explain it."""
        return [(box, PARTS[box.data["value"]].words) for box in self["parts"]]

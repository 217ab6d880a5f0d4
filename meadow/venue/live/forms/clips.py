"""The shape of what is typed to cut a clip."""

import json
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.venue.live.actions.clips import Cut
from meadow.venue.live.models.shows import Recording
from meadow.venue.live.replaying import Replay, written

_TIME = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,6}(?:[.,]\d{1,3})?)")
_SUGGESTED = 30.0


class TimeField(forms.CharField):
    """A place in a recording: `1:15`, `1:02:03.5`, or seconds."""

    def clean(self, value: Any) -> float:
        said = super().clean(value)
        found = _TIME.fullmatch(said.strip().replace("：", ":"))
        if found is None:
            raise forms.ValidationError(_("Write minutes and seconds, such as 1:15."))
        hours, minutes, seconds = found.groups(default="0")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))


class ClipForm(forms.Form):
    """A stretch of one part of a replay, filled in beforehand with the chapter at which the replay begins."""

    recording = forms.TypedChoiceField(label=_("Part"), coerce=int)
    product = forms.TypedChoiceField(label=_("Product"), coerce=int, required=False, empty_value=None)
    begins = TimeField(label=_("Begins at"), max_length=20)
    ends = TimeField(label=_("Ends at"), max_length=20)
    photo = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, replay: Replay) -> None:
        open_parts = [it for it in replay.parts if it.recording.is_shown] or list(replay.parts)
        chapter = replay.begun_with
        part = replay.first if replay.first in open_parts else open_parts[0]
        begins = replay.start if part == replay.first else part.begins
        ends = chapter.ends if chapter and chapter.ends else begins + _SUGGESTED
        initial = {
            "recording": part.recording.pk,
            "product": chapter.product.pk if chapter else "",
            "begins": written(begins, tenths=True),
            "ends": written(within(begins, ends, part.recording), tenths=True),
        }
        super().__init__(data, initial=initial, auto_id="clip_%s")
        self.replay = replay
        recordings = self.fields["recording"]
        products = self.fields["product"]
        assert isinstance(recordings, forms.ChoiceField)
        assert isinstance(products, forms.ChoiceField)
        recordings.choices = [(it.recording.pk, _("Part %(number)s") % {"number": it.number}) for it in open_parts]
        if len(open_parts) == 1:
            recordings.widget = forms.HiddenInput()
        shown = {it.product.pk: str(it.product.in_words["title"]) for it in replay.chapters}
        products.choices = [("", _("None")), *shown.items()]
        if not shown:
            products.widget = forms.HiddenInput()

    @property
    def chosen(self) -> Recording:
        """The recording out of which it is cut."""
        return next(it.recording for it in self.replay.parts if it.recording.pk == self.cleaned_data["recording"])

    def cut(self, *, language: str) -> Cut:
        said = self.cleaned_data
        return Cut(**{name: said[name] for name in ("begins", "ends", "product", "photo")}, language=language)

    @property
    def chapters(self) -> str:
        """What choosing a product fills in, for scripts, as JSON."""
        filled = [
            {
                "product": it.product.pk,
                "part": it.part.number,
                "begins": round(it.second, 1),
                "ends": round(within(it.second, it.ends or it.second + _SUGGESTED, it.part.recording), 1),
            }
            for it in self.replay.chapters
        ]
        return json.dumps(filled)


def within(begins: float, ends: float, recording: Recording) -> float:
    """An end for a stretch that is neither too short nor too long nor outside of the recording, where that can be."""
    ends = min(max(ends, begins + 5), begins + 90)
    return min(ends, recording.seconds) if recording.seconds else ends

"""The shape of what people say in rooms, and of what those who mind the talk choose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.plumbing.words import folded, in_one_line
from meadow.venue.live.forms.rooms import PAUSES
from meadow.venue.live.models.talk import LONGEST, WORD

GOOD, BAN = "good", "ban"


class SayForm(forms.Form):
    """One message; `mark` is the page's own word for it."""

    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        error_messages={"required": _("There is nothing to send yet.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "send"}),
    )
    mark = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput)
    question = forms.BooleanField(label=_("Ask as a question"), required=False)

    def clean_text(self) -> str:
        text = in_one_line(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text


class MuteForm(forms.Form):
    """For how long somebody is muted."""

    time = forms.ChoiceField(
        label=_("How long"),
        choices=[
            ("10", _("10 minutes")),
            ("60", _("1 hour")),
            ("1440", _("1 day")),
            (GOOD, pgettext_lazy("muted", "For good")),
            (BAN, _("Ban from the room")),
        ],
    )
    hides = forms.BooleanField(label=_("Hide all their messages"), required=False)

    @property
    def minutes(self) -> int | None:
        chosen = self.cleaned_data["time"]
        return None if chosen in {GOOD, BAN} else int(chosen)

    @property
    def is_ban(self) -> bool:
        return bool(self.cleaned_data["time"] == BAN)


class SlowForm(forms.Form):
    """How many seconds lie between two messages of one person."""

    seconds = forms.TypedChoiceField(
        label=_("Slow mode"), coerce=int, choices=[], widget=forms.Select(attrs={"class": "input"})
    )

    def __init__(self, data: Any = None, *, seconds: int | None = None) -> None:
        super().__init__(data, initial={"seconds": seconds})
        field = self.fields["seconds"]
        assert isinstance(field, forms.TypedChoiceField)
        known = sorted({*PAUSES, *(() if seconds is None else (seconds,))})
        field.choices = [
            (pause, _("%(seconds)s s") % {"seconds": pause} if pause else pgettext_lazy("slow mode", "Off"))
            for pause in known
        ]


class WordForm(forms.Form):
    """One word that is not said."""

    word = forms.CharField(
        label=_("A word"),
        max_length=WORD,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )

    def clean_word(self) -> str:
        word = folded(self.cleaned_data["word"])
        if not word or len(word) > WORD:
            raise forms.ValidationError(_("Type a word of at most %(most)s letters."), params={"most": WORD})
        return word

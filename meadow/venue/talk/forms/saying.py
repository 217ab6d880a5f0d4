"""The shape of one message, as pages send it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.venue.talk.actions.saying import MOST_PHOTOS, Said
from meadow.venue.talk.cards import Card
from meadow.venue.talk.models.messages import Report

_LARGEST = 2**63 - 1


class SayForm(forms.Form):
    """What actions.saying checks is not checked here: only what is of another shape."""

    text = forms.CharField(required=False, strip=False)
    mark = forms.CharField(max_length=40)
    sticker = forms.CharField(required=False, max_length=40)
    card_kind = forms.CharField(required=False, max_length=20)
    card_key = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST)
    answers = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST)
    announcement = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        listed = self.data.getlist("photos") if hasattr(self.data, "getlist") else []
        photos = [key for key in listed if key]
        if not all(key.isascii() and key.isdigit() and int(key) <= _LARGEST for key in photos):
            raise forms.ValidationError(_("This photo cannot be sent. Please choose it again."))
        cleaned["photos"] = tuple(int(key) for key in photos[: MOST_PHOTOS + 1])
        return cleaned

    def said(self, photos: tuple[int, ...] = ()) -> Said:
        """What is to be said, with these photos besides."""
        given = self.cleaned_data
        card = Card(given["card_kind"], given["card_key"]) if given["card_kind"] and given["card_key"] else None
        return Said(
            text=given["text"],
            photos=given["photos"] + photos,
            sticker=given["sticker"],
            card=card,
            answers=given["answers"],
            mark=given["mark"],
        )


class ReportForm(forms.Form):
    """Why a message should not stand."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Report.Reason.choices)
    words = forms.CharField(label=_("Words"), required=False, max_length=300)

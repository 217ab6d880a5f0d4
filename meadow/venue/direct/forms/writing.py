"""The shape of a first message, from a profile, a shop, a product or an order."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.venue.talk.actions.saying import Said
from meadow.venue.talk.cards import Card
from meadow.venue.talk.models.messages import LONGEST

_CARD = re.compile(r"(product|order):(\d{1,18})")


class WritingForm(forms.Form):
    """Some words, perhaps with a card; the mark makes of a form that is sent twice one message."""

    text = forms.CharField(
        label=_("Message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "autofocus": True})
    )
    mark = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput)
    card = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, card: Card | None = None, longest: int = LONGEST) -> None:
        named = f"{card.kind}:{card.key}" if card else ""
        super().__init__(data, initial={"mark": str(uuid.uuid4()), "card": named})
        field = self.fields["text"]
        assert isinstance(field, forms.CharField)
        field.max_length = longest
        field.widget.attrs["maxlength"] = longest

    def clean_card(self) -> Card | None:
        return card_named(self.cleaned_data["card"])

    @property
    def said(self) -> Said:
        given = self.cleaned_data
        return Said(text=given["text"], card=given["card"], mark=given["mark"])


def card_named(name: str) -> Card | None:
    """The card that an address or a form names so (`product:7`)."""
    found = _CARD.fullmatch(name)
    return Card(found[1], int(found[2])) if found else None

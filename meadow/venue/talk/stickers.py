"""Stickers: pictures of our own with which a message says one thing; files in `web/static/stickers/`."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STICKERS = {
    "hello": pgettext_lazy("sticker", "Hello"),
    "thanks": pgettext_lazy("sticker", "Thank you"),
    "love": pgettext_lazy("sticker", "Love it"),
    "laugh": pgettext_lazy("sticker", "So funny"),
    "wow": pgettext_lazy("sticker", "Wow"),
    "cry": pgettext_lazy("sticker", "Oh no"),
    "sleepy": pgettext_lazy("sticker", "Good night"),
    "tea": pgettext_lazy("sticker", "Tea?"),
    "parcel": pgettext_lazy("sticker", "It has arrived"),
    "waiting": pgettext_lazy("sticker", "Waiting"),
    "grass": pgettext_lazy("sticker", "I want one, too"),
    "party": pgettext_lazy("sticker", "Hooray"),
}
UNKNOWN = _("Sticker")


def sticker_url(name: str) -> str:
    return static(f"stickers/{name}.svg")

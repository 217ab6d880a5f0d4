"""What a group's thread says by itself, in sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from meadow.venue.talk.notices import puts


@puts("joined")
def joined(words: Mapping[str, Any]) -> str:
    return _("%(name)s joined.") % {"name": words["name"]}


@puts("announced")
def announced(words: Mapping[str, Any]) -> str:
    return _("New announcement: %(text)s") % {"text": words["text"]}


@puts("closed")
def closed(words: Mapping[str, Any]) -> str:
    return _("This group was closed. What was said can still be read.")

"""What conversations themselves say, put into sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from meadow.venue.talk.notices import puts


@puts("said_by_itself")
def said_by_itself(words: Mapping[str, Any]) -> str:
    return _("Automatic answer: %(text)s") % words

"""What a person hears at once while they look at a page, in the language in which they want to be spoken to."""

import json

from django.conf import settings
from django.utils import translation

from meadow.engines.bus import publish
from meadow.people.models.persons import Person


def in_words_of(person: Person) -> "translation.override":
    """Their language, or the platform's, while the block lasts."""
    return translation.override(person.language or settings.LANGUAGE_CODE)


def tell(person: Person, about: str, title: str, url: str) -> None:
    """Say it on whatever page they look at; `about` is the kind of news (`order`, `stock`).

    The message is ephemeral: it may be lost, and a page has to say the same.
    """
    publish(f"inbox.{person.pk}.{about}", json.dumps({"title": title, "url": url}).encode())

"""Letters to people, in the language in which each wants to be written to."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override

from meadow.people.models.persons import Person


def send_letter(person: Person, template: str, **context: Any) -> None:
    """Send a letter to a person; the first line of the template is its subject, the rest its text.

    For jobs, which may wait for the mail server. A shell that somebody left behind gets none.
    """
    if person.is_active:
        send_letter_to(person.email, template, language=person.language, context={**context, "person": person})


def send_letter_to(address: str, template: str, *, language: str, context: Mapping[str, Any]) -> None:
    """Send a letter to an address that may be nobody's; without a language, in the platform's."""
    with override(language or settings.LANGUAGE_CODE):
        place = {"site_name": settings.MEADOW_NAME, "site_url": settings.PUBLIC_URL.rstrip("/")}
        words = render_to_string(template, {**place, **context}).strip()
    subject, _, text = words.partition("\n")
    send_mail(subject.strip(), text.strip() + "\n", None, [address])

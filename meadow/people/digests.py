"""The letter with what somebody has not read: words, a page of HTML, and a way to be sent no more."""

from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.people.newsstand import lines_of

MOST = 20
"""Pieces of news in a letter; the page has the others."""
_SALT = "people.letters-with-news"


def signed(person: Person) -> str:
    """What stands in the address under which one wants no more letters; it says who, and nobody else can make it."""
    return signing.Signer(salt=_SALT).sign(str(person.pk))


def signer_of(word: str) -> Person | None:
    """Whose word it is."""
    try:
        key = signing.Signer(salt=_SALT).unsign(word)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=key, is_active=True).first()


def send_digest(reader: Person, news: Sequence[News]) -> None:
    """Send the letter, now; for jobs, which may wait for the mail server. The newest come first."""
    site = settings.PUBLIC_URL.rstrip("/")
    leave = site + reverse("people:no-letters", args=[signed(reader)])
    with override(reader.language or settings.LANGUAGE_CODE):
        facts = {
            "site_name": settings.MEADOW_NAME,
            "site_url": site,
            "person": reader,
            "lines": lines_of(news[:MOST]),
            "number": len(news),
            "more": max(len(news) - MOST, 0),
            "leave": leave,
        }
        words = render_to_string("people/letters/news.txt", facts).strip()
        page = render_to_string("people/letters/news.html", facts)
    subject, _, text = words.partition("\n")
    letter = EmailMultiAlternatives(
        subject.strip(),
        text.strip() + "\n",
        to=[reader.email],
        # RFC 2369 and 8058: mail programs show a button that POSTs to this address.
        headers={"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    letter.attach_alternative(page, "text/html")
    letter.send()

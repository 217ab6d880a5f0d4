"""Letters: e-mail that actions send, in the reader's language, carried by a job: no page waits for a mail server."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


def write_letter(template: str, *, language: str = "", **facts: object) -> tuple[str, str]:
    """The subject and the words of a letter: the first line of the template, and what follows it."""
    with override(language or settings.LANGUAGE_CODE):
        known = {"meadow_name": settings.MEADOW_NAME, "public_url": settings.PUBLIC_URL}
        subject, _, words = render_to_string(template, {**known, **facts}).strip().partition("\n")
    return " ".join(subject.split()), words.strip() + "\n"


def post(to: str, subject: str, words: str) -> None:
    """Hand a letter to the mail server, now."""
    EmailMessage(subject=subject, body=words, to=[to]).send()


def send_letter(to: str, template: str, *, language: str = "", **facts: object) -> None:
    """Send a letter after the transaction at hand. Its words lie among the jobs for some days: no secrets in them."""
    subject, words = write_letter(template, language=language, **facts)
    carry_letter.defer(to=to, subject=subject, words=words)


@app.task(name="plumbing.carry_letter", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def carry_letter(to: str, subject: str, words: str) -> None:
    """Carry one letter to the mail server; carried twice, it arrives twice."""
    post(to, subject, words)

"""problem+json (RFC 9457): errors that a program can read."""

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext

from meadow.plumbing.bad_input import BadInput


def problem(status: int, code: str, detail: str, *, errors: dict[str, list[str]] | None = None) -> HttpResponse:
    """An error answer; `errors` maps each field to what is wrong with it."""
    body: dict[str, object] = {"type": f"urn:meadow:{code}", "title": detail, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json")


def in_words(error: BadInput) -> str:
    """What is wrong with the input, in the language at hand."""
    return gettext(error.message) % error.params

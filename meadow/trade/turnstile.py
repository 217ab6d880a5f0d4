"""The turnstile: those who come for an offer of which nothing is left are told so before anything else is done.

When a countdown ends thousands want the same few pieces in the same second, and all but a few come too late. Whatever
Django does for a request costs more than telling them; so the web server asks here first. It is asked only by scripts
(`HX-Request`) that send something for the first time: who sends again (`X-Again`) may have bought, and had no answer.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from meadow.plumbing import metrics
from meadow.trade.actions.room_sales import was_just_gone
from meadow.venue.live.refusals import OfferSoldOut

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PASSED_ON = ("variant", "quantity", "room")
_LONGEST = 200
_STATUS = HTTPStatus.UNPROCESSABLE_ENTITY
_HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"), ("Vary", "Accept-Language")]


def turnstile(application: Application) -> Application:
    """The application behind the turnstile."""
    door = reverse("trade:buy")

    def ask(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != door or environ["REQUEST_METHOD"] != "POST":
            return application(environ, start_response)
        asked = _asked(environ)
        if asked is None or not was_just_gone(asked["offer"]):
            return application(environ, start_response)
        language = translation.get_language_from_request(WSGIRequest(environ))
        body = _words(language, tuple((name, asked[name]) for name in PASSED_ON if name in asked))
        metrics.observe("POST", "trade:turnstile", _STATUS, 0.0)
        start_response(f"{_STATUS} {_STATUS.phrase}", [*_HEADERS, ("Content-Length", str(len(body)))])
        return [body]

    return ask


def _asked(environ: dict[str, Any]) -> dict[str, int] | None:
    """The numbers that a script's first request names in its address, an offer among them."""
    query = environ.get("QUERY_STRING", "")
    if "HTTP_HX_REQUEST" not in environ or "HTTP_X_AGAIN" in environ or len(query) > _LONGEST:
        return None
    numbers = {name: int(values[0]) for name, values in parse_qs(query).items() if _is_number(values[0])}
    return numbers if "offer" in numbers else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


@lru_cache(maxsize=256)
def _words(language: str, asked: tuple[tuple[str, int], ...]) -> bytes:
    with translation.override(language):
        url = f"{reverse('trade:buy')}?{urlencode(asked)}"
        return render_to_string("trade/offer_gone_sheet.html", {"refusal": OfferSoldOut(), "url": url}).encode()

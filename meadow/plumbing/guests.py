"""Pages as guests see them, kept for a few seconds: whoever has not signed in and has no cart sees what others see.

A visit with a session cookie never meets a kept page, in either direction: what a session could show is neither kept
nor replaced. The anti-forgery token of the page's forms is cut out before keeping and put in anew for every visitor.
"""

import functools
import re
from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils.translation import get_language

View = Callable[..., HttpResponse]
_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
_PLACE = b"\0token\0"  # no page holds a NUL
# What a page may look different for, beside its address and language. Anything else that a visitor makes up must not
# fill the cache: an unknown theme counts as none, and an address with unknown or overlong parameters is not kept.
_THEMES = ("light", "dark")
_HEADERS = ("HX-Request", "HX-Target")
_PARAMETERS = frozenset({"after", "category", "note", "room", "sort", "tab", "variant", "via"})
_MOST_QUERY, _MOST_BYTES = 200, 300_000


def kept_for_guests(view: View) -> View:
    """Answer guests' GETs from the last few seconds' answer (`MEADOW_GUEST_SECONDS`; 0 keeps nothing).

    Only whole answers (200) that set no cookie but the anti-forgery one are kept, by each web process for itself.
    """

    @functools.wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        seconds = settings.MEADOW_GUEST_SECONDS
        if not seconds or request.method != "GET" or not _is_guest(request) or not _is_asked_by_many(request):
            return view(request, *args, **kwargs)
        cache, key = caches["guests"], _key(request)
        kept: tuple[bytes, str] | None = cache.get(key)
        if kept is None:
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()
            if not _may_be_kept(request, response):
                return response
            kept = (_TOKEN.sub(rb"\1" + _PLACE, response.content), response["Content-Type"])
            cache.set(key, kept, seconds)
        body, kind = kept
        if _PLACE in body:
            body = body.replace(_PLACE, get_token(request).encode())
        return HttpResponse(body, content_type=kind)

    return door


def _is_guest(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and "messages" not in request.COOKIES


def _is_asked_by_many(request: HttpRequest) -> bool:
    return request.GET.keys() <= _PARAMETERS and len(request.META.get("QUERY_STRING", "")) <= _MOST_QUERY


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is whole and began no session."""
    session = getattr(request, "session", None)
    touched = session is not None and (session.modified or not session.is_empty())
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not touched
        and len(response.content) <= _MOST_BYTES
    )


def _key(request: HttpRequest) -> str:
    theme = request.COOKIES.get("theme", "")
    parts = (
        request.get_host(),
        request.get_full_path(),
        get_language(),
        theme if theme in _THEMES else "",
        *(request.headers.get(name, "") for name in _HEADERS),
    )
    return blake2b(repr(parts).encode(), digest_size=20).hexdigest()

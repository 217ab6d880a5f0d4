"""What every request passes through: its id, its measure, and the one place where a refusal becomes an answer."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from meadow.plumbing import metrics
from meadow.plumbing.logs import set_request_id
from meadow.plumbing.problems import problem
from meadow.plumbing.refusals import Refusal, TooManyRequests, TooMuch

Door = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("meadow.requests")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id(get_response: Door) -> Door:
    """Give each request an id (or keep the proxy's), measure it, log what went wrong or took long."""

    def door(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        identity = given if _ID.fullmatch(given) else uuid.uuid4().hex
        set_request_id(identity)
        started = time.perf_counter()
        response = get_response(request)
        seconds = time.perf_counter() - started
        response["X-Request-Id"] = identity
        match = request.resolver_match
        metrics.observe(request.method or "", match.view_name if match else "", response.status_code, seconds)
        if seconds > 1 or response.status_code >= 500:
            log.warning(
                "%s %s", request.method, request.path, extra={"status": response.status_code, "seconds": seconds}
            )
        return response

    return door


def addresses(get_response: Door) -> Door:
    """Nothing has an address with a NUL in it, which no text of PostgreSQL can hold."""

    def door(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META["QUERY_STRING"]:
            raise Http404
        return get_response(request)

    return door


def threshold(get_response: Door) -> Door:
    """Turn away, unread, more bytes than anybody may send; it stands inside all that tells who asks."""

    def door(request: HttpRequest) -> HttpResponse:
        sent = int(request.META.get("CONTENT_LENGTH") or 0)
        if sent > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            most = settings.MEADOW_MOST_BYTES if request.user.is_authenticated else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            if sent > most:
                return _answer_to(TooMuch(most=most // 2**20), request)
        return get_response(request)

    return door


class refusals:  # noqa: N801 - used like the function middleware beside it
    """Turn a `Refusal` into a small page, a fragment (htmx) or problem+json (API)."""

    def __init__(self, get_response: Door) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _answer_to(exception, request) if isinstance(exception, Refusal) else None


def _answer_to(refusal: Refusal, request: HttpRequest) -> HttpResponse:
    response: HttpResponse
    if wants_json(request):
        response = problem(refusal.status, refusal.code, str(refusal))
    else:
        template = "plumbing/refusal.html#fragment" if request.headers.get("HX-Request") else "plumbing/refusal.html"
        response = TemplateResponse(request, template, {"refusal": refusal}, status=refusal.status).render()
    if isinstance(refusal, TooManyRequests):
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


def wants_json(request: HttpRequest) -> bool:
    """True for the API and for scripts that ask for JSON."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")

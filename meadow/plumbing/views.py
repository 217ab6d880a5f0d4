"""Doors for those who run the machine: is it alive, is it ready, its figures; and the files that never change."""

import mimetypes
import re
import secrets

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from meadow.engines.bus import answers as nats_answers
from meadow.plumbing import metrics

_CONTENT_NAMED = re.compile(r"[a-z]+/[0-9a-f]{2}/[0-9a-f]{16,64}\.[a-z]{3,4}")  # no dots or slashes to climb with
_LOOPBACK = {"127.0.0.1", "::1", ""}


def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readiness(request: HttpRequest) -> HttpResponse:
    """The engines answer too; 503 and the names of those that do not."""
    engines = {"postgres": _postgres_answers(), "nats": nats_answers()}
    return JsonResponse(
        {"ready": all(engines.values()), "engines": engines}, status=200 if all(engines.values()) else 503
    )


def _postgres_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return False
    return True


def figures(request: HttpRequest) -> HttpResponse:
    """Prometheus' page: for this machine, or for whoever holds MEADOW_METRICS_TOKEN."""
    token = settings.MEADOW_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        allowed = secrets.compare_digest(given, token)
    else:
        here = request.META.get("REMOTE_ADDR", "") in _LOOPBACK and "X-Forwarded-For" not in request.headers
        allowed = here and not settings.MEADOW_BEHIND_PROXY
    if not allowed:
        raise Http404
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A stored file. Names are hashes of the content, so that caches may keep it for ever."""
    if not _CONTENT_NAMED.fullmatch(name):
        raise Http404
    try:
        handle = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(
        handle,
        content_type=kind,
        headers={"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"},
    )

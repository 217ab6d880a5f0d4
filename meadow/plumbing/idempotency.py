"""Asked twice, done once: doors that honour the `Idempotency-Key` header.

Keys live 24 hours. The same key with another body is refused with 422, one that is still being answered with 409. Only
success is kept: what was refused changed nothing, and may be corrected and sent again under its key. A replay is marked
`Idempotent-Replayed: true`.

It costs two statements, neither of which waits for the disk: a claim before the work, which is on disk when the work
is, and the answer after it. An answer that is lost, since the process died or the database lost its last half second,
leaves a claim that ends after a minute; then the work is done again. So actions that must not happen twice (placing,
paying, giving back) bear a key of their own, which is unique in the database.
"""

import functools
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop

from meadow.plumbing.commits import without_waiting
from meadow.plumbing.models import Answer
from meadow.plumbing.prepared import run
from meadow.plumbing.refusals import Refusal

LIFETIME = timedelta(hours=24)
ABANDONED = timedelta(seconds=60)  # a process that died while answering must not block its key for a day
View = Callable[..., HttpResponse]
_CLAIM = """
WITH {quick}
INSERT INTO plumbing_answer AS kept (scope, actor, key, fingerprint, headers, body, asked_at)
SELECT %s, %s, %s, %s, '{}', '', %s FROM quick
ON CONFLICT (scope, actor, key) DO UPDATE
SET fingerprint = excluded.fingerprint, status = NULL, headers = '{}', body = '', asked_at = excluded.asked_at
WHERE kept.asked_at < %s OR (kept.asked_at < %s AND kept.status IS NULL)
RETURNING id
"""
_KEEP = """
WITH {quick}
UPDATE plumbing_answer SET status = %s, headers = %s::jsonb, body = %s FROM quick WHERE id = %s
"""
_FORGET = "WITH {quick} DELETE FROM plumbing_answer USING quick WHERE id = %s"


class NotAKey(Refusal):
    status = 400
    message = gettext_noop("An Idempotency-Key has at most 255 printable characters.")


class KeyUsedForAnotherRequest(Refusal):
    status = 422
    message = gettext_noop("This Idempotency-Key was already used for a different request.")


class StillBeingAnswered(Refusal):
    status = 409
    message = gettext_noop("The first request with this Idempotency-Key is still being answered.")


class KeyIsMissing(Refusal):
    status = 400
    message = gettext_noop("This needs an Idempotency-Key, so that it can be sent again safely.")


def given_key(request: HttpRequest) -> str:
    """The key that a request bears, as header or as the field `idempotency_key`; nothing when it bears none."""
    return request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key", "")


def idempotent(scope: str, *, is_required: bool = False) -> Callable[[View], View]:
    """Answer a repeated request with the first answer; without a key do it each time, or refuse if it `is_required`."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            key = given_key(request)
            if not key and is_required:
                raise KeyIsMissing
            if not key:
                return view(request, *args, **kwargs)
            if len(key) > 255 or not key.isprintable():
                raise NotAKey
            actor = str(request.user.pk) if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")
            claim = _claim(scope, actor, key, _fingerprint(request))
            if isinstance(claim, HttpResponse):
                return claim
            try:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response = response.render()
            except BaseException:
                _forget(claim)
                raise
            if response.status_code >= 400:
                _forget(claim)
            else:
                headers = {name: response[name] for name in ("Content-Type", "Location") if name in response}
                values = [response.status_code, json.dumps(headers), response.content, claim]
                run(_KEEP.replace("{quick}", without_waiting()), values)
            return response

        return door

    return decorate


def _claim(scope: str, actor: str, key: str, fingerprint: str) -> int | HttpResponse:
    """Take the key for this request, or find what was answered before."""
    now = timezone.now()
    values = [scope, actor, key, fingerprint, now, now - LIFETIME, now - ABANDONED]
    for (claimed,) in run(_CLAIM.replace("{quick}", without_waiting()), values):
        return int(claimed)
    answer = Answer.objects.filter(scope=scope, actor=actor, key=key).first()
    if answer is None:  # it was being answered until a moment ago, and nothing was kept
        raise StillBeingAnswered
    if answer.fingerprint != fingerprint:
        raise KeyUsedForAnotherRequest
    if answer.status is None:
        raise StillBeingAnswered
    response = HttpResponse(bytes(answer.body), status=answer.status, headers=answer.headers)
    response["Idempotent-Replayed"] = "true"
    return response


def _forget(claim: int) -> None:
    """Let the key be used again; a claim whose end is lost ends by itself after a minute."""
    run(_FORGET.replace("{quick}", without_waiting()), [claim])


def _fingerprint(request: HttpRequest) -> str:
    """A digest of what is asked, leaving out the anti-forgery token, which differs between two identical forms."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        fields = sorted(
            (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
        )
        digest.update(repr(fields).encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()

"""Asked twice, done once: doors that honour the `Idempotency-Key` header.

Keys live 24 hours. The same key with another body is refused with 422, one that is still being answered with 409. Only
success is kept: what was refused changed nothing, and may be corrected and sent again under its key. A replay is marked
`Idempotent-Replayed: true`.
"""

import functools
import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop

from meadow.plumbing.models import Answer
from meadow.plumbing.refusals import Refusal

LIFETIME = timedelta(hours=24)
ABANDONED = timedelta(seconds=60)  # a process that died while answering must not block its key for a day
View = Callable[..., HttpResponse]


class NotAKey(Refusal):
    status = 400
    message = gettext_noop("An Idempotency-Key has at most 255 printable characters.")


class KeyUsedForAnotherRequest(Refusal):
    status = 422
    message = gettext_noop("This Idempotency-Key was already used for a different request.")


class StillBeingAnswered(Refusal):
    status = 409
    message = gettext_noop("The first request with this Idempotency-Key is still being answered.")


def idempotent(scope: str) -> Callable[[View], View]:
    """Answer a repeated request with the first answer. The key comes as header or as the field `idempotency_key`."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            key = request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key", "")
            if not key:
                return view(request, *args, **kwargs)
            if len(key) > 255 or not key.isprintable():
                raise NotAKey
            actor = str(request.user.pk) if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")
            answer, kept = _claim(scope, actor, key, _fingerprint(request))
            if kept is not None:
                return kept
            try:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response = response.render()
            except BaseException:
                answer.delete()
                raise
            if response.status_code >= 400:
                answer.delete()
            else:
                answer.status = response.status_code
                answer.headers = {name: response[name] for name in ("Content-Type", "Location") if name in response}
                answer.body = response.content
                answer.save(update_fields=["status", "headers", "body"])
            return response

        return door

    return decorate


def _claim(scope: str, actor: str, key: str, fingerprint: str) -> tuple[Answer, HttpResponse | None]:
    """Take the key for this request, or find what was answered before."""
    mine = {"scope": scope, "actor": actor, "key": key}
    now = timezone.now()
    Answer.objects.filter(**mine, asked_at__lt=now - LIFETIME).delete()
    Answer.objects.filter(**mine, asked_at__lt=now - ABANDONED, status=None).delete()
    try:
        with transaction.atomic():
            return Answer.objects.create(**mine, fingerprint=fingerprint), None
    except IntegrityError:
        answer = Answer.objects.filter(**mine).first()
    if answer is None:  # it was being answered until a moment ago, and nothing was kept
        raise StillBeingAnswered
    if answer.fingerprint != fingerprint:
        raise KeyUsedForAnotherRequest
    if answer.status is None:
        raise StillBeingAnswered
    response = HttpResponse(bytes(answer.body), status=answer.status, headers=answer.headers)
    response["Idempotent-Replayed"] = "true"
    return answer, response


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

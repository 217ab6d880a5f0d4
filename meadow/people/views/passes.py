"""The door where a page gets its pass to what NATS tells this person."""

from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meadow.engines.nats import account_key, websocket_url_for
from meadow.engines.passes import issue_pass
from meadow.people.visitors import Request, signed_in_or_problem
from meadow.plumbing.limits import limit_writes

LIFETIME = timedelta(minutes=10)


@require_GET
@never_cache
@signed_in_or_problem
def inbox_pass(request: Request) -> HttpResponse:
    """A pass of ten minutes to read one's own inbox, and nobody else's."""
    limit_writes(request, "pass", times=60, seconds=60)
    subjects = [f"inbox.{request.user.pk}.>"]
    granted = issue_pass(account=account_key(), name=f"person.{request.user.pk}", subjects=subjects, lifetime=LIFETIME)
    return JsonResponse(
        {
            "jwt": granted.jwt,
            "url": websocket_url_for(request.get_host().rpartition(":")[0] or request.get_host()),
            "subjects": subjects,
            "expires_at": granted.expires_at.isoformat(),
        }
    )

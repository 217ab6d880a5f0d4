"""The door where a page gets its pass to what NATS tells everybody in a thread."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meadow.engines.nats import account_key, websocket_url_for
from meadow.engines.passes import issue_pass
from meadow.people.visitors import Request, signed_in_or_problem
from meadow.plumbing.limits import limit_writes
from meadow.venue.talk.actions.readers import PASSES, pass_name
from meadow.venue.talk.history import reader_of


@require_GET
@never_cache
@signed_in_or_problem
def thread_pass(request: Request, pk: int) -> HttpResponse:
    """A pass to hear this one thread, and to say nothing: what is said goes through the other doors."""
    limit_writes(request, "talk-pass", times=60)
    thread = reader_of(request.user, pk).thread
    subjects = [f"{thread.subject}.>"]
    granted = issue_pass(
        account=account_key(), name=pass_name(thread, request.user), subjects=subjects, lifetime=PASSES
    )
    return JsonResponse(
        {
            "jwt": granted.jwt,
            "url": websocket_url_for(request.get_host().rpartition(":")[0] or request.get_host()),
            "subjects": subjects,
            "expires_at": granted.expires_at.isoformat(),
        }
    )

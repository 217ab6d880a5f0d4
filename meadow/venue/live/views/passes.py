"""The door where a page gets its pass to what NATS tells everybody in a room."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meadow.engines.nats import account_key, websocket_url_for
from meadow.engines.passes import issue_pass
from meadow.people.visitors import visitor
from meadow.plumbing.limits import limit_writes
from meadow.venue.live.broadcast import pass_name
from meadow.venue.live.entering import enter_room
from meadow.venue.live.team import role_in

VIEWERS, TEAM = timedelta(minutes=30), timedelta(minutes=10)
"""How long a pass is good for. Every renewal is a new connection, so viewers, who are many, renew seldom."""
_MOST_OF_A_PERSON, _MOST_OF_AN_ADDRESS = 60, 600  # a minute; many guests may share one address


@require_GET
@never_cache
def room_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """A pass to hear the room, for guests too: to say with `?visit=` that one is here, and likes; nothing else.

    Whoever helps to run the room hears its console as well.
    """
    person = visitor(request)
    limit_writes(request, "room-pass", times=_MOST_OF_A_PERSON if person else _MOST_OF_AN_ADDRESS)
    room = enter_room(request, pk)
    try:
        visit = str(UUID(request.GET.get("visit", "")))
    except ValueError:
        return JsonResponse({}, status=400)
    is_team = bool(role_in(room, person))
    subjects = [f"{room.subject}.>", *([f"console.{room.pk}.>"] if is_team else ())]
    granted = issue_pass(
        account=account_key(),
        name=pass_name(room, person) if person else f"{room.subject}.guest.{visit}",
        subjects=subjects,
        publish=[f"beat.{room.pk}.{visit}", f"like.{room.pk}.{visit}"],
        lifetime=TEAM if is_team else VIEWERS,
    )
    return JsonResponse(
        {
            "jwt": granted.jwt,
            "url": websocket_url_for(request.get_host().rpartition(":")[0] or request.get_host()),
            "subjects": subjects,
            "expires_at": granted.expires_at.isoformat(),
        }
    )

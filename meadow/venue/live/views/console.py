"""The console, from which a room's team runs it, on a phone or at a desk."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.people.visitors import Request
from meadow.venue.live.models.shows import Show
from meadow.venue.live.team import role_in, run_room


@login_required
@require_GET
def console(request: Request, pk: int) -> HttpResponse:
    """The whole console, or to htmx its head alone; its panes come from `templatetags/live_*.py`."""
    room = run_room(request, pk)
    context = {
        "room": room,
        "show": Show.objects.filter(room=room, closed_at=None).first(),
        "role": role_in(room, request.user),
    }
    is_head = bool(request.headers.get("HX-Request"))
    return TemplateResponse(request, "live/parts/console_head.html" if is_head else "live/console.html", context)

"""Planning a room, and changing what was planned."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from meadow.people.visitors import Request
from meadow.venue.live.team import HOSTS, run_room


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponse:
    """A new room."""
    return TemplateResponse(request, "live/plan.html", {})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """A room that is planned already."""
    return TemplateResponse(request, "live/plan.html", {"room": run_room(request, pk, *HOSTS)})

"""The show board: figures of the show that goes on, or of one that is over, for those who host it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meadow.people.visitors import Request
from meadow.plumbing.spreadsheet import csv_table
from meadow.venue.live.board import board_of, minutes_of
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Show
from meadow.venue.live.team import HOSTS, run_room

SHOWS = 20
"""How many of a room's shows the page offers, the newest first."""


@login_required
@require_GET
def board(request: Request, pk: int) -> HttpResponse:
    """The board; for a script the part alone that changes while the show goes on."""
    room = run_room(request, pk, *HOSTS)
    shows = list(Show.objects.filter(room=room)[:SHOWS])
    show = _chosen(request, room, shows)
    context = {"room": room, "show": show, "shows": shows, "board": board_of(show) if show else None}
    name = "live/parts/board.html" if request.headers.get("HX-Request") else "live/board.html"
    return TemplateResponse(request, name, context)


@login_required
@require_GET
def table(request: Request, pk: int) -> HttpResponseBase:
    """Every minute of a show as a CSV file; of one that never ends, the last week."""
    room = run_room(request, pk, *HOSTS)
    show = _chosen(request, room, list(Show.objects.filter(room=room)[:1]))
    if show is None:
        raise Http404
    head = [_("Minute (UTC)"), _("Viewers"), _("Entered"), _("Left"), _("Messages"), _("Likes"), _("Clicks on goods")]
    lines = (
        [f"{one.at:%Y-%m-%d %H:%M}", one.viewers, one.entered, one.left, one.messages, one.likes, one.clicks]
        for one in minutes_of(show)
    )
    response = StreamingHttpResponse(csv_table([head, *lines]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="show-{show.pk}.csv"'
    return response


def _chosen(request: Request, room: Room, shows: list[Show]) -> Show | None:
    """The show that the address names, else the newest."""
    named = request.GET.get("show", "")
    if not named:
        return shows[0] if shows else None
    if not named.isascii() or not named.isdigit() or len(named) > 18:
        raise Http404
    show = next((show for show in shows if show.pk == int(named)), None)
    show = show or Show.objects.filter(room=room, pk=int(named)).first()
    if show is None:
        raise Http404
    return show

"""The shop's log, on a page and as a file."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.goods.trail import Kind, Told, verbs_about
from meadow.people.models.persons import Person
from meadow.people.visitors import Request
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.spreadsheet import csv_table

LINES = 50
MOST_PEOPLE = 100
_AT_ONCE = 500


@login_required
@require_GET
def log(request: Request, handle: str) -> HttpResponse:
    """What was done to the shop, the latest first."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    kind, who = _wanted(request.GET)
    page = leaf(_found(seat.shop, kind, who), by="-pk", after=request.GET.get("after"), limit=LINES)
    query = "&".join(f"{name}={value}" for name, value in (("kind", kind), ("who", who)) if value)
    context = {
        "entries": [Told.of(entry) for entry in page.rows],
        "next_url": f"?{query}{'&' if query else ''}after={page.after}" if page.after else "",
        "query": query,
        "kind": kind,
        "who": who,
        "kinds": Kind.choices,
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "log",
    }
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "goods/log.html#leaf", context)
    did = TrailEntry.objects.filter(shop=seat.shop).order_by().values("by").distinct()
    context["people"] = list(Person.objects.filter(pk__in=did).order_by("name")[:MOST_PEOPLE])
    return TemplateResponse(request, "goods/log.html", context)


@login_required
@require_GET
def log_csv(request: Request, handle: str) -> HttpResponseBase:
    """The log as a file for a spreadsheet."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    limit_writes(request, "log-csv", times=10)
    kind, who = _wanted(request.GET)
    response = StreamingHttpResponse(
        csv_table(_table(_found(seat.shop, kind, who))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{seat.shop.handle}-log.csv"'
    return response


def _wanted(query: QueryDict) -> tuple[str, str]:
    """The kind of thing and the person that the log is narrowed down to."""
    kind, who = query.get("kind", ""), query.get("who", "")
    return kind if kind in Kind.values else "", who if who.isdecimal() and len(who) < 19 else ""


def _found(shop: Shop, kind: str, who: str) -> QuerySet[TrailEntry]:
    found = TrailEntry.objects.filter(shop=shop).select_related("by__picture")
    if kind:
        found = found.filter(verb__in=verbs_about(kind))
    if who:
        found = found.filter(by=int(who))
    return found


def _table(entries: QuerySet[TrailEntry]) -> Iterator[list[object]]:
    yield [pgettext("column", "When"), pgettext("column", "Who"), _("Handle"), _("About"), _("What")]
    for entry in entries.order_by("-pk").iterator(chunk_size=_AT_ONCE):
        told = Told.of(entry)
        at = timezone.localtime(told.at).isoformat(timespec="seconds")
        yield [at, told.by.name if told.by else "", told.by.handle if told.by else "", told.about, told.sentence]

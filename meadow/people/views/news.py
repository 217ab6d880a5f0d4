"""The page of one's news, and the doors to read them."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.people.actions.news import read_all_news, read_news
from meadow.people.models.news import Kind, News
from meadow.people.newsstand import Line, lines_of
from meadow.people.visitors import Request
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes

LINES: Final = 30
FILTERS: Final[dict[str, tuple[Any, Sequence[Kind]]]] = {
    "people": (gettext_lazy("People"), (Kind.FOLLOW, Kind.LIKE, Kind.COMMENT, Kind.MENTION, Kind.REPLY)),
    "orders": (gettext_lazy("Orders"), (Kind.ORDER, Kind.RETURN)),
    "goods": (gettext_lazy("Goods"), (Kind.STOCK, Kind.PRICE)),
    "rooms": (gettext_lazy("Live rooms"), (Kind.ROOM,)),
    "groups": (gettext_lazy("Groups and messages"), (Kind.GROUP, Kind.MESSAGE)),
    "shop": (gettext_lazy("Your shop"), (Kind.SHOP,)),
}


@require_GET
@never_cache
@login_required
def news(request: Request) -> HttpResponse:
    """What happened that concerns the visitor, the newest first."""
    rows = News.objects.visible_to(request.user)
    chosen = request.GET.get("kind", "")
    if chosen in FILTERS:
        rows = rows.filter(kind__in=FILTERS[chosen][1])
    else:
        chosen = ""
    page = leaf(rows.select_related("actor__picture"), by="-at", after=request.GET.get("after"), limit=LINES)
    lines = lines_of(page.rows, since=request.GET.get("day", ""))
    context = {
        "leaf": page,
        "lines": lines,
        "chosen": chosen,
        "filters": [(name, words) for name, (words, _kinds) in FILTERS.items()],
        "next_url": _next(page.after, chosen, lines),
    }
    template = "people/news.html#lines" if request.headers.get("HX-Request") else "people/news.html"
    return TemplateResponse(request, template, context)


def _next(after: str | None, chosen: str, lines: Sequence[Line]) -> str:
    return f"?kind={chosen}&day={lines[-1].day:%Y-%m-%d}&after={after}" if after else ""


@require_GET
@never_cache
@login_required
def one_news(request: Request, pk: int) -> HttpResponse:
    """Read one piece of news: on to what it is about."""
    found = get_object_or_404(News.objects.filter(person=request.user), pk=pk)
    read_news(found)
    if not found.url.startswith("/") or not url_has_allowed_host_and_scheme(found.url, allowed_hosts=None):
        return redirect("people:news")
    return redirect(found.url)


@require_POST
@login_required
def reading(request: Request) -> HttpResponse:
    """Everything is read."""
    limit_writes(request, "news", times=60, seconds=60)
    read_all_news(by=request.user)
    messages.success(request, _("Everything is marked as read."))
    return redirect("people:news")

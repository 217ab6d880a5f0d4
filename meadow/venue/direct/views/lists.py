"""One's own conversations, and the requests of those who would like to write."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.people.visitors import Request
from meadow.plumbing.cursors import leaf
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.rows import rows_for

ROWS = 30
INBOXES = 10


@login_required
@require_GET
def conversations(request: Request) -> HttpResponse:
    """The newest first; `?q=` finds by name, `?tab=requests` shows what strangers ask."""
    context = listed(request)
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "direct/parts/rows.html", context)
    return TemplateResponse(request, "direct/conversations.html", context)


def listed(request: Request) -> dict[str, Any]:
    """What the list of somebody's conversations shows; it stands beside an open one, too."""
    person, words = request.user, request.GET.get("q", "").strip()[:80]
    tab = "requests" if request.GET.get("tab") == "requests" else ""
    mine = Conversation.objects.asking(person) if tab else Conversation.objects.listed_for(person)
    page = leaf(mine.named(words, person).with_sides(), by="-spoken_at", after=request.GET.get("after"), limit=ROWS)
    asked = f"tab={tab}&" if tab else ""
    asked += f"q={words}&" if words else ""
    return {
        "rows": rows_for(person, page.rows),
        "next_url": f"{request.path}?{asked}after={page.after}" if page.after else "",
        "words": words,
        "tab": tab,
        "request_count": Conversation.objects.asking(person).count(),
        "inboxes": list(_inboxes(person)[:INBOXES]),
    }


def _inboxes(person: Person) -> "QuerySet[Shop]":
    """Shops for which this person answers, with how many members wait there (`waiting`)."""
    waits = Q(conversations__waits_since__isnull=False)
    return Shop.objects.run_by(person).annotate(waiting=Count("conversations", filter=waits)).order_by("name", "pk")

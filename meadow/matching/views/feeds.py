"""The two feeds: what everybody shows, and what those one follows show."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from meadow.matching import feed
from meadow.matching.rooms import followed_on_air, rooms_on_air
from meadow.matching.structured import site_data
from meadow.people.visitors import Request, visitor
from meadow.plumbing.guests import kept_for_guests
from meadow.venue.notes.cards import marked_notes, note_cards

ALL = "all"


@require_GET
@kept_for_guests
def home(request: HttpRequest) -> HttpResponse:
    """Notes of everybody, in the reader's language or in all."""
    own = get_language() or "en"
    chosen = request.GET.get("language", own)
    chosen = chosen if chosen == ALL or chosen in dict(settings.LANGUAGES) else own
    after = request.GET.get("after")
    reader = visitor(request)
    leaf = feed.explore(None if chosen == ALL else chosen, after, reader=reader, shape=marked_notes)
    context: dict[str, object] = {
        "cards": note_cards(leaf.rows, eager=not after),
        "next_url": f"?language={chosen}&after={leaf.after}" if leaf.after else "",
        "languages": [*settings.LANGUAGES],
        "chosen": chosen,
        "rooms": [] if after else rooms_on_air(reader),
        "source": "feed",
        "structured": site_data(),
    }
    return _leaf(request, "matching/home.html", context)


@login_required
@require_GET
def following(request: Request) -> HttpResponse:
    """Notes of those whom the reader follows."""
    after = request.GET.get("after")
    leaf = feed.following(request.user, after, shape=marked_notes)
    context: dict[str, object] = {
        "cards": note_cards(leaf.rows, eager=not after),
        "next_url": f"?after={leaf.after}" if leaf.after else "",
        "rooms": [] if after else followed_on_air(request.user),
        "source": "feed",
    }
    return _leaf(request, "matching/following.html", context)


def _leaf(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """The whole page, or to htmx only its next leaf."""
    return TemplateResponse(request, f"{template}#leaf" if request.headers.get("HX-Request") else template, context)

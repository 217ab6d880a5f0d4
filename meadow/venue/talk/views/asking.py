"""What the composer asks for: whom one can call, and which things of the house one can show."""

from itertools import islice

from django.db.models import Exists, OuterRef
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meadow.people.models.persons import Block
from meadow.people.templatetags.photos import smallest
from meadow.people.visitors import Request, signed_in_or_problem
from meadow.plumbing.limits import limit_writes
from meadow.venue.talk.cards import Card, pickers
from meadow.venue.talk.history import reader_of
from meadow.venue.talk.houses import house_of
from meadow.venue.talk.spoken import shown

MOST_PEOPLE = 8
MOST_CARDS = 20


@require_GET
@never_cache
@signed_in_or_problem
def people(request: Request, pk: int) -> HttpResponse:
    """Whom one can call here, by the beginning of a handle or a name (`?q=`)."""
    limit_writes(request, "talk-people", times=120)
    thread = reader_of(request.user, pk).thread
    asked = request.GET.get("q", "")[:30].replace("\0", "")
    blocked = Block.objects.filter(by=OuterRef("pk"), blocked=request.user)
    found = house_of(thread).people(thread, asked).exclude(pk=request.user.pk).exclude(Exists(blocked))
    return JsonResponse(
        {
            "people": [
                {
                    "handle": person.handle,
                    "name": person.name,
                    "picture": smallest(person.picture) if person.picture else "",
                }
                for person in found.select_related("picture")[:MOST_PEOPLE]
            ]
        }
    )


@require_GET
@never_cache
@signed_in_or_problem
def cards(request: Request, pk: int) -> HttpResponse:
    """What one can show here: things of one `?kind=` that `?q=` finds."""
    limit_writes(request, "talk-cards", times=120)
    reader_of(request.user, pk)
    known = pickers()
    kind = request.GET.get("kind", "")
    if kind not in known:
        return JsonResponse({"cards": []})
    found = known[kind][1](request.GET.get("q", "")[:60].replace("\0", ""), request.user)
    return JsonResponse({"cards": [shown(Card(kind, key), view) for key, view in islice(found, MOST_CARDS)]})

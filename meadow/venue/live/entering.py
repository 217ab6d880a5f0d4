"""Who may be in a room: whoever may see it, and where it is meant for people from an age on, has said to be of it."""

from typing import cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from meadow.people.models.persons import Person
from meadow.people.visitors import visitor
from meadow.plumbing.compiled import Compiled, Place
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.team import role_in

CONFIRMED = "age_from"
"""What the session keeps: from which age on its holder has said to be."""


def is_old_enough(request: HttpRequest, room: Room) -> bool:
    """Whether the visitor need not be asked any more; whoever runs the room is not asked."""
    if not room.age_from or request.session.get(CONFIRMED, 0) >= room.age_from:
        return True
    return bool(role_in(room, visitor(request)))


def confirm_age(request: HttpRequest, room: Room) -> None:
    """Keep for the rest of the session that the visitor is of the room's age; a higher one stays kept."""
    request.session[CONFIRMED] = max(room.age_from, request.session.get(CONFIRMED, 0))


def enter_room(request: HttpRequest, pk: int) -> Room:
    """The room, with host and shop, for somebody who may be in it; else 404. For every door of what goes on inside."""
    person = visitor(request)
    found = _seen_by_members(person.pk, pk) if person else _seen_by_guests(pk)
    if not found or not is_old_enough(request, found[0]):
        raise Http404
    return found[0]


def seen(person: Person | None, pk: Place) -> "QuerySet[Room, Room]":
    """The room of this key, with host and shop, if this person may be in it: for queries that are built once."""
    return Room.objects.visible_to(person).not_banning(person).select_related("host", "shop").filter(pk=pk)


_seen_by_members = Compiled(lambda: seen(cast(Person, Place(0)), Place(1)))
_seen_by_guests = Compiled(lambda: seen(None, Place(0)))

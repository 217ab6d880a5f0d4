"""Who may do what in a room: its host and co-hosts everything, the shop's team as well, moderators mind the talk."""

from django.http import Http404

from meadow.goods.models.shops import Seat
from meadow.people.models.persons import Person
from meadow.people.visitors import Request
from meadow.plumbing.compiled import Compiled, Place
from meadow.venue.live.models.rooms import Room, RoomSeat

HOST, COHOST, MODERATOR = "host", RoomSeat.Role.COHOST.value, RoomSeat.Role.MODERATOR.value
HOSTS = (HOST, COHOST)
TEAM = (HOST, COHOST, MODERATOR)
_seats = Compiled(lambda: RoomSeat.objects.taken().filter(room=Place(0), person=Place(1)))
_staff = Compiled(lambda: Seat.objects.filter(shop=Place(0), person=Place(1)))


def role_in(room: Room, person: Person | None) -> str:
    """What this person is in the room: host, cohost, moderator, or nothing (""); at most two statements.

    Whoever was asked to help and has not answered is nothing yet.
    Owners and editors of the room's shop count as co-hosts, its other staff as moderators.
    """
    if person is None or not person.is_authenticated:
        return ""
    if room.host_id == person.pk:
        return HOST
    if seats := _seats(room.pk, person.pk):
        return seats[0].role
    if room.shop_id is None or not (staff := _staff(room.shop_id, person.pk)):
        return ""
    return COHOST if staff[0].role in {Seat.Role.OWNER, Seat.Role.EDITOR} else MODERATOR


def run_room(request: Request, pk: int, *roles: str) -> Room:
    """The room, for somebody who holds one of these roles in it (any role of the team when none is named); else 404."""
    room = Room.objects.run_by(request.user).select_related("host", "shop").filter(pk=pk).first()
    if room is None or role_in(room, request.user) not in (roles or TEAM):
        raise Http404
    return room

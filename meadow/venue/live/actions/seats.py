"""Who helps to run a room: asking somebody in, seating them elsewhere, and their leaving."""

from django.db import transaction

from meadow.people.models.persons import Block, Person
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.refusals import HostHasASeat, NobodyToSeat, TooManySeats

MOST = 20


@transaction.atomic
def seat_person(room: Room, handle: str, role: RoomSeat.Role, *, by: Person) -> RoomSeat:
    """Give somebody a seat in the room's team, or another role in it. Locks the room, so that the limit holds.

    Nobody is seated across a block; to whoever asks, such a person is not there.
    """
    room = Room.objects.locked().select_related("host").get(pk=room.pk)
    handle = handle.strip().lower().removeprefix("@")
    person = Person.objects.visible_to(by).filter(handle=handle).first()
    if person is None or Block.objects.filter(by=by, blocked=person).exists():
        raise NobodyToSeat(handle=handle)
    if person.pk == room.host_id:
        raise HostHasASeat(name=person.name)
    seat = RoomSeat.objects.filter(room=room, person=person).first()
    if seat is None:
        if RoomSeat.objects.filter(room=room).count() >= MOST:
            raise TooManySeats(most=MOST)
        return RoomSeat.objects.create(room=room, person=person, role=role)
    seat.role = role
    seat.save(update_fields=["role"])
    return seat


@transaction.atomic
def unseat(room: Room, person: Person, *, by: Person) -> bool:
    """Take somebody out of the room's team, or leave it oneself; True when they were in it."""
    Room.objects.locked().get(pk=room.pk)
    gone, _ = RoomSeat.objects.filter(room=room, person=person).delete()
    return bool(gone)

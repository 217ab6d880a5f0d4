"""Who helps to run a room: asking somebody in, their answer, seating them elsewhere, and their leaving."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Block, Person
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.refusals import HostHasASeat, NobodyToSeat, TooManySeats

MOST = 20


@transaction.atomic
def seat_person(room: Room, handle: str, role: RoomSeat.Role, *, by: Person) -> RoomSeat:
    """Ask somebody to help run the room, or give them another role; locks the room, so that the limit holds.

    They are told, and have no right until they accept (`take_seat`). Whoever has accepted keeps the seat when the role
    changes. Nobody is asked across a block; to whoever asks, such a person is not there.
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
        seat = RoomSeat.objects.create(room=room, person=person, role=role)
        tell_of(
            [person.pk],
            kind=Kind.ROOM,
            verb="room_help",
            about=f"room:{room.pk}",
            url=reverse("live:invitation", args=[room.pk]),
            actor=by,
            words={"title": room.title},
        )
        return seat
    seat.role = role
    seat.save(update_fields=["role"])
    return seat


@transaction.atomic
def take_seat(room: Room, *, by: Person) -> RoomSeat | None:
    """Say that one will help; from now on one may. Said twice it changes nothing; None where nobody has asked."""
    Room.objects.locked().get(pk=room.pk)
    seat = RoomSeat.objects.filter(room=room, person=by).first()
    if seat is not None and seat.accepted_at is None:
        seat.accepted_at = timezone.now()
        seat.save(update_fields=["accepted_at"])
    return seat


@transaction.atomic
def unseat(room: Room, person: Person, *, by: Person) -> bool:
    """Take somebody out of the room's team, or decline and leave oneself; True when they were asked or in it."""
    Room.objects.locked().get(pk=room.pk)
    gone, _rows = RoomSeat.objects.filter(room=room, person=person).delete()
    return bool(gone)

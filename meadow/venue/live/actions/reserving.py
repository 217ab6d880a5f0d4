"""Reserving: asking to be told when a room opens, and thinking better of it."""

from django.db import transaction

from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Reservation, Room


@transaction.atomic
def reserve(room: Room, *, by: Person) -> Room:
    """Have the member told when the room opens; reserving again changes nothing.

    The room's lock keeps the count true.
    """
    room = Room.objects.locked().get(pk=room.pk)
    if Reservation.objects.filter(room=room, person=by).exists():
        return room
    room.count_reservations(1)
    Reservation.objects.create(room=room, person=by)
    room.save(update_fields=["reservation_count"])
    return room


@transaction.atomic
def withdraw_reservation(room: Room, *, by: Person) -> Room:
    """Wait for it no more; without a reservation nothing changes."""
    room = Room.objects.locked().get(pk=room.pk)
    gone, _ = Reservation.objects.filter(room=room, person=by).delete()
    if gone:
        room.count_reservations(-1)
        room.save(update_fields=["reservation_count"])
    return room

"""What a person hosted and did in live rooms.

Every function may be repeated at any point: it looks for what is left. What was counted of a show when it closed stays.
"""

import logging
import uuid
from contextlib import suppress

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from meadow.engines.media.registry import media_engine
from meadow.goods.models.shops import Seat
from meadow.moving.erasing.log import forget_in_log
from meadow.people.models.persons import Person
from meadow.venue.live.actions.opening import close_room
from meadow.venue.live.actions.recordings import delete_recording
from meadow.venue.live.actions.reserving import withdraw_reservation
from meadow.venue.live.models.rooms import Reservation, Room, RoomSeat
from meadow.venue.live.models.shelf import ExplainAsk, RaffleEntry, ShelfItem
from meadow.venue.live.models.shows import Participation, Recording, RecordingQuerySet, Show, Visit
from meadow.venue.live.models.talk import Message, Mute
from meadow.venue.live.refusals import KeptByLaw

log = logging.getLogger("meadow.moving")
AT_ONCE = 200
_NO_WORDS = "–"


def erase_rooms(person: Person) -> None:
    """End what the person has on air, delete the recordings in which they are seen, and empty or delete their rooms.

    A shop's room goes on with one of its owners. Any other room loses its words, and everything that was said in it; it
    is deleted where no show was ever held, and stays as a shell where figures and sales point at it.
    """
    for room in Room.objects.filter(host=person).order_by("pk"):
        if room.is_live:
            close_room(room, by=None)
        delete_recordings(Recording.objects.kept().filter(room=room), by=person)
        _give_up(room, person)


def delete_recordings(recordings: RecordingQuerySet, *, by: Person) -> None:
    """Delete the files for ever. A refusal (the engine is silent, or still writes) leaves everything to be tried again.

    What the law has kept is shown to nobody any more. So is what lies at an engine that this place has left, which
    cannot be reached from here: operators read in the log where.
    """
    engine = media_engine()
    for recording in recordings.order_by("pk"):
        if recording.engine == engine.name:
            with suppress(KeptByLaw):
                delete_recording(recording, engine, by=by)
        else:
            log.warning("Somebody left; delete their recording %s at %s.", recording.name, recording.engine)
        Recording.objects.filter(pk=recording.pk).update(is_shown=False)


@transaction.atomic
def _give_up(room: Room, person: Person) -> None:
    room = Room.objects.locked().get(pk=room.pk)
    owner = Seat.objects.filter(shop=room.shop_id, role=Seat.Role.OWNER).exclude(person=person).order_by("pk").first()
    forget_in_log(Room, [room.pk])
    if room.shop_id is not None and owner is not None:
        RoomSeat.objects.filter(room=room, person=owner.person_id).delete()
        room.host_id, room.preview, room.changed_at = owner.person_id, None, timezone.now()
        room.save(update_fields=["host", "preview", "changed_at"])
        return
    if not Show.objects.filter(room=room).exists():
        room.delete()
        return
    Message.objects.filter(room=room).delete()
    Reservation.objects.filter(room=room).delete()
    RoomSeat.objects.filter(room=room).delete()
    room.title, room.words, room.cover, room.preview = _NO_WORDS, "", None, None
    room.state, room.is_public, room.reservation_count = Room.State.CLOSED, False, 0
    room.starts_at, room.key_hash = None, ""
    room.save()


def erase_from_rooms(person: Person) -> None:
    """Take them out of others' rooms: what they said, waited for and took part in. Their visits become a guest's."""
    for reservation in Reservation.objects.filter(person=person).select_related("room").order_by("pk"):
        withdraw_reservation(reservation.room, by=person)
    said = Message.objects.filter(author=person)
    while pks := list(said.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        forget_in_log(Message, pks)
        Message.objects.filter(pk__in=pks).delete()
    for show in set(Visit.objects.filter(person=person).values_list("show", flat=True)):
        # The same guest for one show, so that it still counts one viewer; another one for the next.
        Visit.objects.filter(show=show, person=person).update(person=None, guest=uuid.uuid4())
    _take_back_asks(person)
    RaffleEntry.objects.filter(person=person, raffle__drawn_at=None).delete()
    for rows in (Participation, RoomSeat, Mute):
        rows.objects.filter(person=person).delete()


@transaction.atomic
def _take_back_asks(person: Person) -> None:
    for ask in ExplainAsk.objects.filter(person=person).select_related("show").order_by("pk"):
        shown = ShelfItem.objects.filter(room=ask.show.room_id, product=ask.product_id, ask_count__gt=0)
        shown.update(ask_count=F("ask_count") - 1)
        ask.delete()

"""A room's way from rehearsal to the end of its show."""

from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.live.actions.presence import end_visits
from meadow.venue.live.actions.putting_away import put_goods_away
from meadow.venue.live.broadcast import tell_room
from meadow.venue.live.events import RoomClosed, RoomOpened
from meadow.venue.live.hosting import refuse_to_host
from meadow.venue.live.models.rooms import Reservation, Room
from meadow.venue.live.models.shelf import Explaining
from meadow.venue.live.models.shows import Show
from meadow.venue.live.refusals import RoomNotLive
from meadow.venue.live.stream_jobs import keep_recording, stop_stream


@transaction.atomic
def rehearse(room: Room, *, by: Person) -> Room:
    """Try everything before the team alone; a second time changes nothing."""
    room = Room.objects.locked().get(pk=room.pk)
    if room.state != Room.State.REHEARSING:
        room.rehearse()
        _save(room)
    return room


@transaction.atomic
def end_rehearsal(room: Room, *, by: Person) -> Room:
    """Go back to waiting; where nothing is rehearsed nothing changes."""
    room = Room.objects.locked().get(pk=room.pk)
    if room.state == Room.State.REHEARSING:
        room.end_rehearsal()
        _save(room)
    return room


@transaction.atomic
def open_room(room: Room, *, by: Person) -> Show:
    """Begin a show that everybody may see. While one is going on, it is that one: nothing begins twice.

    The host must still be somebody who may host: a shop that was suspended meanwhile is not on air.
    """
    room = Room.objects.locked().select_related("host").get(pk=room.pk)
    if room.is_live:
        return Show.objects.get(room=room, closed_at=None)
    refuse_to_host(room.host, room.shop_id)
    room.open()
    show = Show.objects.create(room=room, opened_by=by)
    _save(room, "is_public")
    announce(RoomOpened(room=room.pk, show=show.pk, host=room.host_id, shop=room.shop_id))
    keep_recording.defer(room=room.pk)
    return show


@transaction.atomic
def pause_room(room: Room, *, by: Person) -> Room:
    """Have viewers wait a little; the show goes on afterwards."""
    room = Room.objects.locked().get(pk=room.pk)
    if room.state != Room.State.PAUSED:
        room.pause()
        _save(room)
    return room


@transaction.atomic
def go_on(room: Room, *, by: Person) -> Room:
    """Go on after a pause."""
    room = Room.objects.locked().get(pk=room.pk)
    if room.state != Room.State.LIVE:
        room.go_on()
        _save(room)
    return room


@transaction.atomic
def close_room(room: Room, *, by: Person | None) -> Show:
    """End the show, count it for good and end what was being explained; a permanent room waits for its next show.

    Reservations of a permanent room were for this show, and go. Closing again returns the show that ended.
    """
    room = Room.objects.locked().get(pk=room.pk)
    show = Show.objects.select_for_update(no_key=True).filter(room=room, closed_at=None).first()
    if show is None:
        ended = Show.objects.filter(room=room).first()
        if ended is None:
            raise RoomNotLive(title=room.title)
        return ended
    room.close()
    end_visits(show)
    _count(show)
    show.closed_at = timezone.now()
    show.save(update_fields=["closed_at", "message_count", "viewer_count", "peak"])
    Explaining.objects.filter(show=show, ended_at=None).update(ended_at=show.closed_at)
    if room.is_permanent:
        Reservation.objects.filter(room=room).delete()
        room.reservation_count, room.reminded_at = 0, None
    _save(room, "starts_at", "reservation_count", "reminded_at")
    announce(RoomClosed(room=room.pk, show=show.pk, host=room.host_id, shop=room.shop_id))
    stop_stream.defer(room=room.pk)
    put_goods_away(show)
    return show


def _count(show: Show) -> None:
    """What can be counted of a show now that every visit has ended; likes are counted as it goes."""
    show.message_count = show.messages.filter(hidden_at=None).count()
    people = show.visits.exclude(person=None).aggregate(number=Count("person", distinct=True))["number"]
    guests = show.visits.filter(person=None).aggregate(number=Count("guest", distinct=True))["number"]
    show.viewer_count = people + guests
    show.peak = show.minutes.aggregate(most=Coalesce(Max("viewers"), 0))["most"]


def _save(room: Room, *more: str) -> None:
    """Keep the state, and tell everybody in the room."""
    room.changed_at = timezone.now()
    room.save(update_fields=["state", "changed_at", *more])
    tell_room(room, "state", {"state": room.state})

"""Planning rooms, changing what was planned, and making it known."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.events import announce
from meadow.venue.live.broadcast import tell_room
from meadow.venue.live.events import RoomCancelled, RoomPlanned
from meadow.venue.live.hosting import refuse_to_host
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.refusals import InThePast, NotAnnounced, RoomIsOver, TooFarAhead, TooManyRooms
from meadow.venue.live.stream_jobs import stop_stream
from meadow.venue.notes.models.notes import Note


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a host says of a room before it begins. `cover` is a photo and `preview` a note of the host's own."""

    title: str
    words: str = ""
    language: str = "en"
    cover: int | None = None
    preview: int | None = None
    starts_at: datetime | None = None
    is_permanent: bool = False
    age_from: int = 0
    slow_seconds: int = 0
    keeps_recording: bool = True


@transaction.atomic
def plan_room(plan: Plan, *, by: Person, shop: Shop | None) -> Room:
    """Plan a room, which only its team knows of until it is announced. Locks the host, so that the limit holds."""
    Person.objects.locked().get(pk=by.pk)
    refuse_to_host(by, shop)
    ahead = Room.objects.filter(host=by, state__in=Room.AHEAD)
    if ahead.count() >= settings.MEADOW_ROOMS_AHEAD:
        raise TooManyRooms(most=settings.MEADOW_ROOMS_AHEAD)
    room = Room(host=by, shop=shop)
    _take_over(room, plan, by)
    _check_moment(plan.starts_at)
    room.starts_at = plan.starts_at
    room.save()
    return room


@transaction.atomic
def change_plan(room: Room, plan: Plan, *, by: Person) -> Room:
    """Change what a room says of itself, before and while it is live; a moment that is known is told anew.

    Who reserved is reminded at the new moment, also when they were reminded of the old one.
    """
    room = Room.objects.locked().get(pk=room.pk)
    if room.is_over:
        raise RoomIsOver(title=room.title)
    _take_over(room, plan, by)
    if room.state in Room.AHEAD and plan.starts_at != room.starts_at:
        if plan.starts_at is None:
            # Without a moment there is nothing to make known, unless the room is there for good.
            room.starts_at, room.is_public = None, room.is_public and room.is_permanent
        else:
            _check_moment(plan.starts_at)
            room.starts_at, room.reminded_at = plan.starts_at, None
            if room.is_public:
                _make_known(room)
    room.changed_at = timezone.now()
    room.save()
    return room


@transaction.atomic
def announce_room(room: Room, *, by: Person) -> Room:
    """Let everybody know when the room will begin, so that they can reserve. Announcing again says nothing new."""
    room = Room.objects.locked().get(pk=room.pk)
    if room.is_over:
        raise RoomIsOver(title=room.title)
    if room.starts_at is None:
        raise NotAnnounced(title=room.title)
    if not room.is_public:
        _make_known(room)
        room.changed_at = timezone.now()
        room.save(update_fields=["is_public", "starts_at", "reminded_at", "changed_at"])
    return room


@transaction.atomic
def call_off(room: Room, *, by: Person) -> Room:
    """Have a room not open at all; whoever reserved hears of it. Calling it off again changes nothing."""
    room = Room.objects.locked().get(pk=room.pk)
    if room.state == Room.State.CANCELLED:
        return room
    room.call_off()
    room.changed_at = timezone.now()
    room.save(update_fields=["state", "changed_at"])
    announce(RoomCancelled(room=room.pk, host=room.host_id, shop=room.shop_id))
    stop_stream.defer(room=room.pk)
    tell_room(room, "state", {"state": room.state})
    return room


def _take_over(room: Room, plan: Plan, by: Person) -> None:
    """Everything of the plan but its moment; a photo that somebody else put here, or another's note, is left out."""
    room.title, room.words, room.language = plan.title, plan.words, plan.language
    if plan.cover != room.cover_id:
        room.cover = Photo.objects.put_here_by(by).filter(pk=plan.cover).first() if plan.cover else None
    if plan.preview != room.preview_id:
        room.preview = (
            Note.objects.published().filter(author=room.host_id, pk=plan.preview).first() if plan.preview else None
        )
    room.is_permanent, room.age_from = plan.is_permanent, plan.age_from
    room.slow_seconds, room.keeps_recording = plan.slow_seconds, plan.keeps_recording


def _check_moment(starts_at: datetime | None) -> None:
    if starts_at is None:
        return
    if starts_at <= timezone.now():
        raise InThePast
    if starts_at > timezone.now() + timedelta(days=settings.MEADOW_ROOM_DAYS_AHEAD):
        raise TooFarAhead(days=settings.MEADOW_ROOM_DAYS_AHEAD)


def _make_known(room: Room) -> None:
    """Public from now on, at the moment that it has."""
    assert room.starts_at is not None
    room.plan(room.starts_at)
    announce(RoomPlanned(room=room.pk, host=room.host_id, shop=room.shop_id, starts_at=room.starts_at.isoformat()))

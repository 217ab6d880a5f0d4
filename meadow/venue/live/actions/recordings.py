"""Recordings: registered when they are whole, hidden, deleted, and let go of when their time has passed."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from meadow.engines.media import adapter
from meadow.engines.media.adapter import HookEvent, MediaEngine, MediaUnreachable
from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Recording, Show
from meadow.venue.live.refusals import KeptByLaw, MediaIsSilent, StillRecording

log = logging.getLogger(__name__)
_BATCH = 500


def register(room: Room, told: HookEvent, engine: MediaEngine) -> None:
    """A recording is whole. The engine is asked what the hook does not say; when it is silent, `look_through` asks."""
    found = None
    try:
        found = next((it for it in engine.recordings(room.path) if it.name == told.recording), None)
    except MediaUnreachable as error:
        log.warning("%s", error)
    began_at = told.started_at or timezone.now() - timedelta(seconds=told.seconds or 0)
    said = adapter.Recording(
        told.recording, room.path, started_at=began_at, seconds=told.seconds, bytes=told.bytes or 0
    )
    keep(room, found or said, engine)


@transaction.atomic
def keep(room: Room, found: adapter.Recording, engine: MediaEngine) -> None:
    """Note what is known of a recording; told twice it is one. It belongs to the show whose time it shares.

    What was recorded outside of a show, or in a room that keeps nothing, is shown to nobody but its team.
    """
    room = Room.objects.locked().get(pk=room.pk)
    began_at = found.started_at or timezone.now()
    ends_at = began_at + timedelta(seconds=found.seconds or 0)
    show = _show_between(room, began_at, ends_at)
    facts = {
        "seconds": found.seconds or 0,
        "size": found.bytes,
        "clock": [(second, moment.isoformat()) for second, moment in found.clock],
    }
    recording, is_new = Recording.objects.get_or_create(
        engine=engine.name,
        name=found.name,
        defaults={
            "room": room,
            "show": show,
            "began_at": began_at,
            "is_shown": show is not None and room.keeps_recording,
            **facts,
        },
    )
    if not is_new and recording.room_id == room.pk:
        Recording.objects.filter(pk=recording.pk).update(**facts)


def _show_between(room: Room, began_at: datetime, ends_at: datetime) -> Show | None:
    """The first show that went on in this time."""
    shows = Show.objects.filter(room=room, opened_at__lte=ends_at).exclude(closed_at__lt=began_at)
    return shows.order_by("opened_at").first()


def look_through(engine: MediaEngine) -> None:
    """Compare with what the engine has: note what no hook told of, and what is there no more."""
    asked_at = timezone.now()
    found = {it.name: it for it in engine.recordings() if it.finished}
    kept = Recording.objects.kept().filter(engine=engine.name, began_at__lt=asked_at - timedelta(minutes=1))
    known = dict(kept.values_list("name", "clock"))
    Recording.objects.kept().filter(engine=engine.name, name__in=known.keys() - found.keys()).update(gone_at=asked_at)
    news = [it for name, it in found.items() if name not in known or (it.clock and not known[name])]
    gone = set(Recording.objects.filter(engine=engine.name).exclude(gone_at=None).values_list("name", flat=True))
    rooms = {room.path: room for room in Room.objects.filter(path__in={it.path for it in news})}
    for it in news:
        if it.path in rooms and it.name not in gone:
            keep(rooms[it.path], it, engine)
        elif engine.name == "embedded" and it.path not in rooms and _is_old(it, asked_at):
            engine.delete_recording(it.name)  # its room was erased, and nobody else keeps recordings there


def _is_old(found: adapter.Recording, now: datetime) -> bool:
    return found.started_at is not None and found.started_at < now - timedelta(days=1)


@transaction.atomic
def show_recording(recording: Recording, is_shown: bool, *, by: Person) -> None:
    """Have everybody watch it again, or the team alone."""
    recording = Recording.objects.kept().locked().get(pk=recording.pk)
    recording.is_shown = is_shown
    recording.save(update_fields=["is_shown"])


def delete_recording(recording: Recording, engine: MediaEngine, *, by: Person) -> None:
    """Delete it for ever; a second time changes nothing. Where the law has recordings kept, it is only hidden."""
    if not settings.MEADOW_RECORDINGS_MAY_GO:
        raise KeptByLaw
    try:
        _let_go(recording, engine)
    except MediaUnreachable as error:
        raise MediaIsSilent from error


def prune(engine: MediaEngine, now: datetime | None = None) -> int:
    """Delete what was kept for long enough, then the oldest while all together are too large; how many went."""
    moment = now or timezone.now()
    count = 0
    kept = Recording.objects.kept().filter(engine=engine.name).order_by("began_at", "pk")
    if days := settings.MEADOW_MEDIA_KEEP_DAYS:
        for recording in kept.filter(began_at__lt=moment - timedelta(days=days))[:_BATCH]:
            _let_go(recording, engine)
            count += 1
    if most := settings.MEADOW_MEDIA_KEEP_GB * 2**30:
        excess = (kept.aggregate(bytes=Sum("size"))["bytes"] or 0) - most
        for recording in kept[:_BATCH]:
            if excess <= 0:
                break
            _let_go(recording, engine)
            excess -= recording.size
            count += 1
    return count


@transaction.atomic
def _let_go(recording: Recording, engine: MediaEngine) -> None:
    """Gone at the engine, then here; what the engine does not have is gone already."""
    recording = Recording.objects.locked().get(pk=recording.pk)
    if recording.gone_at is not None:
        return
    if not engine.delete_recording(recording.name) and any(
        it.name == recording.name and not it.finished for it in engine.recordings()
    ):
        raise StillRecording
    recording.gone_at = timezone.now()
    recording.save(update_fields=["gone_at"])

"""Telling those who reserved what becomes of a room: it begins soon, it is open, its moment moved, it was called off.

Each hears of it as news, and gets a letter. Whoever was reminded a quarter of an
hour before gets no second letter when it opens. Many are told some at a time, each time in a job of its own.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.people.actions.news import tell_of
from meadow.people.letters import send_letter
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.people.sentences import in_each_language
from meadow.venue.live.models.rooms import Reservation, Room

AT_ONCE = 500
SOON, OPEN, MOVED, OFF = "soon", "open", "moved", "off"
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


def remind_of_rooms() -> int:
    """Have everybody reminded of the rooms that begin within minutes, of each once; return how many rooms.

    Two workers may run this at once: a room that one of them holds is passed over by the other.
    """
    now = timezone.now()
    until = now + timedelta(minutes=settings.MEADOW_ROOM_REMINDER_MINUTES)
    due = Room.objects.announced().filter(reminded_at=None, starts_at__gt=now, starts_at__lte=until)
    reminded = 0
    for pk in list(due.order_by("starts_at", "pk").values_list("pk", flat=True)):
        with transaction.atomic():
            room = due.select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
            if room is None:
                continue
            room.reminded_at = now
            room.save(update_fields=["reminded_at"])
            have_told(room, SOON)
            reminded += 1
    return reminded


def have_told(room: Room, news: str) -> None:
    """Have everybody told who reserved this room, in the background; a permanent room's next show has other ones."""
    if room.reservation_count:
        letters = news != OPEN or room.reminded_at is None
        tell_who_reserved.defer(room=room.pk, news=news, letters=letters, after=0)


@app.task(name="live.tell_who_reserved", retry=_RETRY)
def tell_who_reserved(room: int, news: str, letters: bool, after: int) -> None:
    """Tell some of those who reserved, and have the next ones told; what is no longer so is not told."""
    about = Room.objects.select_related("shop", "host").filter(pk=room).first()
    if about is None or not _is_so(about, news):
        return
    with transaction.atomic():
        waiting = Reservation.objects.filter(room=about, pk__gt=after, person__is_active=True)
        some = list(waiting.select_related("person").order_by("pk")[:AT_ONCE])
        tell_of(
            [reservation.person_id for reservation in some],
            kind=Kind.ROOM,
            verb=f"room_{news}",
            about=f"room:{room}",
            url=address_of(about),
            words=_words(about),
        )
        for reservation in some if letters else ():
            write_who_reserved.defer(room=room, person=reservation.person_id, news=news)
        if len(some) == AT_ONCE:
            tell_who_reserved.defer(room=room, news=news, letters=letters, after=some[-1].pk)


@app.task(name="live.write_who_reserved", retry=_RETRY)
def write_who_reserved(room: int, person: int, news: str) -> None:
    """Write to one of those who reserved; nothing when it is no longer so."""
    about = Room.objects.select_related("shop", "host").filter(pk=room).first()
    reader = Person.objects.filter(pk=person).first()
    if about and reader and _is_so(about, news):
        send_letter(reader, f"live/letters/{news}.txt", room=about, host=about.host, path=address_of(about))


def address_of(room: Room) -> str:
    """Where news about a room leads; visits that come by it are counted as coming from there."""
    return f"{room.get_absolute_url()}?from=notification"


def _is_so(room: Room, news: str) -> bool:
    if news == OPEN:
        return room.is_live
    if news == OFF:
        return room.state == Room.State.CANCELLED
    return room.can_be_reserved and room.starts_at is not None


def _words(room: Room) -> dict[str, Any]:
    """The title, and the moment in each language; the show that goes on, since the next one is told of anew."""
    moment = timezone.localtime(room.starts_at) if room.starts_at else None
    show = room.shows.order_by("-pk").values_list("pk", flat=True).first()
    return in_each_language(
        lambda: {"when": date_format(moment, "SHORT_DATETIME_FORMAT") if moment else ""},
        title=room.title,
        show=show,
        photo=room.cover_id,
    )

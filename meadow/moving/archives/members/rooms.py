"""A person's part in live rooms: those they hosted and helped to run, what they said, and when they were there."""

from collections.abc import Iterator
from typing import Any

from meadow.moving.archives.entries import Entry, by_key, listing, said
from meadow.people.models.persons import Person
from meadow.venue.live.models.clips import Clip
from meadow.venue.live.models.rooms import Reservation, Room, RoomSeat
from meadow.venue.live.models.shelf import ExplainAsk, RaffleEntry
from meadow.venue.live.models.shows import Participation, Show, Visit
from meadow.venue.live.models.talk import Message, Mute

_ROOM = (
    *(
        "title",
        "words",
        "language",
        "is_permanent",
        "is_public",
        "age_from",
        "slow_seconds",
        "keeps_recording",
        "state",
    ),
    *("reservation_count", "starts_at", "made_at", "changed_at"),
)
_SHOW = ("opened_at", "closed_at", "like_count", "message_count", "viewer_count", "peak")


def count(person: Person) -> int:
    rows: tuple[Any, ...] = (
        Room.objects.filter(host=person),
        Message.objects.filter(author=person),
        Visit.objects.filter(person=person),
        Participation.objects.filter(person=person),
    )
    return sum(some.count() for some in rows)


def entries(person: Person) -> Iterator[Entry]:
    rooms = Room.objects.filter(host=person).select_related("shop").prefetch_related("shows", "recordings")
    yield listing("rooms.json", lambda: map(_room, by_key(rooms)))
    seats = RoomSeat.objects.filter(person=person)
    yield listing("rooms-you-help.json", lambda: map(_seat, by_key(seats)))
    messages = Message.objects.filter(author=person)
    yield listing("room-messages.json", lambda: map(_message, by_key(messages)))
    visits = Visit.objects.filter(person=person).select_related("show")
    yield listing("room-visits.json", lambda: map(_visit, by_key(visits)))
    part = Participation.objects.filter(person=person).select_related("show")
    yield listing(
        "room-part-taken.json", lambda: ({"room": row.show.room_id, **said(row, "kind", "at")} for row in by_key(part))
    )
    waiting = Reservation.objects.filter(person=person)
    yield listing(
        "room-reservations.json", lambda: ({"room": row.room_id, "made_at": row.made_at} for row in by_key(waiting))
    )
    asks = ExplainAsk.objects.filter(person=person).select_related("show", "product__shop")
    yield listing("room-wishes.json", lambda: map(_ask, by_key(asks)))
    raffles = RaffleEntry.objects.filter(person=person).select_related("raffle__show")
    yield listing("room-raffles.json", lambda: map(_raffle, by_key(raffles)))
    clips = Clip.objects.filter(note__author=person).select_related("recording")
    yield listing("room-clips.json", lambda: map(_clip, by_key(clips)))
    mutes = Mute.objects.filter(person=person)
    yield listing("room-mutes.json", lambda: map(_mute, by_key(mutes)))


def _room(room: Room) -> dict[str, Any]:
    return {
        "number": room.pk,
        "shop": room.shop and room.shop.handle,
        **said(room, *_ROOM),
        "shows": [_show(show) for show in room.shows.all()],
        "recordings": [said(row, "began_at", "seconds", "size", "gone_at") for row in room.recordings.all()],
    }


def _show(show: Show) -> dict[str, Any]:
    return said(show, *_SHOW)


def _seat(row: RoomSeat) -> dict[str, Any]:
    return {"room": row.room_id, **said(row, "role", "since", "accepted_at")}


def _part(row: Participation) -> dict[str, Any]:
    return {"room": row.show.room_id, **said(row, "kind", "at")}


def _wait(row: Reservation) -> dict[str, Any]:
    return {"room": row.room_id, "made_at": row.made_at}


def _mute(row: Mute) -> dict[str, Any]:
    return {"room": row.room_id, **said(row, "is_ban", "until", "reason", "made_at")}


def _message(row: Message) -> dict[str, Any]:
    return {"room": row.room_id, **said(row, "text", "is_question", "said_at", "hidden_at")}


def _visit(row: Visit) -> dict[str, Any]:
    return {"room": row.show.room_id, **said(row, "source", "entered_at", "left_at")}


def _ask(row: ExplainAsk) -> dict[str, Any]:
    product = row.product
    return {"room": row.show.room_id, "shop": product.shop.handle, "product": product.handle, "asked_at": row.asked_at}


def _clip(row: Clip) -> dict[str, Any]:
    return {"note": row.note_id, "room": row.recording.room_id, **said(row, "begins", "ends", "cut_at")}


def _raffle(row: RaffleEntry) -> dict[str, Any]:
    raffle = row.raffle
    return {"room": raffle.show.room_id, "prize": raffle.words, **said(row, "entered_at", "has_won")}

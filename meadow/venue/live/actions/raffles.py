"""Raffles in a room: made, entered by those who did what they ask, and drawn once. Locks the room, then the raffle."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Follow, Person
from meadow.venue.live.actions.explaining import show_that_is_on
from meadow.venue.live.broadcast import tell_room
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Raffle, RaffleEntry
from meadow.venue.live.models.shows import Show, Visit
from meadow.venue.live.models.talk import Message
from meadow.venue.live.questions import hand_out, prizes_of
from meadow.venue.live.refusals import (
    FollowFirst,
    HostsDoNotPlay,
    NoSuchPrize,
    RaffleGoesOn,
    RaffleOutOfBounds,
    RaffleOver,
    SaySomethingFirst,
    WatchLonger,
)
from meadow.venue.live.team import role_in

MOST_WINNERS = 100
MOST_WATCHED = 3600
MINUTES = (1, 20)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What is drawn: a prize in words, or a coupon by the key of its promotion; for whom; how many win; and when."""

    words: str
    prize: int | None = None
    gate: str = Raffle.Gate.NONE
    watch_seconds: int = 0
    winners: int = 1
    minutes: int = 3


@transaction.atomic
def make_raffle(room: Room, rules: Rules, *, by: Person) -> Raffle:
    """Begin a raffle in the show that goes on; one at a time."""
    room = Room.objects.locked().get(pk=room.pk)
    show = show_that_is_on(room)
    fewest, most = MINUTES
    in_bounds = fewest <= rules.minutes <= most and 1 <= rules.winners <= MOST_WINNERS
    if not in_bounds or rules.watch_seconds > MOST_WATCHED:
        raise RaffleOutOfBounds
    if rules.prize is not None and rules.prize not in dict(prizes_of(room)):
        raise NoSuchPrize
    if Raffle.objects.filter(show=show, drawn_at=None).exists():
        raise RaffleGoesOn
    raffle = Raffle.objects.create(
        show=show,
        words=rules.words,
        prize=rules.prize,
        gate=rules.gate,
        watch_seconds=rules.watch_seconds if rules.gate == Raffle.Gate.WATCH else 0,
        winners=rules.winners,
        ends_at=timezone.now() + timedelta(minutes=rules.minutes),
        by=by,
    )
    tell_room(room, "raffle", told(raffle))
    app.configure_task("live.draw_raffle", schedule_at=raffle.ends_at).defer(raffle=raffle.pk)
    return raffle


@transaction.atomic
def enter_raffle(raffle: Raffle, *, by: Person) -> RaffleEntry:
    """Take part, having done what it asks, as the server's own rows say; a second time changes nothing.

    Holds off the drawing, and nobody else who enters.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM live_raffle WHERE id = %s FOR KEY SHARE", [raffle.pk])
    raffle = Raffle.objects.select_related("show__room__host").get(pk=raffle.pk)
    if earlier := RaffleEntry.objects.filter(raffle=raffle, person=by).first():
        return earlier
    if raffle.drawn_at is not None or raffle.ends_at <= timezone.now():
        raise RaffleOver
    if role_in(raffle.show.room, by):
        raise HostsDoNotPlay
    _pass_gate(raffle, by)
    RaffleEntry.objects.bulk_create([RaffleEntry(raffle=raffle, person=by)], ignore_conflicts=True)
    return RaffleEntry.objects.get(raffle=raffle, person=by)


@transaction.atomic
def draw_raffle(raffle: Raffle) -> list[Person]:
    """Draw the winners once its time is over, and give them their prize; drawn again it says who won.

    The seed is kept: `winners_of` finds the same winners among the same entries.
    """
    room = Room.objects.locked().get(shows=raffle.show_id)
    raffle = Raffle.objects.select_for_update(of=("self",)).get(pk=raffle.pk)
    if raffle.drawn_at is not None:
        return list(Person.objects.filter(raffle_entries__raffle=raffle, raffle_entries__has_won=True).order_by("pk"))
    entries = list(
        RaffleEntry.objects.filter(raffle=raffle, person__is_active=True).order_by("pk").values_list("pk", flat=True)
    )
    raffle.seed, raffle.drawn_at = secrets.token_hex(16), timezone.now()
    raffle.save(update_fields=["seed", "drawn_at"])
    won = winners_of(entries, raffle.seed, raffle.winners)
    RaffleEntry.objects.filter(pk__in=won).update(has_won=True)
    winners = list(Person.objects.filter(raffle_entries__pk__in=won).order_by("pk"))
    if raffle.prize is not None:
        list(hand_out(raffle.prize, winners))
    tell_of(
        [person.pk for person in winners],
        kind=Kind.ROOM,
        verb="raffle_won",
        about=f"raffle:{raffle.pk}",
        url=room.get_absolute_url(),
        words={"room": room.title, "prize": raffle.words},
    )
    tell_room(room, "raffle", told(raffle, winners))
    return winners


def draw_due_raffles() -> int:
    """Draw every raffle whose time is over; returns how many."""
    due = list(Raffle.objects.filter(drawn_at=None, ends_at__lte=timezone.now()).order_by("ends_at")[:200])
    for raffle in due:
        draw_raffle(raffle)
    return len(due)


def draw_rest(show: Show) -> None:
    """Draw every raffle of a show that closes. Part of a transaction that has locked the room."""
    for raffle in Raffle.objects.filter(show=show, drawn_at=None).order_by("pk"):
        draw_raffle(raffle)


def winners_of(entries: Sequence[int], seed: str, number: int) -> list[int]:
    """Which of these entries, in the order of their keys, win with this seed (Python's Mersenne Twister, `sample`)."""
    return sorted(random.Random(seed).sample(sorted(entries), min(number, len(entries))))  # noqa: S311 - reproducible; the seed is secret until then


def told(raffle: Raffle, winners: Sequence[Person] = ()) -> dict[str, Any]:
    """A raffle as everybody in the room is told of it."""
    return {
        "id": raffle.pk,
        "words": raffle.words,
        "gate": raffle.gate,
        "watch_seconds": raffle.watch_seconds,
        "winners": raffle.winners,
        "ends_at": raffle.ends_at.isoformat(),
        "now": timezone.now().isoformat(),
        "drawn": [{"handle": person.handle, "name": person.name} for person in winners],
        "is_drawn": raffle.drawn_at is not None,
    }


def _pass_gate(raffle: Raffle, person: Person) -> None:
    host = raffle.show.room.host
    if raffle.gate == Raffle.Gate.FOLLOW and not Follow.objects.filter(follower=person, followed=host).exists():
        raise FollowFirst(name=host.name)
    if raffle.gate == Raffle.Gate.COMMENT:
        said = Message.objects.standing().filter(show=raffle.show, author=person)
        if not said.exists():
            raise SaySomethingFirst
    if raffle.gate == Raffle.Gate.WATCH:
        missing = raffle.watch_seconds - watched(raffle.show, person)
        if missing > 0:
            raise WatchLonger(seconds=missing)


def watched(show: Show, person: Person) -> int:
    """How many seconds a member has watched a show so far, on however many pages: what their visits cover, once."""
    now, seconds, until = timezone.now(), 0.0, None
    for visit in Visit.objects.filter(show=show, person=person).order_by("entered_at"):
        begin = visit.entered_at if until is None else max(visit.entered_at, until)
        end = visit.left_at or now
        if end > begin:
            seconds += (end - begin).total_seconds()
        until = end if until is None else max(until, end)
    return int(seconds)

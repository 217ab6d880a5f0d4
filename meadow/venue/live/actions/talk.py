"""Saying something in a room: checked and written in three statements, for a full room talks all the time."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db import connection, transaction

from meadow.people.models.persons import Person
from meadow.plumbing.prepared import run
from meadow.plumbing.words import closed_up, folded, is_said
from meadow.venue.live.actions.presence import take_turns, took_part
from meadow.venue.live.actions.telling import tell_talk
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Participation, Show
from meadow.venue.live.models.talk import Message
from meadow.venue.live.refusals import MutedFor, MutedForGood, NotSaidHere, RoomNotLive, TooSoon
from meadow.venue.live.team import role_in

_GROUND = """
SELECT room.state = %(rehearsing)s, show.id,
 EXISTS (SELECT FROM live_participation part
  WHERE part.show_id = show.id AND part.person_id = %(by)s AND part.kind = %(kind)s),
 ARRAY (SELECT word FROM live_forbiddenword
  WHERE (room_id IS NULL OR room_id = room.id)
  AND (strpos(%(text)s, word) > 0 OR strpos(%(squeezed)s, replace(word, ' ', '')) > 0))
FROM live_room room LEFT JOIN live_show show ON show.room_id = room.id AND show.closed_at IS NULL
WHERE room.id = %(room)s"""
_SAID = """
WITH moment AS MATERIALIZED (SELECT clock_timestamp() AS now),
 known AS (SELECT id FROM live_message WHERE room_id = %(room)s AND author_id = %(by)s AND mark = %(mark)s),
 held AS (SELECT until FROM live_mute, moment WHERE NOT %(team)s AND room_id = %(room)s AND person_id = %(by)s
  AND (until IS NULL OR until > now)),
 hasty AS (SELECT slow_seconds - extract(epoch FROM now - last)::float8 AS wait FROM moment, live_room room,
  LATERAL (SELECT max(said_at) AS last FROM live_message said WHERE said.room_id = room.id
   AND said.author_id = %(by)s AND said.said_at > now - make_interval(secs => room.slow_seconds)) AS talk
  WHERE NOT %(team)s AND room.id = %(room)s AND room.slow_seconds > 0 AND last IS NOT NULL),
 open AS (SELECT WHERE %(show)s::bigint IS NULL
  OR EXISTS (SELECT FROM live_show WHERE id = %(show)s AND closed_at IS NULL)),
 talk AS (INSERT INTO live_talk (room_id, told) VALUES (%(room)s, 0) ON CONFLICT DO NOTHING),
 said AS (INSERT INTO live_message (room_id, show_id, author_id, text, mark, is_question, said_at)
  SELECT %(room)s, %(show)s, %(by)s, %(text)s, %(mark)s, %(question)s, now FROM moment, open
  WHERE NOT EXISTS (SELECT FROM known) AND NOT EXISTS (SELECT FROM held) AND NOT EXISTS (SELECT FROM hasty)
  RETURNING id)
SELECT now, (SELECT id FROM said), (SELECT id FROM known), EXISTS (SELECT FROM open), EXISTS (SELECT FROM held),
 (SELECT extract(epoch FROM until - now)::float8 FROM held), (SELECT wait FROM hasty)
FROM moment"""


def say(room: Room, text: str, *, by: Person, mark: str, is_question: bool = False) -> Message:
    """Say something to everybody in the room; the same mark of the same person twice is one message.

    Those who speak in a room take turns until they have committed, so that keys come in the order of commits, and a
    slow room is slow however many tabs somebody opens. Nobody waits for the disk: a database that crashes may forget
    its last half second of talk. In a rehearsal only the team speaks, and only the team hears it.
    """
    is_whole = not connection.in_atomic_block
    with transaction.atomic():
        if is_whole:
            run("SELECT set_config('synchronous_commit', 'off', true)", [])
        role = role_in(room, by)
        kind = Participation.Kind.ASK if is_question else Participation.Kind.COMMENT
        is_rehearsing, show, has_part = _ground(room, text, by, kind.value)
        if show is None and not (role and is_rehearsing):
            raise RoomNotLive(title=room.title)
        if show:
            going_on = Show(pk=show, room=room)
            take_turns(going_on, "pg_advisory_xact_lock_shared")
            if not (role or has_part) and Show.objects.filter(pk=show, closed_at=None).exists():
                took_part(going_on, by=by, kind=kind)
        wait_for_ones_turn(room)
        asked = {"room": room.pk, "show": show, "by": by.pk, "text": text, "mark": mark, "question": is_question}
        outcome = _Outcome(*run(_SAID, {**asked, "team": bool(role)})[0])
        if outcome.known:
            return Message.objects.get(pk=outcome.known)
        outcome.refuse(room)
        transaction.on_commit(lambda: tell_talk(room.pk), robust=True)
    return Message(
        pk=outcome.said,
        room=room,
        show_id=show,
        author=by,
        text=text,
        mark=mark,
        is_question=is_question,
        said_at=outcome.now,
    )


@dataclass(frozen=True)
class _Outcome:
    """What came of it: the key of the message, or of the one with its mark; else what stood against it."""

    now: datetime
    said: int | None
    known: int | None
    is_open: bool
    is_held: bool
    held_for: float | None
    wait: float | None

    def refuse(self, room: Room) -> None:
        if not self.is_open:
            raise RoomNotLive(title=room.title)
        if self.is_held:
            if self.held_for is None:
                raise MutedForGood
            raise MutedFor(minutes=max(ceil(self.held_for / 60), 1))
        if self.wait is not None:
            raise TooSoon(seconds=max(ceil(self.wait), 1))


def wait_for_ones_turn(room: Room) -> None:
    """Wait for one's turn to change the talk of a room; it lasts until the transaction ends."""
    run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"live.talk:{room.pk}"])


def _ground(room: Room, text: str, by: Person, kind: str) -> tuple[bool, int | None, bool]:
    """Whether the room rehearses, its show, and whether one took part in it so.

    Of the many words that are not said, the database finds the few that may stand in the text. Raises NotSaidHere.
    """
    looked_through = folded(text)
    asked = {"room": room.pk, "by": by.pk, "kind": kind, "rehearsing": Room.State.REHEARSING.value}
    words = {"text": looked_through, "squeezed": closed_up(looked_through)}
    ((is_rehearsing, show, has_part, near),) = run(_GROUND, {**asked, **words})
    for word in near:
        if is_said(word, looked_through):
            raise NotSaidHere(word=word)
    return is_rehearsing, show, has_part

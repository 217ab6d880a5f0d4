"""Coming into a room, leaving it, and taking part: every moment is the server's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from meadow.engines.bus import publish
from meadow.people.models.persons import Person
from meadow.plumbing.commits import without_waiting
from meadow.plumbing.events import announce, announce_all
from meadow.venue.live.actions.minutes import count_minutes
from meadow.venue.live.events import RoomEntered, RoomInteracted, RoomLeft
from meadow.venue.live.models.shows import Participation, Show, Visit
from meadow.venue.live.refusals import NotThisVisit, RoomNotLive

STALE = 40
"""Seconds after which a visit's `seen_at` is no longer young: silence, and the pause between two writings of it."""
_AT_ONCE = 5_000


def viewer(person: int | None, guest: object) -> str:
    """One name for one viewer, in however many pages they watch."""
    return f"p{person}" if person else f"g{guest}"


@transaction.atomic
def begin_visit(show: Show, *, key: UUID, person: Person | None, guest: UUID | None, source: str) -> Visit:
    """Let somebody in: one visit for one key, however often it is said.

    A visit that has ended stays ended; who comes back brings a new key. Nobody comes into a show that closes at the
    same moment: who enters and who closes take turns, and those who enter do not wait for one another.
    """
    take_turns(show, "pg_advisory_xact_lock_shared")
    if not Show.objects.filter(pk=show.pk, closed_at=None).exists():
        raise RoomNotLive(title=show.room.title)
    guest, member = (None, person.pk) if person else (guest, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO live_visit (show_id, key, person_id, guest, source) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (key) DO NOTHING",
            [show.pk, key, member, guest, source],
        )
        is_new = bool(cursor.rowcount)
    visit = Visit.objects.get(key=key)
    if not is_new:
        if (visit.show_id, visit.person_id, visit.guest) != (show.pk, member, guest):
            raise NotThisVisit
        return visit
    announce(RoomEntered(room=show.room_id, show=show.pk, visit=str(key), member=member, source=visit.source))
    _tell_counting(show.room_id, "entered", visits={str(key): viewer(visit.person_id, visit.guest)}, show=show.pk)
    return visit


def end_visit(visit: Visit) -> None:
    """Let somebody leave, now; who has left already left then."""
    _end("now()", "v.id = %s", [visit.pk])


def end_silent(ages: Mapping[str, float | None]) -> None:
    """End the visits with these keys: each ended so many seconds ago, or (None) when it was last written of."""
    left = "coalesce(now() - make_interval(secs => (%s::jsonb ->> v.key::text)::float8), v.seen_at)"
    _end(left, "v.key = ANY(%s::uuid[])", [orjson.dumps(dict(ages)).decode(), list(ages)])


def end_stragglers() -> None:
    """End what is still open of shows that have closed."""
    _end("s.closed_at", "s.closed_at IS NOT NULL", [])


@transaction.atomic
def end_visits(show: Show) -> None:
    """End every visit of a show that closes, and count its minutes for good; its room and the show are locked."""
    take_turns(show, "pg_advisory_xact_lock")
    left = "CASE WHEN v.seen_at < now() - make_interval(secs => %s) THEN v.seen_at ELSE now() END"
    _end(left, "v.show_id = %s", [STALE, show.pk], is_told=False)
    Show.objects.filter(pk=show.pk).update(here=0)
    count_minutes(show)
    _tell_counting(show.room_id, "closed", show=show.pk)


def keep_seen(ages: Mapping[str, float]) -> None:
    """Write down that the visits with these keys were heard of so many seconds ago.

    Nobody waits for the disk: the database's last half second is heard again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {without_waiting()}, heard AS (SELECT * FROM unnest(%s::uuid[], %s::float8[]) AS h (key, age)),"  # noqa: S608 -- our own words
            " mine AS MATERIALIZED (SELECT v.id, h.age FROM live_visit v JOIN heard h ON v.key = h.key"
            "  WHERE v.left_at IS NULL ORDER BY v.id FOR NO KEY UPDATE OF v)"
            " UPDATE live_visit v SET seen_at = greatest(v.seen_at, now() - make_interval(secs => mine.age))"
            " FROM quick, mine WHERE v.id = mine.id",
            [list(ages), list(ages.values())],
        )


def took_part(show: Show, *, by: Person, kind: str) -> None:
    """Have it known that a member took part (`Participation.Kind`): once for each show, member and kind."""
    all_took_part(show, [by.pk], kind)


@transaction.atomic
def all_took_part(show: Show, members: Collection[int], kind: str) -> None:
    """`took_part` for many members at once."""
    kind = Participation.Kind(kind).value
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO live_participation (show_id, person_id, kind)"
            " SELECT %s, id, %s FROM people_person WHERE id = ANY(%s) ORDER BY id"
            " ON CONFLICT DO NOTHING RETURNING person_id",
            [show.pk, kind, list(members)],
        )
        new = [member for (member,) in cursor.fetchall()]
    if not new:
        return
    Visit.objects.here().filter(Q(show=show, first_interacted_at=None), person__in=new).update(
        first_interacted_at=Now()
    )
    announce_all([RoomInteracted(room=show.room_id, show=show.pk, member=member, kind=kind) for member in new])


def take_turns(show: Show, lock: str) -> None:
    """Wait for whoever closes the show, or (exclusively) for all who come and speak.

    Not the show's row: it is written every second, and would have to wait for all who enter."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", [f"live.show:{show.pk}"])


@transaction.atomic
def _end(left: str, which: str, values: Sequence[int | str | list[str]], *, is_told: bool = True) -> None:
    """End what is open of these visits: nobody leaves before they entered, and nobody in the future.

    Rows are locked in the order of their keys, as everybody does who writes many of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH mine AS MATERIALIZED (SELECT v.id, {left} AS at"  # noqa: S608 -- our own words
            "  FROM live_visit v JOIN live_show s ON s.id = v.show_id"
            f" WHERE v.left_at IS NULL AND {which} ORDER BY v.id FOR NO KEY UPDATE OF v)"
            " UPDATE live_visit v SET left_at = greatest(v.entered_at, least(now(), mine.at))"
            " FROM mine, live_show s WHERE v.id = mine.id AND s.id = v.show_id"
            " RETURNING v.key::text, s.room_id, s.id, v.person_id,"
            " floor(extract(epoch FROM v.left_at - v.entered_at))::int",
            values,
        )
        ended = sorted(cursor.fetchall(), key=lambda row: row[1])
    announce_all(
        [RoomLeft(room=room, show=show, visit=key, member=member, seconds=s) for key, room, show, member, s in ended]
    )
    if not is_told:
        return
    for room, rows in groupby(ended, key=lambda row: row[1]):
        for some in batched([row[0] for row in rows], _AT_ONCE):
            _tell_counting(room, "left", visits=some)


def batched(rows: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Some at a time."""
    for begin in range(0, len(rows), size):
        yield rows[begin : begin + size]


def _tell_counting(room: int, kind: str, **said: object) -> None:
    """Tell the counting process, once the transaction stands. Unheard, it finds out from the rows."""
    transaction.on_commit(lambda: publish(f"presence.{room}.{kind}", orjson.dumps(said)))

"""Who may publish to a room, what becomes of a stream, and how rows follow the engine whatever was lost on the way."""

import itertools
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoCaptureOnCommitCallbacks

from meadow.engines.media import places
from meadow.engines.media.registry import media_engine
from meadow.engines.media.signatures import signed_headers
from meadow.people.models.persons import Person
from meadow.venue.live import stream_jobs
from meadow.venue.live.actions.keys import cut_off, make_key
from meadow.venue.live.actions.opening import close_room, open_room, rehearse
from meadow.venue.live.actions.planning import call_off
from meadow.venue.live.actions.streams import reconcile
from meadow.venue.live.keys import hash_of, pass_for
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.models.shows import Stream
from meadow.venue.live.refusals import MediaIsSilent, RoomIsOver
from meadow.venue.live.tests.engine import Engine
from meadow.venue.live.tests.made import helped_by, on_air, planned

pytestmark = pytest.mark.django_db
DOOR = "/hooks/media/embedded/"
_ids = itertools.count(1)
S = Stream.State


def knock(kind: str, room: Room | str, session: str = "one", **told: Any) -> dict[str, Any]:
    """One hook, signed; what the engine is answered."""
    path = room if isinstance(room, str) else room.path
    at = datetime.now(UTC).isoformat()
    body = json.dumps({"id": f"h{next(_ids)}", "kind": kind, "at": at, "path": path, "session": session, **told})
    response = Client().post(DOOR, body, "application/json", headers=signed_headers(places.secret(), body.encode()))
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def ask(room: Room | str, key: str, session: str = "one") -> str:
    """Ask to publish; the reason why not, or nothing."""
    answer = knock("publish_request", room, session, secret=key, ip="192.0.2.7", protocol="rtmp")
    return "" if answer["allow"] else answer["reason"]


def states(room: Room) -> dict[str, str]:
    return dict(Stream.objects.filter(room=room).values_list("session", "state"))


def said_in(room: Room, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What everybody in the room is told from here on."""
    said: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        "meadow.venue.live.actions.streams.tell_room", lambda room, kind, told: said.append((kind, told["state"]))
    )
    return said


@pytest.fixture
def room(engine: Engine, bai: Person) -> Room:
    return on_air(bai)


@pytest.fixture
def key(room: Room, bai: Person) -> str:
    return make_key(room, by=bai)


# -- who may publish ------------------------------------------------------------------------------


def test_the_right_key_opens_the_room_and_a_picture_begins_the_stream(
    room: Room, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = said_in(room, monkeypatch)
    assert ask(room, key) == ""
    assert (states(room), said) == ({"one": S.ASKED}, [])
    knock("publish_start", room)
    stream = Stream.objects.get()
    assert (stream.state, stream.protocol, stream.address) == (S.ON, "rtmp", "192.0.2.7")
    assert stream.began_at
    assert said == [("stream", "on")]


def test_wrong_keys_other_rooms_keys_and_no_key_open_nothing(room: Room, key: str, bai: Person) -> None:
    other = planned(bai)
    make_key(other, by=bai)
    for path, shown in (
        (room, "guess"),
        (room, ""),
        (other, key),
        ("nowhere", key),
        (room, key + " "),
        (room, "x" * 9000),
    ):
        assert ask(path, shown) == "wrong key"
    assert not Stream.objects.exists()


def test_a_room_without_a_key_is_opened_by_none(room: Room) -> None:
    assert ask(room, "") == "wrong key"
    assert not Stream.objects.exists()


def test_only_the_hash_of_a_key_is_kept(room: Room, key: str) -> None:
    room.refresh_from_db()
    assert room.key_hash == hash_of(key)
    assert key not in str(Room.objects.filter(pk=room.pk).values().get())


def test_a_new_key_takes_the_place_of_the_old_one(room: Room, key: str, bai: Person) -> None:
    newer = make_key(room, by=bai)
    assert ask(room, key) == "wrong key"
    assert ask(room, newer) == ""


def test_planned_and_rehearsing_rooms_take_streams_and_rooms_that_are_over_do_not(engine: Engine, bai: Person) -> None:
    room = planned(bai)
    key = make_key(room, by=bai)
    assert ask(room, key) == ""
    rehearse(room, by=bai)
    assert ask(room, key, "two") == ""
    call_off(planned(bai, title="Other"), by=bai)
    Room.objects.filter(pk=room.pk).update(state=Room.State.CLOSED)
    assert ask(room, key, "three") == "the room is over"
    assert "three" not in states(room)
    with pytest.raises(RoomIsOver, match="is over"):
        make_key(room, by=bai)


def test_a_rehearsal_is_not_recorded_and_a_show_is_unless_its_host_keeps_none(engine: Engine, bai: Person) -> None:
    room = planned(bai)
    key = make_key(room, by=bai)
    assert knock("publish_request", room, secret=key) == {"allow": True, "record": False}
    open_room(room, by=bai)
    assert knock("publish_request", room, secret=key) == {"allow": True, "record": True}
    Room.objects.update(keeps_recording=False)
    assert knock("publish_request", room, secret=key) == {"allow": True, "record": False}


def test_passes_of_browsers_open_the_room_to_its_hosts_for_two_minutes(
    room: Room, bai: Person, ada: Person, bo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    helped_by(room, bo.handle, RoomSeat.Role.MODERATOR, by=bai)
    assert ask(room, pass_for(room, bai), "mine") == ""
    assert ask(room, pass_for(room, ada)) == ask(room, pass_for(room, bo)) == "wrong key"
    assert ask(planned(bai), pass_for(room, bai)) == "wrong key"
    late = pass_for(room, bai)
    monkeypatch.setattr("meadow.venue.live.keys.PASS_SECONDS", -1)
    assert ask(room, late, "late") == "wrong key"


def test_a_second_publisher_is_told_that_the_room_is_live_already(engine: Engine, room: Room, key: str) -> None:
    ask(room, key)
    knock("publish_start", room)
    engine.show(room.path, "one")
    assert ask(room, key, "two") == "already live"
    assert states(room) == {"one": S.ON}


def test_a_stream_whose_end_nobody_told_does_not_keep_the_next_one_out(engine: Engine, room: Room, key: str) -> None:
    ask(room, key)
    knock("publish_start", room)
    assert ask(room, key, "two") == ""
    knock("publish_start", room, "two")
    assert states(room) == {"one": S.ENDED, "two": S.ON}


def test_while_the_engine_is_silent_nobody_takes_anybodys_place(engine: Engine, room: Room, key: str) -> None:
    ask(room, key)
    knock("publish_start", room)
    engine.is_down = True
    assert ask(room, key, "two") == "already live"


# -- forged hooks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("spoil", ["none", "signature", "body", "old"])
def test_what_the_engine_did_not_sign_is_refused(room: Room, key: str, spoil: str) -> None:
    body = json.dumps({"id": "1", "kind": "publish_request", "path": room.path, "session": "one", "secret": key})
    then = timezone.now().timestamp() - 3600
    headers = signed_headers(places.secret(), body.encode(), now=then if spoil == "old" else None)
    if spoil == "none":
        headers = {}
    elif spoil == "signature":
        headers = signed_headers("another secret", body.encode())
    elif spoil == "body":
        body = body.replace('"one"', '"two"')
    response = Client().post(DOOR, body, "application/json", headers=headers)
    assert response.status_code == 403
    assert b"allow" not in response.content
    assert not Stream.objects.exists()


def test_other_doors_and_other_sizes_are_closed(room: Room) -> None:
    client = Client()
    assert client.post("/hooks/media/srs/", b"{}", "application/json").status_code == 404
    assert client.get(DOOR).status_code == 405
    assert client.post(DOOR, b"x" * 70_000, "application/json").status_code == 413


def test_hooks_need_no_anti_forgery_token(room: Room, key: str) -> None:
    body = json.dumps({"id": "1", "kind": "publish_request", "path": room.path, "session": "one", "secret": key})
    headers = signed_headers(places.secret(), body.encode())
    response = Client(enforce_csrf_checks=True).post(DOOR, body, "application/json", headers=headers)
    assert response.json()["allow"] is True


# -- what becomes of a stream ---------------------------------------------------------------------


def test_a_lost_connection_is_waited_for_and_comes_back_as_the_same_stream(
    room: Room, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = said_in(room, monkeypatch)
    ask(room, key)
    knock("publish_start", room)
    knock("publish_end", room, final=False)
    assert states(room) == {"one": S.LOST}
    assert ask(room, key) == ""
    assert states(room) == {"one": S.LOST}
    knock("publish_start", room)
    assert states(room) == {"one": S.ON}
    knock("publish_end", room, final=True)
    assert [state for _, state in said] == ["on", "lost", "on", "ended"]
    assert Stream.objects.get().ended_at


def test_the_show_goes_on_without_its_stream(room: Room, key: str) -> None:
    ask(room, key)
    knock("publish_start", room)
    knock("publish_end", room, final=True)
    room.refresh_from_db()
    assert room.state == Room.State.LIVE


def test_the_end_of_another_session_ends_nothing(room: Room, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(room, key)
    knock("publish_start", room)
    Stream.objects.create(room=room, engine="embedded", session="refused")
    said = said_in(room, monkeypatch)
    knock("publish_end", room, "refused", final=True)
    knock("publish_end", room, "never seen", final=True)
    assert states(room) == {"one": S.ON, "refused": S.ENDED}
    assert said == []


def test_one_hook_twice_is_one_hook(room: Room, key: str) -> None:
    ask(room, key)
    knock("publish_start", room, id="start")
    knock("publish_end", room, id="end", final=False)
    knock("publish_start", room, id="start")
    assert states(room) == {"one": S.LOST}


def test_what_has_ended_does_not_begin_again(
    engine: Engine, room: Room, key: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ask(room, key)
    knock("publish_start", room)
    knock("publish_end", room, final=True)
    with django_capture_on_commit_callbacks(execute=True):
        knock("publish_start", room)
    assert states(room) == {"one": S.ENDED}
    assert [(path, told["session"]) for path, told in engine.commands] == [("/kick", "one")]


def test_a_session_that_nobody_asked_for_is_put_out(
    engine: Engine, room: Room, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        knock("publish_start", room, "stranger")
    assert not Stream.objects.exists()
    assert engine.commands[0][1]["session"] == "stranger"


def test_hooks_of_paths_that_are_no_rooms_change_nothing(room: Room) -> None:
    for kind in ("publish_start", "publish_end", "record_ready", "something_new"):
        assert knock(kind, "0123456789abcdef") == {"allow": True, "record": False}
    assert not Stream.objects.exists()


# -- being cut off --------------------------------------------------------------------------------


def test_who_is_cut_off_cannot_come_back_with_the_key_they_have(
    engine: Engine, room: Room, key: str, bai: Person
) -> None:
    browser = pass_for(Room.objects.get(pk=room.pk), bai)
    ask(room, key)
    knock("publish_start", room)
    engine.show(room.path, "one")
    cut_off(room, by=bai)
    assert states(room) == {"one": S.ENDED}
    assert engine.commands == [("/kick", {"path": room.path, "session": "", "reason": "cut off by the host"})]
    assert ask(room, key) == ask(room, browser) == "wrong key"
    room.refresh_from_db()
    assert room.key_hash == ""


def test_the_key_goes_although_the_engine_is_silent_and_the_next_look_ends_the_stream(
    engine: Engine,
    room: Room,
    key: str,
    bai: Person,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    ask(room, key)
    knock("publish_start", room)
    engine.show(room.path, "one")
    engine.is_down = True
    with pytest.raises(MediaIsSilent, match="does not answer"):
        cut_off(room, by=bai)
    assert ask(room, key) == "wrong key"
    engine.is_down = False
    with django_capture_on_commit_callbacks(execute=True):
        reconcile(media_engine())
    assert engine.paths == {}
    assert states(room) == {"one": S.ENDED}


# -- the engine is the truth ----------------------------------------------------------------------


def test_a_start_that_was_lost_is_found(engine: Engine, room: Room, key: str) -> None:
    ask(room, key)
    engine.show(room.path, "one")
    reconcile(media_engine())
    assert states(room) == {"one": S.ON}


def test_an_end_that_was_lost_is_found_and_waited_for_before_it_counts(engine: Engine, room: Room, key: str) -> None:
    ask(room, key)
    knock("publish_start", room)
    reconcile(media_engine())
    assert states(room) == {"one": S.LOST}
    reconcile(media_engine())
    assert states(room) == {"one": S.LOST}
    Stream.objects.update(seen_at=timezone.now() - timedelta(seconds=15))
    reconcile(media_engine())
    assert states(room) == {"one": S.ENDED}


def test_a_publisher_who_is_away_is_lost_for_as_long_as_the_engine_waits(engine: Engine, room: Room, key: str) -> None:
    ask(room, key)
    knock("publish_start", room)
    engine.show(room.path, "one", "reconnecting")
    reconcile(media_engine())
    Stream.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    reconcile(media_engine())
    assert states(room) == {"one": S.LOST}
    engine.show(room.path, "one", "live")
    reconcile(media_engine())
    assert states(room) == {"one": S.ON}


def test_whoever_asked_and_never_came_is_forgotten(engine: Engine, room: Room, key: str) -> None:
    ask(room, key)
    reconcile(media_engine())
    assert states(room) == {"one": S.ASKED}
    Stream.objects.update(asked_at=timezone.now() - timedelta(minutes=1))
    reconcile(media_engine())
    assert states(room) == {"one": S.ENDED}


def test_an_engine_that_is_silent_for_long_has_lost_its_streams(engine: Engine, room: Room, key: str) -> None:
    ask(room, key)
    knock("publish_start", room)
    engine.is_down = True
    reconcile(media_engine())
    assert states(room) == {"one": S.ON}
    Stream.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    reconcile(media_engine())
    assert states(room) == {"one": S.LOST}


def test_a_room_that_is_over_is_cleared_at_the_engine(
    engine: Engine, room: Room, key: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ask(room, key)
    Room.objects.update(state=Room.State.CLOSED)
    engine.show(room.path, "one")
    with django_capture_on_commit_callbacks(execute=True):
        reconcile(media_engine())
    assert engine.paths == {}


def test_streams_of_an_engine_that_is_used_no_more_have_ended(engine: Engine, room: Room) -> None:
    Stream.objects.create(room=room, engine="srs", session="s", state=S.ON)
    reconcile(media_engine())
    assert states(room) == {"s": S.ENDED}


def test_opening_and_closing_have_the_engine_told_before_anything_else_is_done(room: Room, bai: Person) -> None:
    close_room(room, by=bai)
    again = on_air(bai)
    call_off(planned(bai), by=bai)
    waiting = ProcrastinateJob.objects.filter(task_name__startswith="live.").order_by("pk")
    asked = list(waiting.values_list("task_name", "priority"))
    assert [name for name, _ in asked].count("live.stop_stream") == 2
    assert ("live.keep_recording", 50) in asked
    assert {priority for _, priority in asked} == {50}
    assert again.is_live


def test_an_opened_room_is_recorded_and_a_closed_one_put_out(engine: Engine, room: Room, key: str, bai: Person) -> None:
    engine.show(room.path, "one")
    stream_jobs.keep_recording(room.pk)
    stream_jobs.stop_stream(room.pk)
    assert engine.commands == [("/record", {"path": room.path, "on": True})]
    close_room(room, by=bai)
    stream_jobs.keep_recording(room.pk)
    stream_jobs.stop_stream(room.pk)
    assert [path for path, _ in engine.commands] == ["/record", "/kick"]


# -- two at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_is_the_stream(engine: Engine, bai: Person) -> None:
    room = on_air(bai)
    key = make_key(room, by=bai)
    together(lambda: ask(room, key, "left"), lambda: ask(room, key, "right"))
    together(lambda: knock("publish_start", room, "left"), lambda: knock("publish_start", room, "right"))
    assert sorted(states(room).values()) == [S.ENDED, S.ON]


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_while_the_key_is_taken_away_is_in_or_out_and_never_between(engine: Engine, bai: Person) -> None:
    room = on_air(bai)
    for round_ in range(6):
        key = make_key(room, by=bai)
        session = f"s{round_}"
        said = together(lambda: ask(room, key, session), lambda: cut_off(room, by=bai))  # noqa: B023 - called at once
        # Who was let in before the key went was put out with it.
        assert said[0] in {"", "wrong key"}
        assert states(room).get(session, S.ENDED) == S.ENDED


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do these at the same moment, each on a connection of its own; what each returned."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(number: int, work: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            results[number] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

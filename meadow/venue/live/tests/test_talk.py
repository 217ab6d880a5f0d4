"""Saying something in a room: who is heard, in which order, how often, and what is not said."""

import asyncio
import json
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from nats.aio.msg import Msg

from meadow.engines.bus import connect_bus, publish
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Block, Person
from meadow.plumbing.events import announced
from meadow.venue.live.actions.minding import (
    answer_question,
    forbid_word,
    hide_all_of,
    hide_message,
    mute,
    pin_message,
    slow_down,
    unmute,
)
from meadow.venue.live.actions.opening import close_room, rehearse
from meadow.venue.live.actions.talk import say
from meadow.venue.live.actions.telling import tell_talk
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.models.shows import Recording, Show
from meadow.venue.live.models.talk import ForbiddenWord, Message, Mute, Talk
from meadow.venue.live.refusals import MutedFor, MutedForGood, NotSaidHere, RoomNotLive, TeamIsHeard, TooSoon
from meadow.venue.live.tests.made import all_at_once, helped_by, on_air, planned, show_of

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
JSON: dict[str, Any] = {"headers": {"Accept": "application/json"}}
DELETE = {"_method": "delete"}


def mark() -> str:
    return uuid.uuid4().hex


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def speak(client: Client, room: Room, text: str, **more: object) -> tuple[int, dict[str, object]]:
    response = client.post(f"/live/{room.pk}/messages/", {"text": text, "mark": mark(), **more}, **JSON)
    return response.status_code, json.loads(response.content)


def read(client: Client, room: Room, after: int = 0) -> dict[str, Any]:
    response = client.get(f"/live/{room.pk}/messages/?after={after}")
    assert response.status_code == 200
    return dict(response.json())


def texts(found: dict[str, Any]) -> list[str]:
    return [message["text"] for message in found["messages"]]


class Ear:
    """A connection to NATS that keeps what is told below some subjects, in the order in which it comes."""

    def __init__(self, *subjects: str) -> None:
        self.subjects = subjects
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self._listening, self._over = threading.Event(), threading.Event()

    def __enter__(self) -> "Ear":
        self._pool = ThreadPoolExecutor(1)
        self._work = self._pool.submit(lambda: asyncio.run(self._listen()))
        assert self._listening.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._work.result(10)
        self._pool.shutdown()

    def wait_for(self, many: int) -> list[dict[str, Any]]:
        until = timezone.now() + timedelta(seconds=10)
        while len(self.heard) < many and timezone.now() < until:
            threading.Event().wait(0.01)
        return [said for _, said in self.heard]

    async def _listen(self) -> None:
        bus = await connect_bus("ear")

        async def keep(message: Msg) -> None:
            told = json.loads(message.data)
            self.heard += [(message.subject, said) for said in told.get("messages", [told])]

        for subject in self.subjects:
            await bus.subscribe(subject, cb=keep)
        await bus.flush()
        self._listening.set()
        while not self._over.is_set():
            await asyncio.sleep(0.01)
        await bus.close()


@pytest.fixture
def room(bai: Person) -> Room:
    return on_air(bai)


# -- saying ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_said_is_kept_with_its_show_and_known_as_taking_part_once(room: Room, ada: Person) -> None:
    first = say(room, "How tall is it?", by=ada, mark="one-mark", is_question=True)
    say(room, "And how heavy?", by=ada, mark="two-mark", is_question=True)
    say(room, "Lovely", by=ada, mark="three-mark")

    assert (first.show, first.is_question) == (show_of(room), True)
    assert [name for name in announced() if name == "venue.room_interacted"] == ["venue.room_interacted"] * 2


@pytest.mark.django_db
def test_the_same_mark_twice_is_one_message(room: Room, ada: Person) -> None:
    sent = {"text": "Hello", "mark": "the-same-mark"}
    answers = [as_(ada).post(f"/live/{room.pk}/messages/", sent, **JSON).json() for _ in range(2)]
    assert answers[0]["id"] == answers[1]["id"]
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_said_in_a_room_that_is_not_live(bai: Person, ada: Person, room: Room) -> None:
    close_room(room, by=bai)
    with pytest.raises(RoomNotLive, match="“Cups and tea” is not live"):
        say(room, "Hello?", by=ada, mark=mark())
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_in_a_rehearsal_only_the_team_speaks(bai: Person, bo: Person, ada: Person) -> None:
    room = rehearse(planned(bai), by=bai)
    helped_by(room, "bo.li", RoomSeat.Role.MODERATOR, by=bai)
    assert say(room, "Can you hear me?", by=bo, mark=mark()).show is None
    with pytest.raises(RoomNotLive):
        say(room, "So can I", by=ada, mark=mark())
    assert texts(read(as_(bai), room)) == ["Can you hear me?"]
    assert as_(ada).get(f"/live/{room.pk}/messages/").status_code == 404
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_guests_read_and_are_asked_to_sign_in(room: Room, ada: Person) -> None:
    say(room, "Good evening", by=ada, mark=mark())
    guest = Client()
    assert texts(read(guest, room)) == ["Good evening"]
    assert speak(guest, room, "I too")[0] == 401
    response = guest.post(f"/live/{room.pk}/messages/", {"text": "I too", "mark": mark()})
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next=/live/{room.pk}/")
    assert Message.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is nothing to send yet."),
        (" \n\t\u202e ", "There is nothing to send yet."),
        ("x" * 301, "Ensure this value has at most 300 characters (it has 301)."),
        ("long " * 2000, "at most 300 characters"),
        ("nothing\0here", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_said_is_refused_in_words(room: Room, ada: Person, text: str, words: str) -> None:
    status, said = speak(as_(ada), room, text)
    assert status == 422
    assert words in str(said["detail"])
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_markup_is_nothing_but_signs(room: Room, ada: Person, bai: Person) -> None:
    Person.objects.filter(pk=ada.pk).update(name=EVIL[:60])
    assert speak(as_(ada), room, EVIL)[0] == 201
    pin_message(Message.objects.get(), by=bai)
    for client, url in ((Client(), f"/live/{room.pk}/"), (as_(bai), f"/live/{room.pk}/console/")):
        page = client.get(url).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.django_db
def test_lines_and_signs_that_turn_the_text_are_straightened(room: Room, ada: Person) -> None:
    _, said = speak(as_(ada), room, " one\u202e\r\n\n two ")
    assert said["text"] == "one two"


@pytest.mark.django_db
def test_the_form_works_without_scripts(room: Room, ada: Person, bai: Person) -> None:
    page = as_(ada).get(f"/live/{room.pk}/").content.decode()
    assert f'action="/live/{room.pk}/messages/"' in page
    response = as_(ada).post(f"/live/{room.pk}/messages/", {"text": "By hand", "mark": mark(), "at": "room"})
    assert response["Location"] == f"/live/{room.pk}/#chat"
    response = as_(bai).post(f"/live/{room.pk}/messages/", {"text": "Welcome", "mark": mark(), "at": "console"})
    assert response["Location"] == f"/live/{room.pk}/console/#chat"
    page = as_(ada).get(f"/live/{room.pk}/").content.decode()
    assert page.index("By hand") < page.index("Welcome")


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_late_comers_find_the_last_fifty_and_whoever_was_away_the_rest(room: Room, ada: Person) -> None:
    for number in range(120):
        say(room, f"word {number}", by=ada, mark=mark())
    page = Client().get(f"/live/{room.pk}/").content.decode()
    assert "word 70<" in page
    assert "word 119<" in page
    assert "word 69<" not in page

    ids = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    missed = read(Client(), room, after=ids[99])
    assert texts(missed) == [f"word {number}" for number in range(100, 120)]
    assert (missed["is_cut"], missed["last"]) == (False, ids[-1])
    assert read(Client(), room, after=ids[5])["is_cut"] is True
    assert Client().get(f"/live/{room.pk}/messages/?after=-1").status_code == 400
    assert Client().get(f"/live/{room.pk}/messages/?after={2**63}").status_code == 400


@pytest.mark.django_db
def test_people_across_a_block_do_not_read_one_another(room: Room, ada: Person, bo: Person) -> None:
    Block.objects.create(by=ada, blocked=bo)
    say(room, "From Ada", by=ada, mark=mark())
    say(room, "From Bo", by=bo, mark=mark())
    assert texts(read(as_(ada), room)) == ["From Ada"]
    assert texts(read(as_(bo), room)) == ["From Bo"]
    assert 'data-kept-away="bo.li"' in as_(ada).get(f"/live/{room.pk}/").content.decode()
    # Nobody learns from a page who has blocked them.
    assert 'data-kept-away=""' in as_(bo).get(f"/live/{room.pk}/").content.decode()


@pytest.mark.django_db
def test_the_talk_of_a_recorded_show_is_read_moment_by_moment(room: Room, ada: Person, bai: Person) -> None:
    began = timezone.now() - timedelta(minutes=30)
    for second in range(0, 600, 2):
        said = say(room, f"at {second}", by=ada, mark=mark())
        Message.objects.filter(pk=said.pk).update(said_at=began + timedelta(seconds=second))
    hide_message(Message.objects.get(text="at 0"), by=bai)
    show = close_room(room, by=bai)
    door = f"/live/{room.pk}/messages/"

    def between(begin: float, end: float, **more: str) -> dict[str, Any]:
        moments = {"from": began + timedelta(seconds=begin), "to": began + timedelta(seconds=end)}
        response = Client().get(door, {**{name: at.isoformat() for name, at in moments.items()}, **more})
        assert response.status_code == 200
        return dict(response.json())

    assert texts(between(0, 10)) == []  # nothing can be watched again yet
    recording = Recording.objects.create(room=room, show=show, engine="embedded", name="a.mp4", began_at=began)
    assert texts(between(0, 10)) == ["at 2", "at 4", "at 6", "at 8"]
    first = between(0, 600)
    rest = between(0, 600, after=str(first["after"]))
    assert [*texts(first), *texts(rest)] == [f"at {second}" for second in range(2, 600, 2)]
    assert rest["after"] is None
    assert len(texts(between(0, 10_000))) == 200

    Recording.objects.filter(pk=recording.pk).update(is_shown=False)
    assert texts(between(0, 10)) == []
    for wrong in ("?from=yesterday&to=now", "?from=2026-01-01T00:00:00&to=2026-01-01T00:01:00", "?from=2026-13-01"):
        assert Client().get(door + wrong).status_code == 400


# -- slow mode, mutes, words ----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_slow_room_takes_its_time_with_everybody_but_its_team(
    room: Room, ada: Person, bo: Person, bai: Person
) -> None:
    slow_down(room, 30, by=bai)
    first = say(room, "One", by=ada, mark=mark())
    with pytest.raises(TooSoon, match=r"you can say something again in (29|30) seconds"):
        say(room, "Two", by=ada, mark=mark())
    say(room, "Mine", by=bo, mark=mark())
    say(room, "Hello", by=bai, mark=mark())
    say(room, "everybody", by=bai, mark=mark())
    Message.objects.filter(pk=first.pk).update(said_at=timezone.now() - timedelta(seconds=31))
    say(room, "Two", by=ada, mark=mark())
    assert Message.objects.filter(author=ada).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_tabs_are_not_faster_in_a_slow_room_than_one(room: Room, ada: Person, bai: Person) -> None:
    slow_down(room, 10, by=bai)
    came = all_at_once(*[lambda: say(room, "Me first", by=ada, mark=mark()) for _ in range(6)])
    assert sum(isinstance(one, Message) for one in came) == 1
    assert sum(isinstance(one, TooSoon) for one in came) == 5
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_mark_from_many_tabs_is_one_message(room: Room, ada: Person) -> None:
    came = all_at_once(*[lambda: say(room, "Once", by=ada, mark="just-one-mark") for _ in range(6)])
    assert len({one.pk for one in came if isinstance(one, Message)}) == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_said_after_a_mute_that_hides_everything(room: Room, ada: Person, bai: Person) -> None:
    steps: list[Callable[[], object]] = [lambda: say(room, "Buy elsewhere", by=ada, mark=mark()) for _ in range(6)]
    all_at_once(*steps, lambda: mute(room, ada, by=bai, minutes=10, hides=True))
    assert not Message.objects.standing().filter(author=ada).exists()


@pytest.mark.django_db(transaction=True)
def test_a_show_that_closes_counts_everything_that_was_said(room: Room, ada: Person, bo: Person, bai: Person) -> None:
    steps: list[Callable[[], object]] = [
        lambda who=who: say(room, "One more", by=who, mark=mark())  # type: ignore[misc]
        for who in (ada, bo, ada, bo)
    ]
    all_at_once(*steps, lambda: close_room(room, by=bai))
    assert show_of(room).message_count == Message.objects.count()


@pytest.mark.django_db
def test_a_mute_holds_on_every_device_until_its_time_is_over(room: Room, ada: Person, bai: Person) -> None:
    mute(room, ada, by=bai, minutes=10)
    for device in (as_(ada), as_(ada)):
        status, said = speak(device, room, "Hello?")
        assert (status, said["detail"]) == (409, "You cannot speak in this room for 10 more minutes.")
        assert texts(read(device, room)) == []
    mute(room, ada, by=bai, minutes=None)
    with pytest.raises(MutedForGood, match="cannot speak in this room any more"):
        say(room, "Hello?", by=ada, mark=mark())
    assert not Message.objects.exists()

    Mute.objects.update(until=timezone.now() - timedelta(seconds=1))
    say(room, "Hello again", by=ada, mark=mark())
    mute(room, ada, by=bai, minutes=10)
    with pytest.raises(MutedFor):
        say(room, "Once more", by=ada, mark=mark())
    unmute(Mute.objects.get(), by=bai)
    say(room, "Once more", by=ada, mark=mark())
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_whoever_is_banned_finds_no_room_on_any_device(room: Room, ada: Person, bo: Person, bai: Person) -> None:
    say(room, "Rubbish", by=ada, mark=mark())
    say(room, "Fine", by=bo, mark=mark())
    mute(room, ada, by=bai, minutes=None, is_ban=True, hides=True)
    for device in (as_(ada), as_(ada)):
        for url in ("", "messages/", f"pass/?visit={uuid.uuid4()}"):
            assert device.get(f"/live/{room.pk}/{url}").status_code == 404
        assert device.post(f"/live/{room.pk}/messages/", {"text": "But", "mark": mark()}, **JSON).status_code == 404
    with pytest.raises(MutedForGood):
        say(room, "But", by=ada, mark=mark())
    assert texts(read(as_(bo), room)) == ["Fine"]
    unmute(Mute.objects.get(), by=bai)
    assert as_(ada).get(f"/live/{room.pk}/").status_code == 200


@pytest.mark.django_db
def test_who_runs_the_room_is_not_muted(room: Room, bo: Person, bai: Person) -> None:
    helped_by(room, "bo.li", RoomSeat.Role.MODERATOR, by=bai)
    for helper in (bo, bai):
        with pytest.raises(TeamIsHeard, match="helps to run this room and cannot be muted"):
            mute(room, helper, by=bo, minutes=10)
    assert not Mute.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "text", "is_refused"),
    [
        ("ass", "What an ASS", True),
        ("ass", "A glass lamp, first class", False),
        ("ass", "ａｓｓ", True),  # full width
        ("ass", "a\u200bss", True),  # something invisible in between
        ("ass", "他说ass吧", True),
        ("straße", "Jede STRASSE", True),
        ("buy elsewhere", "Buy   elsewhere!", True),
        ("微信", "加我微信聊", True),
        ("微信", "加我微 信，", True),
        ("微信", "微·信", True),
        ("微信", "稍微相信", False),
        ("カナ", "ｶﾅ", True),  # half width
        ("$$$", "only $$$ here", True),
    ],
)
def test_words_are_found_as_each_script_writes_them(
    room: Room, ada: Person, bai: Person, word: str, text: str, is_refused: bool
) -> None:
    forbid_word(room, word, by=bai)
    if is_refused:
        with pytest.raises(NotSaidHere, match="is not said here"):
            say(room, text, by=ada, mark=mark())
    else:
        say(room, text, by=ada, mark=mark())
    assert Message.objects.exists() is not is_refused


@pytest.mark.django_db
def test_the_platforms_words_are_said_nowhere_and_a_rooms_words_only_not_there(
    room: Room, ada: Person, bo: Person, bai: Person, cy: Person, shop: Shop, di: Person
) -> None:
    response = as_(di).post(reverse("admin:live_forbiddenword_add"), {"word": " SWINDLE ", "room": ""})
    assert response.status_code == 302
    assert ForbiddenWord.objects.get().word == "swindle"
    forbid_word(room, "Cheap", by=bai)
    forbid_word(room, "cheap", by=bai)
    assert ForbiddenWord.objects.count() == 2
    other = on_air(cy, shop)
    for where in (room, other):
        with pytest.raises(NotSaidHere, match="“swindle”"):
            say(where, "A swindle", by=ada, mark=mark())
    with pytest.raises(NotSaidHere, match="“cheap”"):
        say(room, "So cheap", by=bo, mark=mark())
    say(other, "So cheap", by=bo, mark=mark())
    assert Message.objects.count() == 1


# -- minding --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_team_minds_the_talk_from_the_console(room: Room, ada: Person, bo: Person, bai: Person) -> None:
    helped_by(room, "bo.li", RoomSeat.Role.MODERATOR, by=bai)
    said = say(room, "How tall is it?", by=ada, mark=mark(), is_question=True)
    rude = say(room, "Rubbish", by=ada, mark=mark())
    desk, base = as_(bo), f"/live/{room.pk}"

    def press(url: str, **data: object) -> None:
        assert desk.post(f"{base}/{url}", data, **JSON).status_code == 204

    assert "How tall is it?" in desk.get(f"{base}/talk/questions/").content.decode()
    press(f"messages/{said.pk}/answer/")
    assert "Nobody is waiting" in desk.get(f"{base}/talk/questions/").content.decode()
    press(f"messages/{said.pk}/answer/", **DELETE)
    press(f"messages/{said.pk}/pin/")
    assert read(Client(), room)["pinned"]["id"] == said.pk
    press(f"messages/{rude.pk}/", **DELETE)
    assert Message.objects.get(pk=rude.pk).hidden_by == bo
    missed = read(Client(), room)
    assert (texts(missed), missed["hidden"]) == (["How tall is it?"], [rude.pk])
    press(f"messages/{rude.pk}/mute/", time="60", hides="on")
    assert read(Client(), room)["pinned"] is None  # what is pinned is hidden as well
    assert texts(read(Client(), room)) == []
    assert "Ada" in desk.get(f"{base}/talk/muted/").content.decode()
    press(f"mutes/{Mute.objects.get().pk}/", **DELETE)
    press("slow/", seconds="30")
    press("words/", word="Rubbish")
    assert "rubbish" in desk.get(f"{base}/talk/words/").content.decode()
    press(f"words/{ForbiddenWord.objects.get().pk}/", **DELETE)
    room.refresh_from_db()
    assert (room.slow_seconds, Mute.objects.count(), ForbiddenWord.objects.count()) == (30, 0, 0)


@pytest.mark.django_db
def test_what_cannot_be_chosen_is_refused_and_nothing_changes(room: Room, ada: Person, bai: Person) -> None:
    said = say(room, "Hello", by=ada, mark=mark())
    desk, base = as_(bai), f"/live/{room.pk}"
    for url, data in (
        (f"messages/{said.pk}/mute/", {"time": "3 weeks"}),
        ("slow/", {"seconds": "301"}),
        ("words/", {"word": "x" * 61}),
        ("words/", {"word": " \u200b "}),
    ):
        assert desk.post(f"{base}/{url}", data, **JSON).status_code == 422
        assert desk.post(f"{base}/{url}", data).status_code == 302
    assert not Mute.objects.exists()
    assert not ForbiddenWord.objects.exists()


@pytest.mark.django_db
def test_nobody_else_minds_the_talk(room: Room, ada: Person, bo: Person, bai: Person, cy: Person, shop: Shop) -> None:
    said = say(room, "Hello", by=bo, mark=mark())
    mute(room, bo, by=bai, minutes=10)
    word = forbid_word(room, "rubbish", by=bai)
    elsewhere = on_air(cy, shop)
    doors = [
        (f"messages/{said.pk}/", DELETE),
        *((f"messages/{said.pk}/{name}/", {"time": "10"}) for name in ("pin", "answer", "mute")),
        (f"mutes/{Mute.objects.get().pk}/", DELETE),
        ("slow/", {"seconds": "30"}),
        ("words/", {"word": "nice"}),
        (f"words/{word.pk}/", DELETE),
    ]
    for url, data in doors:
        assert as_(ada).post(f"/live/{room.pk}/{url}", data, **JSON).status_code == 404
        assert Client().post(f"/live/{room.pk}/{url}", data, **JSON).status_code == 302
        if "/" in url.rstrip("/"):  # a message, a mute, a word of another room
            assert as_(cy).post(f"/live/{elsewhere.pk}/{url}", data, **JSON).status_code == 404
    assert as_(ada).get(f"/live/{room.pk}/talk/muted/").status_code == 404
    assert Message.objects.standing().filter(pinned_at=None, answered_at=None).count() == 1
    assert (Mute.objects.count(), ForbiddenWord.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_all_of_one_person_is_hidden_and_nothing_else(room: Room, ada: Person, bo: Person, bai: Person) -> None:
    for _ in range(3):
        say(room, "Spam", by=ada, mark=mark())
    say(room, "Fine", by=bo, mark=mark())
    assert hide_all_of(room, ada, by=bai) == 3
    assert hide_all_of(room, ada, by=bai) == 0
    assert texts(read(Client(), room)) == ["Fine"]


@pytest.mark.django_db(transaction=True)
def test_one_message_is_pinned_whoever_pins(room: Room, ada: Person, bai: Person) -> None:
    said = [say(room, f"Number {number}", by=ada, mark=mark()) for number in range(4)]
    all_at_once(*[lambda one=one: pin_message(one, by=bai) for one in said])
    assert Message.objects.exclude(pinned_at=None).count() == 1


@pytest.mark.django_db
def test_sharing_and_following_are_known_when_they_are_true(room: Room, ada: Person, bai: Person) -> None:
    door, client = f"/live/{room.pk}/participation/", as_(ada)
    assert Client().post(door, {"kind": "share"}).status_code == 401
    assert client.post(door, {"kind": "follow"}).status_code == 422
    assert client.post(door, {"kind": "like"}).status_code == 422
    assert client.post(door, {"kind": "share"}).status_code == 204
    client.post(f"/people/{bai.handle}/following/")
    assert client.post(door, {"kind": "follow"}).status_code == 204
    assert announced().count("venue.room_interacted") == 2


# -- being heard ----------------------------------------------------------------------------------


@pytest.fixture
def ear(room: Room) -> Iterator[Ear]:
    with Ear(f"*.{room.pk}.>") as listening:
        yield listening


@pytest.mark.django_db(transaction=True)
def test_everybody_hears_everything_once_and_in_one_order(room: Room, ada: Person, bo: Person, ear: Ear) -> None:
    def chat(person: Person) -> Callable[[], object]:
        return lambda: [say(room, f"{person.handle} {number}", by=person, mark=mark()) for number in range(15)]

    all_at_once(chat(ada), chat(bo), chat(ada), chat(bo))
    heard = ear.wait_for(60)

    ids = [said["id"] for said in heard]
    assert ids == list(Message.objects.order_by("pk").values_list("pk", flat=True))
    assert [said["after"] for said in heard] == [0, *ids[:-1]]
    assert Talk.objects.get().told == ids[-1]
    assert heard[0]["author"] in [{"handle": who.handle, "name": who.name, "picture": ""} for who in (ada, bo)]


@pytest.mark.django_db(transaction=True)
def test_what_a_process_died_over_is_told_by_the_next_one(room: Room, ada: Person, ear: Ear) -> None:
    show = Show.objects.get()
    for number in range(3):  # committed, and never told
        Message.objects.create(room=room, show=show, author=ada, text=f"left {number}", mark=mark())
    old = Message.objects.create(room=room, show=show, author=ada, text="long ago", mark=mark())
    Message.objects.filter(pk=old.pk).update(said_at=timezone.now() - timedelta(minutes=5))
    say(room, "and on", by=ada, mark=mark())
    tell_talk(room.pk)
    publish(f"room.{room.pk}.end", b"{}")
    assert [said.get("text") for said in ear.wait_for(5)] == ["left 0", "left 1", "left 2", "and on", None]


@pytest.mark.django_db(transaction=True)
def test_minding_is_told_at_once(room: Room, ada: Person, bai: Person, ear: Ear) -> None:
    said = say(room, "How tall?", by=ada, mark=mark(), is_question=True)
    pin_message(said, by=bai)
    slow_down(room, 5, by=bai)
    answer_question(said, by=bai)
    hide_message(said, by=bai)
    ear.wait_for(7)
    heard = [(subject.replace(f".{room.pk}.", "."), told) for subject, told in ear.heard]
    assert [name for name, _ in heard] == [
        *("room.messages", "room.pinned", "room.slow", "console.question"),
        *("room.hidden", "room.pinned", "console.question"),
    ]
    assert heard[1][1]["text"] == "How tall?"
    assert heard[4][1] == {"ids": [said.pk]}
    assert heard[5][1] == {"id": None}


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_is_heard_by_the_team_alone(bai: Person) -> None:
    room = rehearse(planned(bai), by=bai)
    with Ear(f"*.{room.pk}.>") as ear:
        say(room, "Testing", by=bai, mark=mark())
        ear.wait_for(1)
        hide_message(Message.objects.get(), by=bai)
        ear.wait_for(2)
        assert [subject for subject, _ in ear.heard] == [f"console.{room.pk}.messages", f"console.{room.pk}.hidden"]


# -- what it costs --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_talk_costs_a_constant_number_of_statements(room: Room, ada: Person, bo: Person, bai: Person) -> None:
    for number in range(60):
        say(room, f"word {number}", by=(ada, bo)[number % 2], mark=mark(), is_question=number % 3 == 0)
    mute(room, ada, by=bai, minutes=10)
    member, guest, host, costs = as_(bo), Client(), as_(bai), []
    parts = [(host, f"talk/{name}/") for name in ("questions", "muted", "words")]
    for who, url in [(member, "messages/"), (guest, "messages/"), *parts]:
        with CaptureQueriesContext(connection) as asked:
            assert who.get(f"/live/{room.pk}/{url}").status_code == 200
        costs.append(len(asked))
    with CaptureQueriesContext(connection) as asked:
        assert speak(member, room, "One more")[0] == 201
    assert [*costs, len(asked)] == [10, 7, 5, 4, 4, 11]

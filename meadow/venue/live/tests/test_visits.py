"""Coming into rooms and leaving them: one visit for one key, by the server's clock alone."""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.plumbing.models import Announcement
from meadow.venue.live.actions.opening import close_room
from meadow.venue.live.actions.presence import begin_visit, end_silent, end_stragglers, keep_seen, took_part
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Minute, Participation, Show, Visit
from meadow.venue.live.models.talk import Mute
from meadow.venue.live.refusals import NotThisVisit, RoomNotLive
from meadow.venue.live.sources import source_of
from meadow.venue.live.tests.made import all_at_once, on_air, planned, show_of
from meadow.venue.notes.models.notes import Note
from tests.cast import published

pytestmark = pytest.mark.django_db
KEY = UUID("11111111-2222-4333-8444-555555555555")


@pytest.fixture
def room(bai: Person) -> Room:
    return on_air(bai)


def door(room: Room) -> str:
    return f"/live/{room.pk}/visits/"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def enter(show: Show, who: Person | UUID, key: UUID | None = None, source: str = "direct") -> Visit:
    is_member = isinstance(who, Person)
    person, guest = (who, None) if is_member else (None, who)
    return begin_visit(show, key=key or uuid4(), person=person, guest=guest, source=source)  # type: ignore[arg-type]  # told apart above


def told(name: str) -> list[dict[str, object]]:
    return list(Announcement.objects.filter(name=name).order_by("pk").values_list("data", flat=True))


def ago(visit: Visit, seconds: float) -> None:
    """Have the visit have begun so long ago."""
    at = Now() - timedelta(seconds=seconds)
    Visit.objects.filter(pk=visit.pk).update(entered_at=at, seen_at=at)


# -- coming in ------------------------------------------------------------------------------------


def test_the_same_key_twice_is_one_visit(room: Room, ada: Person) -> None:
    client = signed_in(ada)
    for _ in range(2):
        answer = client.post(door(room), {"visit": str(KEY), "from": "feed"})
        assert answer.json() == {"visit": str(KEY), "here": True}

    visit = Visit.objects.get()
    assert (visit.person, visit.guest, visit.source, visit.left_at) == (ada, None, "feed", None)
    assert told("venue.room_entered") == [
        {"room": room.pk, "show": show_of(room).pk, "visit": str(KEY), "member": ada.pk, "source": "feed"}
    ]


def test_a_guest_with_two_pages_is_one_viewer(room: Room) -> None:
    client = Client()
    client.post(door(room), {"visit": str(uuid4())})
    assert client.cookies["room_guest"]["httponly"]
    client.post(door(room), {"visit": str(uuid4())})

    assert Visit.objects.count() == 2
    assert Visit.objects.values("guest").distinct().count() == 1
    assert [fact["member"] for fact in told("venue.room_entered")] == [None, None]


def test_a_visit_that_has_ended_stays_ended(room: Room, ada: Person) -> None:
    client = signed_in(ada)
    client.post(door(room), {"visit": str(KEY)})
    client.post(f"{door(room)}{KEY}/end/")
    left_at = Visit.objects.get().left_at

    assert client.post(door(room), {"visit": str(KEY)}).json() == {"visit": str(KEY), "here": False}
    assert Visit.objects.get().left_at == left_at
    assert announced().count("venue.room_entered") == 1


def test_nobody_takes_up_the_visit_of_another(room: Room, ada: Person, bo: Person) -> None:
    enter(show_of(room), ada, KEY)
    before = announced()

    with pytest.raises(NotThisVisit, match="belongs to another page"):
        enter(show_of(room), bo, KEY)

    assert Visit.objects.get().person == ada
    assert announced() == before


def test_a_room_without_a_show_lets_nobody_in(bai: Person, ada: Person) -> None:
    room = on_air(bai)
    close_room(room, by=bai)
    before = announced()

    answer = signed_in(ada).post(door(room), {"visit": str(KEY)}, headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert "is not live" in answer.content.decode()
    assert not Visit.objects.exists()
    assert announced() == before


def test_who_may_not_see_a_room_does_not_come_in(bai: Person, ada: Person, bo: Person) -> None:
    hidden, banning = planned(bai), on_air(bai)
    Mute.objects.create(room=banning, person=bo, is_ban=True)
    assert signed_in(ada).post(door(hidden), {"visit": str(KEY)}).status_code == 404
    assert signed_in(bo).post(door(banning), {"visit": str(KEY)}).status_code == 404
    assert not Visit.objects.exists()


@pytest.mark.parametrize("key", ["", "7", "x" * 5000, "11111111-2222-4333-8444-55555555555"])
def test_a_key_that_is_none_begins_nothing(room: Room, ada: Person, key: str) -> None:
    assert signed_in(ada).post(door(room), {"visit": key}).status_code == 400
    assert not Visit.objects.exists()


def test_a_viewers_clock_does_not_matter(room: Room, ada: Person) -> None:
    client = signed_in(ada)
    lie = {"entered_at": "2001-01-01T00:00:00Z", "seen_at": "2099-01-01T00:00:00Z", "seconds": "86400"}
    client.post(door(room), {"visit": str(KEY), **lie})
    client.post(f"{door(room)}{KEY}/end/", lie)

    visit = Visit.objects.get()
    assert visit.left_at
    assert timezone.now() - timedelta(minutes=1) < visit.entered_at <= visit.left_at <= timezone.now()
    assert [fact["seconds"] for fact in told("venue.room_left")] == [0]


# -- where from -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "referrer", "expected"),
    [
        ("feed", "https://elsewhere.example/", "feed"),
        ("group:3", "", "group:3"),
        ("group:x", "", "direct"),
        ("note:99999999", "", "direct"),
        ("external:me.example", "", "direct"),
        ("<script>", "http://meadow.example/", "feed"),
        ("", "", "direct"),
        ("", "http://meadow.example/following/", "feed"),
        ("", "http://meadow.example/nowhere/at/all/", "direct"),
        ("", "https://Example.ORG:8443/a?b=c", "external:example.org"),
        ("", "https://例子.测试/", "external:xn--fsqu00a.xn--0zwm56d"),
        ("", f"https://{'a' * 63}.{'b' * 63}/", "direct"),
        ("", "javascript:alert(1)", "direct"),
        ("", "http://[::1", "direct"),
        ("", "http://a b/", "direct"),
    ],
)
def test_where_somebody_came_from_is_checked(said: str, referrer: str, expected: str) -> None:
    assert source_of(said, referrer, "meadow.example", None) == expected


def test_a_note_is_a_source_when_it_can_be_read(ada: Person) -> None:
    note = published(ada, "A lamp")
    assert source_of(f"note:{note.pk}", "", "meadow.example", None) == f"note:{note.pk}"
    assert source_of("", f"http://meadow.example/notes/{note.pk}/", "meadow.example", None) == f"note:{note.pk}"
    Note.objects.update(state=Note.State.DRAFT)
    assert source_of(f"note:{note.pk}", "", "meadow.example", None) == "direct"


# -- leaving --------------------------------------------------------------------------------------


def test_leaving_says_how_long_somebody_stayed(room: Room, ada: Person) -> None:
    ago(enter(show_of(room), ada, KEY), 90.5)

    for _ in range(2):
        assert signed_in(ada).post(f"{door(room)}{KEY}/end/").status_code == 204

    assert told("venue.room_left") == [
        {"room": room.pk, "show": show_of(room).pk, "visit": str(KEY), "member": ada.pk, "seconds": 90}
    ]


def test_nobody_ends_the_visit_of_another(room: Room, ada: Person, bo: Person) -> None:
    enter(show_of(room), ada, KEY)
    for client in (signed_in(bo), Client()):
        assert client.post(f"{door(room)}{KEY}/end/").status_code == 404
    assert signed_in(ada).post(f"/live/{room.pk + 1}/visits/{KEY}/end/").status_code == 404
    assert Visit.objects.get().left_at is None
    assert "venue.room_left" not in announced()


def test_who_falls_silent_left_when_they_were_last_heard(room: Room, ada: Person, bo: Person) -> None:
    heard, unheard = enter(show_of(room), ada), enter(show_of(room), bo)
    ago(heard, 105)
    ago(unheard, 105)
    Visit.objects.filter(pk=unheard.pk).update(seen_at=F("seen_at") + timedelta(seconds=20.5))
    keep_seen({str(heard.key): 40.0})

    end_silent({str(heard.key): 35.5, str(unheard.key): None, str(uuid4()): 3.0})

    assert {fact["member"]: fact["seconds"] for fact in told("venue.room_left")} == {ada.pk: 69, bo.pk: 20}


def test_nobody_leaves_before_they_entered_or_after_now(room: Room, ada: Person, bo: Person) -> None:
    early, late = enter(show_of(room), ada), enter(show_of(room), bo)
    end_silent({str(early.key): 9_000.0, str(late.key): -9_000.0})
    assert [fact["seconds"] for fact in told("venue.room_left")] == [0, 0]


def test_the_end_of_a_show_ends_every_visit_and_counts_it(room: Room, bai: Person, ada: Person, bo: Person) -> None:
    show = show_of(room)
    Show.objects.update(opened_at=timezone.now() - timedelta(minutes=5))
    Show.objects.update(here=9)
    guest = uuid4()
    for who, seconds in ((ada, 200.5), (ada, 100.5), (bo, 60.5), (guest, 50.5)):
        visit = enter(show, who)
        ago(visit, seconds)
        keep_seen({str(visit.key): 2.0})
    long_silent = enter(show, uuid4())
    ago(long_silent, 200)

    close_room(room, by=bai)

    show.refresh_from_db()
    assert (show.viewer_count, show.peak, show.here) == (4, 3, 0)
    assert not Visit.objects.here().exists()
    assert sorted(int(str(fact["seconds"])) for fact in told("venue.room_left")) == [0, 50, 60, 100, 200]
    names = announced()
    assert names.index("venue.room_closed") > max(n for n, name in enumerate(names) if name == "venue.room_left")
    assert sum(Minute.objects.values_list("entered", flat=True)) == 5
    assert sum(Minute.objects.values_list("left", flat=True)) == 5


def test_what_stayed_open_in_a_show_that_is_over_ends_with_it(room: Room, ada: Person) -> None:
    show = show_of(room)
    visit = enter(show, ada)
    ago(visit, 50)
    closed_at = timezone.now() - timedelta(seconds=20)
    Show.objects.update(closed_at=closed_at)

    end_stragglers()

    assert Visit.objects.get().left_at == closed_at


# -- taking part ----------------------------------------------------------------------------------


def test_taking_part_is_told_once_for_each_kind(room: Room, ada: Person) -> None:
    show = show_of(room)
    enter(show, ada)
    for kind in ("like", "comment", "like"):
        took_part(show, by=ada, kind=kind)

    assert [(fact["member"], fact["kind"]) for fact in told("venue.room_interacted")] == [
        (ada.pk, "like"),
        (ada.pk, "comment"),
    ]
    assert Participation.objects.count() == 2
    assert Visit.objects.get().first_interacted_at


def test_another_kind_of_taking_part_is_a_bug(room: Room, ada: Person) -> None:
    with pytest.raises(ValueError, match="dance"):
        took_part(show_of(room), by=ada, kind="dance")
    assert not Participation.objects.exists()


# -- at once --------------------------------------------------------------------------------------


@pytest.mark.xdist_group("presence")
def test_the_same_key_from_eight_pages_at_once_is_one_visit(transactional_db: None, ada: Person, bai: Person) -> None:
    show = show_of(on_air(bai))
    for _ in range(10):
        key = uuid4()
        entered = all_at_once(*[partial(enter, show, ada, key)] * 8)
        assert {visit.key for visit in entered if isinstance(visit, Visit)} == {key}
        assert Announcement.objects.filter(name="venue.room_entered", data__visit=str(key)).count() == 1


@pytest.mark.xdist_group("presence")
def test_nobody_stays_in_a_show_that_closes_while_they_enter(transactional_db: None, bai: Person) -> None:
    for _ in range(10):
        room = on_air(bai)
        show = show_of(room)
        enters = [partial(enter, show, uuid4()) for _ in range(7)]
        done = all_at_once(*enters[:4], partial(close_room, room, by=bai), *enters[4:])

        show.refresh_from_db()
        inside = [visit for visit in done if isinstance(visit, Visit)]
        assert sum(isinstance(refused, RoomNotLive) for refused in done) == 7 - len(inside)
        assert Visit.objects.filter(show=show).count() == show.viewer_count == len(inside)
        assert not Visit.objects.filter(show=show).here().exists()


@pytest.mark.xdist_group("presence")
def test_taking_part_at_once_is_told_once(transactional_db: None, ada: Person, bai: Person) -> None:
    show = show_of(on_air(bai))
    all_at_once(*[partial(took_part, show, by=ada, kind="like")] * 8)
    assert announced().count("venue.room_interacted") == 1


@pytest.mark.xdist_group("presence")
def test_writing_who_was_heard_never_blocks_a_show_from_closing(transactional_db: None, bai: Person) -> None:
    """Both lock many visits: in one order, whatever order they are named in."""
    for _ in range(5):
        room = on_air(bai)
        keys = [str(enter(show_of(room), uuid4()).key) for _ in range(60)]
        writes = [partial(keep_seen, dict.fromkeys(keys[::step], 0.5)) for step in (1, -1)]
        ends = [partial(end_silent, dict.fromkeys(keys[::step], 1.0)) for step in (-1, 1)]
        all_at_once(*writes, *ends, partial(close_room, room, by=bai))
        assert Announcement.objects.filter(name="venue.room_left", data__room=room.pk).count() == 60


# -- what it costs --------------------------------------------------------------------------------


def test_coming_in_and_leaving_cost_few_statements(
    room: Room, ada: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(ada)
    with django_assert_max_num_queries(14):
        client.post(door(room), {"visit": str(KEY), "from": "feed"})
    with django_assert_max_num_queries(10):
        client.post(f"{door(room)}{KEY}/end/")


def test_ending_many_visits_costs_as_much_as_ending_one(
    room: Room, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    show = show_of(room)
    costs = []
    for many in (1, 40):
        keys = [str(enter(show, uuid4()).key) for _ in range(many)]
        with django_assert_num_queries(6, connection=connection) as asked, transaction.atomic():
            end_silent(dict.fromkeys(keys, 0.0))
        costs.append(len(asked))
    assert costs[0] == costs[1]

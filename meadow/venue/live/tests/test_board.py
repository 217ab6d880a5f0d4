"""The show board: its figures are what rows and announcements say, for those who host the show."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.people.models.persons import Person
from meadow.plumbing.models import Announcement
from meadow.venue.live import board
from meadow.venue.live.actions.minutes import add_likes, count_click, count_minutes
from meadow.venue.live.actions.opening import close_room
from meadow.venue.live.actions.presence import begin_visit, end_silent, end_visit, took_part
from meadow.venue.live.board import Figure, board_of, fills_the_board, numbers
from meadow.venue.live.chart import HEIGHT, WIDTH, drawn, gathered
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.models.shows import Minute, Show, Visit
from meadow.venue.live.models.talk import Message
from meadow.venue.live.templatetags.live_presence import shown
from meadow.venue.live.tests.made import helped_by, on_air, show_of
from tests.cast import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(bai: Person) -> Room:
    return on_air(bai)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def enter(show: Show, person: Person | None = None, source: str = "direct") -> Visit:
    return begin_visit(show, key=uuid4(), person=person, guest=None if person else uuid4(), source=source)


def said(show: Show, author: Person, count: int) -> None:
    for _ in range(count):
        Message.objects.create(room=show.room, show=show, author=author, text="How big?", mark=uuid4().hex)


def figures(show: Show) -> dict[str, int]:
    return {figure.name: figure.value for figure in board_of(show).figures}


# -- what it says ---------------------------------------------------------------------------------


def test_figures_are_what_the_announcements_say(room: Room, bai: Person, ada: Person, bo: Person) -> None:
    show = show_of(room)
    note = published(bai, "A lamp")
    came: list[tuple[Person | None, str, float]] = [
        (ada, f"note:{note.pk}", 400.5),
        (ada, "feed", 60.5),
        (bo, "feed", 30.5),
        (None, "external:a.example", 10.5),
        (None, "direct", 0.0),
    ]
    for person, source, seconds in came:
        visit = enter(show, person, source)
        at = timezone.now() - timedelta(seconds=seconds)
        Visit.objects.filter(pk=visit.pk).update(entered_at=at, seen_at=timezone.now())
    took_part(show, by=ada, kind="comment")
    said(show, ada, 3)
    Message.objects.filter(pk=Message.objects.latest("pk").pk).update(hidden_at=timezone.now())
    add_likes({(show.pk, datetime.now(UTC)): 7})
    count_click(show)
    count_click(show)
    end_visit(Visit.objects.latest("pk"))
    end_silent({str(Visit.objects.get(person=bo).key): 5.0})

    close_room(room, by=bai)

    show.refresh_from_db()
    told: dict[str, list[dict[str, Any]]] = {}
    for name, fact in Announcement.objects.order_by("pk").values_list("name", "data"):
        told.setdefault(name, []).append(fact)
    entered, left = told["venue.room_entered"], told["venue.room_left"]
    guests = sum(fact["member"] is None for fact in entered)
    found = figures(show)
    assert found["entries"] == len(entered) == len(left)
    assert found["people"] == len({fact["member"] for fact in entered if fact["member"]}) + guests
    assert found["stay"] == round(sum(fact["seconds"] for fact in left) / len(left))
    assert found["messages"] == 2
    assert (found["likes"], found["clicks"]) == (7, 2)
    assert found["peak"] == max(Minute.objects.values_list("viewers", flat=True))
    assert "now" not in found
    sources = {source.name: source.count for source in board_of(show).sources}
    assert sources == Counter(fact["source"] for fact in entered)
    assert {source.label for source in board_of(show).sources} >= {"Note “A lamp”", "Feed", "a.example"}


def test_while_a_show_goes_on_its_figures_follow(room: Room, ada: Person) -> None:
    show = show_of(room)
    enter(show, ada)
    enter(show)
    said(show, ada, 2)
    Show.objects.update(here=2, peak=2)
    show.refresh_from_db()

    found = figures(show)
    assert {name: found[name] for name in ("now", "peak", "people", "entries", "messages")} == {
        "now": 2,
        "peak": 2,
        "people": 2,
        "entries": 2,
        "messages": 2,
    }
    told = numbers(show)
    assert told["sources"] == {"direct": 2}
    assert told["figures"].items() <= found.items()
    assert told["figures"].keys() >= {"now", "peak", "people", "entries", "stay", "messages", "likes", "clicks"}


def test_many_sources_share_a_line(room: Room) -> None:
    show = show_of(room)
    for n in range(board.SOURCES + 3):
        enter(show, source=f"external:{n}.example")
    lines = board_of(show).sources
    assert len(lines) == board.SOURCES + 1
    assert (lines[-1].label, lines[-1].count) == ("Elsewhere", 3)


@pytest.fixture
def sales() -> Iterator[None]:
    """A room above that knows of sales."""

    @fills_the_board
    def tell(show: Show) -> list[Figure]:
        return [Figure(name="sales", label="Sales", value=123_450, unit="money", currency="USD")]

    yield
    board._fillers.remove(tell)


def test_rooms_above_bring_their_figures_which_hosts_alone_see(room: Room, bai: Person, sales: None) -> None:
    page = signed_in(bai).get(f"/live/{room.pk}/board/").content.decode()
    assert "Sales" in page
    assert "$1,234.50" in page
    assert "sales" not in numbers(show_of(room))["figures"]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(1204, "count", "1,204"), (0, "seconds", "0:00"), (187, "seconds", "3:07"), (3661, "seconds", "1:01:01")],
)
def test_figures_are_written_as_people_do(value: int, unit: str, expected: str) -> None:
    assert shown(Figure(name="x", label="x", value=value, unit=unit)) == expected


# -- its doors ------------------------------------------------------------------------------------


def test_only_those_who_host_see_the_board(room: Room, bai: Person, ada: Person, bo: Person) -> None:
    helped_by(room, "bo.li", RoomSeat.Role.MODERATOR, by=bai)
    for path in ("board/", "board.csv"):
        assert Client().get(f"/live/{room.pk}/{path}").status_code == 302
        assert signed_in(ada).get(f"/live/{room.pk}/{path}").status_code == 404
        assert signed_in(bo).get(f"/live/{room.pk}/{path}").status_code == 404
        assert signed_in(bai).get(f"/live/{room.pk}/{path}").status_code == 200
    assert "data-board" in signed_in(bai).get(f"/live/{room.pk}/console/").content.decode()
    assert "data-board" not in signed_in(bo).get(f"/live/{room.pk}/console/").content.decode()


@pytest.mark.parametrize("show", ["x", "9" * 30, "²", "0", "-1"])
def test_another_show_is_not_on_the_board(room: Room, bai: Person, ada: Person, show: str) -> None:
    assert signed_in(bai).get(f"/live/{room.pk}/board/", {"show": show}).status_code == 404


def test_another_rooms_show_is_not_on_the_board(room: Room, bai: Person) -> None:
    other = show_of(on_air(bai))
    assert signed_in(bai).get(f"/live/{room.pk}/board/", {"show": other.pk}).status_code == 404


def test_a_room_without_a_show_says_so(bai: Person) -> None:
    from meadow.venue.live.tests.made import planned

    room = planned(bai)
    assert "no show in this room yet" in signed_in(bai).get(f"/live/{room.pk}/board/").content.decode()
    assert signed_in(bai).get(f"/live/{room.pk}/board.csv").status_code == 404


def test_every_minute_is_in_the_file(room: Room, bai: Person) -> None:
    show = show_of(room)
    begin = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    for n in range(3):
        Minute.objects.create(show=show, at=begin + timedelta(minutes=n), viewers=n, likes=2 * n)
    answer = signed_in(bai).get(f"/live/{room.pk}/board.csv", {"show": show.pk})
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:2] == ["Minute (UTC)", "Viewers"]
    assert rows[1:] == [[f"2026-11-23 10:0{n}", str(n), "0", "0", "0", str(2 * n), "0"] for n in range(3)]


def test_the_board_costs_as_much_for_a_long_show_as_for_a_short_one(
    room: Room, bai: Person, ada: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    show, client = show_of(room), signed_in(bai)
    costs = []
    for many in (1, 30):
        for n in range(many):
            enter(show, source=f"note:{published(ada, 'A').pk}")
            Minute.objects.get_or_create(show=show, at=show.opened_at + timedelta(minutes=n))
        with django_assert_max_num_queries(20) as asked:
            client.get(f"/live/{room.pk}/board/")
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_counter_costs_the_room_nothing_and_guests_see_it(
    room: Room, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from django.template import Context, Template
    from django.test import RequestFactory

    Show.objects.update(here=1204)
    with django_assert_num_queries(1):
        show = show_of(room)
        context = Context({"request": RequestFactory().get("/"), "room": room, "show": show})
        drawn_once = Template("{% load live_presence %}{% room_presence room %}").render(context)
    assert "1,204" in drawn_once
    page = Client().get(f"/live/{room.pk}/").content.decode()
    assert "data-viewers>1,204<" in page
    assert f'action="/live/{room.pk}/visits/"' in page


def test_nobody_is_counted_where_no_show_goes_on(room: Room, bai: Person) -> None:
    close_room(room, by=bai)
    assert "data-presence" not in Client().get(f"/live/{room.pk}/").content.decode()


# -- the drawing ----------------------------------------------------------------------------------


def test_a_line_is_drawn_from_edge_to_edge() -> None:
    assert drawn([0, 5, 10]).line == f"M0.0 {HEIGHT:.1f}L{WIDTH / 2} {HEIGHT / 2}L{WIDTH:.1f} 0.0"
    assert drawn([4]).line == f"M0.0 0.0L{WIDTH:.1f} 0.0"
    assert drawn([0, 0]).most == 0
    assert drawn([]).line == ""


def test_minutes_are_gathered_so_that_none_is_lost(db: None) -> None:
    begin = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    minutes = [Minute(at=begin + timedelta(minutes=n), viewers=n, likes=1) for n in range(400) if n != 7]
    whiles = gathered(minutes)
    assert len(whiles) == 100
    assert sum(one.likes for one in whiles) == 399
    assert max(one.viewers for one in whiles) == 399
    assert whiles[1].at == begin + timedelta(minutes=4)
    assert gathered([]) == []


def test_the_console_hears_numbers_that_are_json(room: Room) -> None:
    show = show_of(room)
    count_minutes(show)
    assert json.loads(json.dumps(numbers(show)))["figures"]["entries"] == 0

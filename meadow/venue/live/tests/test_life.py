"""A room's life: planned, announced, rehearsed, opened, paused, closed, called off; and what each refuses."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.plumbing.models import Announcement
from meadow.plumbing.refusals import Refusal
from meadow.venue.live.actions.opening import close_room, end_rehearsal, go_on, open_room, pause_room, rehearse
from meadow.venue.live.actions.planning import Plan, announce_room, call_off, change_plan, plan_room
from meadow.venue.live.actions.reserving import reserve
from meadow.venue.live.models.rooms import Reservation, Room
from meadow.venue.live.models.shelf import Explaining
from meadow.venue.live.models.shows import Minute, Show, Visit
from meadow.venue.live.models.talk import Message
from meadow.venue.live.refusals import (
    InThePast,
    NotAHost,
    NotAnnounced,
    RoomIsLive,
    RoomIsOver,
    RoomNotLive,
    TooFarAhead,
    TooManyRooms,
)
from meadow.venue.live.tests.made import all_at_once, announced_room, on_air, planned, show_of
from meadow.venue.notes.tests.made import photo_of
from tests.cast import published

pytestmark = pytest.mark.django_db
ROUNDS = 8
S = Room.State


def state_of(room: Room) -> str:
    return Room.objects.get(pk=room.pk).state


def test_a_planned_room_is_known_to_its_team_until_it_is_announced(bai: Person, ada: Person) -> None:
    room = planned(bai)
    assert (room.state, room.is_public, room.shop) == (S.PLANNED, False, None)
    assert not Room.objects.known_to(ada).exists()
    assert Room.objects.known_to(bai).get() == room
    assert announced() == []

    announce_room(room, by=bai)
    announce_room(room, by=bai)

    assert Room.objects.known_to(ada).get() == room
    assert announced() == ["venue.room_planned"]


def test_a_room_without_a_moment_is_not_announced(bai: Person) -> None:
    room = planned(bai, starts_at=None)
    with pytest.raises(NotAnnounced, match="Say when “Cups and tea” begins"):
        announce_room(room, by=bai)
    assert not Room.objects.get().is_public


def test_members_host_nothing(ada: Person, bo: Person, shop: Shop) -> None:
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    for person, place in ((ada, None), (ada, shop), (bo, shop)):
        with pytest.raises(NotAHost, match="Rooms are hosted by buyers"):
            planned(person, place)
    assert not Room.objects.exists()


def test_managers_host_for_an_open_shop_of_theirs(cy: Person, bo: Person, shop: Shop) -> None:
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.EDITOR)
    assert planned(cy, shop).shop == planned(bo, shop).shop == shop
    Shop.objects.update(state=Shop.State.SUSPENDED)
    with pytest.raises(NotAHost):
        planned(cy, shop)
    assert Room.objects.count() == 2


def test_moments_in_the_past_or_far_ahead_are_refused(bai: Person) -> None:
    with pytest.raises(InThePast, match="That moment has passed"):
        planned(bai, starts_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(TooFarAhead, match="at most 90 days ahead"):
        planned(bai, starts_at=timezone.now() + timedelta(days=91))
    assert not Room.objects.exists()


def test_a_host_has_so_many_rooms_ahead_and_no_more(bai: Person, settings: Settings) -> None:
    settings.MEADOW_ROOMS_AHEAD = 1
    room = planned(bai)
    with pytest.raises(TooManyRooms, match="You have 1 rooms that are still to come"):
        planned(bai)
    call_off(room, by=bai)
    assert planned(bai).pk


def test_a_plan_shows_photos_and_notes_of_ones_own_only(bai: Person, ada: Person) -> None:
    mine, theirs = published(bai, "Mine"), published(ada, "Theirs")
    room = planned(bai, cover=photo_of(ada).pk, preview=theirs.pk)
    assert (room.cover, room.preview) == (None, None)

    cover = photo_of(bai)
    room = change_plan(room, Plan(title="New", cover=cover.pk, preview=mine.pk, age_from=18), by=bai)
    assert (room.cover, room.preview, room.age_from) == (cover, mine, 18)


def test_a_new_moment_is_told_and_reminds_anew(bai: Person) -> None:
    room = announced_room(bai)
    Room.objects.update(reminded_at=timezone.now())
    later = timezone.now() + timedelta(days=1)

    change_plan(room, Plan(title="Cups and tea", starts_at=room.starts_at), by=bai)
    assert announced() == ["venue.room_planned"]
    room = change_plan(room, Plan(title="Cups and tea", starts_at=later), by=bai)

    assert (room.starts_at, room.reminded_at) == (later, None)
    assert announced() == ["venue.room_planned"] * 2
    assert Announcement.objects.order_by("pk").last().data["starts_at"] == later.isoformat()  # type: ignore[union-attr]


def test_a_room_whose_moment_is_taken_away_is_no_longer_known(bai: Person, ada: Person) -> None:
    room = announced_room(bai)
    change_plan(room, Plan(title="Cups and tea"), by=bai)
    assert not Room.objects.known_to(ada).exists()


def test_a_rehearsal_is_the_teams_alone_while_the_plan_stays_known(bai: Person, ada: Person) -> None:
    room = announced_room(bai)
    rehearse(room, by=bai)
    room = rehearse(room, by=bai)
    assert room.state == S.REHEARSING
    assert not Room.objects.visible_to(ada).exists()
    assert not Room.objects.visible_to(None).exists()
    assert Room.objects.visible_to(bai).exists()
    assert Room.objects.known_to(ada).announced().get() == room

    end_rehearsal(room, by=bai)
    assert end_rehearsal(room, by=bai).state == S.PLANNED
    assert Room.objects.visible_to(None).exists()
    assert announced() == ["venue.room_planned"]


def test_opening_twice_is_opening_once(bai: Person) -> None:
    room = planned(bai)
    show = open_room(room, by=bai)
    assert open_room(room, by=bai) == show
    room.refresh_from_db()
    assert (room.state, room.is_public) == (S.LIVE, True)
    assert Show.objects.get().opened_by == bai
    assert announced() == ["venue.room_opened"]


def test_a_show_can_begin_out_of_a_rehearsal(bai: Person) -> None:
    room = rehearse(planned(bai), by=bai)
    open_room(room, by=bai)
    assert state_of(room) == S.LIVE


def test_a_shop_that_was_suspended_is_not_on_air(cy: Person, shop: Shop) -> None:
    room = planned(cy, shop)
    Shop.objects.update(state=Shop.State.SUSPENDED)
    with pytest.raises(NotAHost):
        open_room(room, by=cy)
    assert state_of(room) == S.PLANNED
    assert not Show.objects.exists()
    assert announced() == []


def test_a_pause_is_told_and_ends(bai: Person) -> None:
    room = on_air(bai)
    pause_room(room, by=bai)
    assert pause_room(room, by=bai).state == S.PAUSED
    go_on(room, by=bai)
    assert go_on(room, by=bai).state == S.LIVE
    assert Show.objects.get().is_on


def test_closing_counts_the_show_and_ends_what_was_explained(bai: Person, ada: Person, lamp_product: Product) -> None:
    room = on_air(bai)
    show = show_of(room)
    key = "00000000-0000-0000-0000-00000000000"
    for number, person in enumerate((ada, ada, bai, None, None)):
        Visit.objects.create(show=show, key=f"{key}{number}", person=person, guest=None if person else f"{key}7")
    for mark in "ab":
        Message.objects.create(room=room, show=show, author=ada, text="Hello", mark=mark)
    Message.objects.filter(mark="b").update(hidden_at=timezone.now())
    Minute.objects.create(show=show, at=timezone.now(), viewers=4)
    Explaining.objects.create(show=show, product=lamp_product)

    assert close_room(room, by=bai) == close_room(room, by=bai) == show

    show.refresh_from_db()
    assert (show.viewer_count, show.message_count, show.peak) == (3, 1, 4)
    assert Explaining.objects.get().ended_at == show.closed_at
    assert state_of(room) == S.CLOSED
    assert announced() == ["venue.room_opened", *["venue.room_left"] * 5, "venue.room_closed"]


def test_a_permanent_room_waits_for_its_next_show(bai: Person, ada: Person) -> None:
    room = announced_room(bai, is_permanent=True)
    reserve(room, by=ada)
    first = open_room(room, by=bai)
    close_room(room, by=bai)
    room.refresh_from_db()
    assert (room.state, room.starts_at, room.reservation_count) == (S.PLANNED, None, 0)
    assert not Reservation.objects.exists()
    assert Room.objects.known_to(ada).exists()

    assert open_room(room, by=bai) != first


def test_a_room_that_was_called_off_never_opens(bai: Person) -> None:
    room = announced_room(bai)
    call_off(room, by=bai)
    call_off(room, by=bai)
    for action in (open_room, rehearse, announce_room, pause_room, close_room):
        with pytest.raises(Refusal):
            action(room, by=bai)
    assert state_of(room) == S.CANCELLED
    assert announced() == ["venue.room_planned", "venue.room_cancelled"]


Step = Callable[..., object]


@pytest.mark.parametrize(
    ("state", "action", "refusal", "words"),
    [
        (S.PLANNED, pause_room, RoomNotLive, "is not live"),
        (S.PLANNED, go_on, RoomNotLive, "is not live"),
        (S.PLANNED, close_room, RoomNotLive, "is not live"),
        (S.REHEARSING, close_room, RoomNotLive, "is not live"),
        (S.LIVE, rehearse, RoomIsLive, "is live. Close it first"),
        (S.LIVE, call_off, RoomIsLive, "is live. Close it first"),
        (S.PAUSED, call_off, RoomIsLive, "is live. Close it first"),
        (S.CLOSED, open_room, RoomIsOver, "is over"),
        (S.CLOSED, rehearse, RoomIsOver, "is over"),
        (S.CLOSED, call_off, RoomIsOver, "is over"),
        (S.CLOSED, pause_room, RoomNotLive, "is not live"),
        (S.CANCELLED, open_room, RoomIsOver, "is over"),
        (S.CANCELLED, go_on, RoomNotLive, "is not live"),
    ],
)
def test_what_does_not_follow_is_refused(
    bai: Person, state: str, action: Step, refusal: type[Refusal], words: str
) -> None:
    room = planned(bai)
    Room.objects.update(state=state, is_public=True)
    with pytest.raises(refusal, match=f"“Cups and tea” {words}"):
        action(room, by=bai)
    assert state_of(room) == state
    assert announced() == []


def test_a_closed_room_keeps_its_words(bai: Person) -> None:
    room = on_air(bai)
    close_room(room, by=bai)
    with pytest.raises(RoomIsOver, match="“Cups and tea” is over"):
        change_plan(room, Plan(title="Other"), by=bai)
    assert Room.objects.get().title == "Cups and tea"


def test_the_database_knows_one_show_at_a_time_and_no_hidden_live_room(bai: Person) -> None:
    room = on_air(bai)
    with pytest.raises(IntegrityError, match="one_show_at_a_time"), transaction.atomic():
        Show.objects.create(room=room)
    with pytest.raises(IntegrityError, match="a_live_room_is_public"), transaction.atomic():
        Room.objects.update(is_public=False)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_open_at_once_open_one_show(bai: Person) -> None:
    for _ in range(ROUNDS):
        room = planned(bai)
        shows = all_at_once(*[partial(open_room, room, by=bai)] * 4)
        assert shows == [show_of(room)] * 4
        assert Announcement.objects.filter(name="venue.room_opened", data__room=room.pk).count() == 1
        close_room(room, by=bai)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_close_at_once_close_one_show(bai: Person) -> None:
    for _ in range(ROUNDS):
        room = on_air(bai)
        shows = all_at_once(*[partial(close_room, room, by=bai)] * 4)
        assert shows == [show_of(room)] * 4
        assert Announcement.objects.filter(name="venue.room_closed", data__room=room.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_calling_off_and_opening_at_once_end_in_one_of_both(bai: Person) -> None:
    for _ in range(ROUNDS):
        room = planned(bai)
        opened, called_off = all_at_once(
            partial(open_room, room, by=bai),
            partial(call_off, room, by=bai),
        )
        assert isinstance(opened, Show) != isinstance(called_off, Room)
        assert state_of(room) == (S.LIVE if isinstance(opened, Show) else S.CANCELLED)
        Room.objects.update(state=S.CANCELLED)


@pytest.mark.django_db(transaction=True)
def test_plans_made_at_once_keep_to_the_limit(bai: Person, settings: Settings) -> None:
    settings.MEADOW_ROOMS_AHEAD = 2
    all_at_once(*[partial(plan_room, Plan(title="Many"), by=bai, shop=None)] * 6)
    assert Room.objects.count() == 2

"""Telling those who reserved: soon, open, moved, called off; each once, in their language, many in turn."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.people.newsstand import lines_of
from meadow.plumbing.events import Told, react
from meadow.plumbing.models import Announcement
from meadow.venue.live import reminders
from meadow.venue.live.actions.opening import close_room, open_room
from meadow.venue.live.actions.planning import Plan, call_off, change_plan
from meadow.venue.live.actions.reserving import reserve, withdraw_reservation
from meadow.venue.live.jobs import remind
from meadow.venue.live.models.rooms import Reservation, Room
from meadow.venue.live.refusals import NotToBeReserved
from meadow.venue.live.reminders import remind_of_rooms, tell_who_reserved, write_who_reserved
from meadow.venue.live.tests.made import all_at_once, announced_room, on_air
from tests.cast import person

pytestmark = pytest.mark.django_db
Heard = list[tuple[int, str, str, str]]


def heard() -> Heard:
    """What people were told, in order: to whom, about what, in which words, and where it leads."""
    return [(news.person_id, news.kind, lines_of([news])[0].text, news.url) for news in News.objects.order_by("pk")]


def jobs(name: str) -> list[dict[str, Any]]:
    return list(ProcrastinateJob.objects.filter(task_name=name).order_by("id").values_list("args", flat=True))


def run_all() -> None:
    """Run every job that waits, and those that these ask for, as the worker does."""
    tasks: dict[str, Callable[..., object]] = {
        "live.tell_who_reserved": tell_who_reserved,
        "live.write_who_reserved": write_who_reserved,
    }
    done: set[int] = set()
    while waiting := list(ProcrastinateJob.objects.filter(task_name__in=tasks).exclude(id__in=done).order_by("id")):
        for job in waiting:
            done.add(job.id)
            tasks[job.task_name](**job.args)


def hear_facts() -> None:
    """Let every room react to everything that was announced."""
    for row in Announcement.objects.order_by("pk"):
        react(Told(event=row.event, name=row.name, data=row.data))


def soon(host: Person, minutes: int = 10) -> Room:
    room = announced_room(host)
    Room.objects.filter(pk=room.pk).update(starts_at=timezone.now() + timedelta(minutes=minutes))
    return Room.objects.get(pk=room.pk)


def test_whoever_reserved_is_reminded_once_on_the_page_and_by_letter(bai: Person, ada: Person, bo: Person) -> None:
    bo.language = "zh-hans"
    bo.save()
    room = soon(bai)
    for someone in (ada, bo):
        reserve(room, by=someone)

    assert remind_of_rooms() == 1
    remind(0)
    run_all()

    assert [(who, about, url) for who, about, _, url in heard()] == [
        (ada.pk, "room", f"/live/{room.pk}/?from=notification"),
        (bo.pk, "room", f"/live/{room.pk}/?from=notification"),
    ]
    assert heard()[0][2].startswith("“Cups and tea” begins soon: ")
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {ada.email, bo.email}
    assert letters[ada.email].subject == "Cups and tea begins soon"
    assert f"/live/{room.pk}/?from=notification" in letters[ada.email].body
    assert "Dear Ada," in letters[ada.email].body


def test_only_what_begins_soon_and_is_known_reminds(bai: Person, ada: Person) -> None:
    later, past, hidden = soon(bai, 20), soon(bai, -1), soon(bai)
    Room.objects.filter(pk=hidden.pk).update(is_public=False)
    assert remind_of_rooms() == 0
    assert set(Room.objects.values_list("reminded_at", flat=True)) == {None}
    assert {later.pk, past.pk, hidden.pk} == set(Room.objects.values_list("pk", flat=True))


def test_an_opening_is_told_and_letters_go_to_those_who_were_not_reminded(bai: Person, ada: Person) -> None:
    reminded, not_reminded = soon(bai), soon(bai, 60)
    for room in (reminded, not_reminded):
        reserve(room, by=ada)
    remind_of_rooms()
    run_all()
    assert len(mail.outbox) == len(heard()) == 1
    ProcrastinateJob.objects.all().delete()

    for room in (reminded, not_reminded):
        open_room(room, by=bai)
    hear_facts()
    run_all()

    assert [title for _, _, title, _ in heard()[1:]] == ["“Cups and tea” has begun."] * 2
    assert [letter.subject for letter in mail.outbox[1:]] == ["Cups and tea has begun"]
    assert f"/live/{not_reminded.pk}/" in mail.outbox[1].body


def test_what_is_over_when_the_job_comes_is_not_told(bai: Person, ada: Person) -> None:
    room = soon(bai, 60)
    reserve(room, by=ada)
    open_room(room, by=bai)
    hear_facts()
    close_room(room, by=bai)
    run_all()
    assert heard() == []
    assert mail.outbox == []


def test_a_moved_moment_and_the_end_of_all_are_told(bai: Person, ada: Person) -> None:
    room = announced_room(bai)
    hear_facts()
    assert jobs("live.tell_who_reserved") == []
    reserve(room, by=ada)
    change_plan(room, Plan(title="Cups and tea", starts_at=timezone.now() + timedelta(days=2)), by=bai)
    row = Announcement.objects.filter(name="venue.room_planned").latest("pk")
    react(Told(event=uuid4(), name=row.name, data=row.data))
    run_all()
    assert heard()[0][2].startswith("“Cups and tea” begins at another moment: ")
    ProcrastinateJob.objects.all().delete()

    call_off(room, by=bai)
    row = Announcement.objects.get(name="venue.room_cancelled")
    told = Told(event=uuid4(), name=row.name, data=row.data)
    assert react(told) >= 1
    assert react(told) == 0
    run_all()
    assert heard()[1][2] == "“Cups and tea” was called off."
    assert [letter.subject for letter in mail.outbox] == [
        "Cups and tea begins at another moment",
        "Cups and tea was called off",
    ]


def test_many_are_told_in_turn_each_once(bai: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 3)
    room = soon(bai)
    people = [person(f"waiting{number}") for number in range(7)]
    for someone in people:
        reserve(room, by=someone)
    people[4].is_active = False
    people[4].save()

    remind_of_rooms()
    run_all()

    assert [who for who, *_ in heard()] == [someone.pk for someone in people if someone.is_active]
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(p.email for p in people if p.is_active)
    assert len(jobs("live.tell_who_reserved")) == 3


def test_a_room_that_has_begun_cannot_be_reserved(bai: Person, ada: Person) -> None:
    room = on_air(bai)
    with pytest.raises(NotToBeReserved, match="“Cups and tea” has begun, or will not begin"):
        reserve(room, by=ada)
    assert not Reservation.objects.exists()
    assert withdraw_reservation(room, by=ada).reservation_count == 0


def test_reservations_are_withdrawn_while_a_show_is_on(bai: Person, ada: Person) -> None:
    room = announced_room(bai)
    reserve(room, by=ada)
    open_room(room, by=bai)
    assert withdraw_reservation(room, by=ada).reservation_count == 0
    assert not Reservation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reservations_made_and_withdrawn_at_once_are_counted_right(
    bai: Person,
) -> None:
    room = announced_room(bai)
    people = [person(f"racing{number}") for number in range(4)]
    for someone in people[:2]:
        reserve(room, by=someone)
    all_at_once(
        *(partial(reserve, room, by=someone) for someone in people),
        *(partial(withdraw_reservation, room, by=someone) for someone in people),
    )
    assert Room.objects.get().reservation_count == Reservation.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_of_a_room_once(bai: Person, ada: Person) -> None:
    for _ in range(5):
        room = soon(bai)
        reserve(room, by=ada)
        all_at_once(*[remind_of_rooms] * 4)
        told = ProcrastinateJob.objects.filter(task_name="live.tell_who_reserved", args__room=room.pk)
        assert told.count() == 1

"""Rooms made by hand for tests."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal
from meadow.venue.live.actions.opening import open_room
from meadow.venue.live.actions.planning import Plan, announce_room, plan_room
from meadow.venue.live.actions.seats import seat_person, take_seat
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.models.shows import Recording, Show


def planned(host: Person, shop: Shop | None = None, **said: Any) -> Room:
    """A room that begins in two hours and that its team alone knows of."""
    starts_at = timezone.now() + timedelta(hours=2)
    return plan_room(Plan(**{"title": "Cups and tea", "starts_at": starts_at, **said}), by=host, shop=shop)


def announced_room(host: Person, shop: Shop | None = None, **said: Any) -> Room:
    """A room that everybody knows will begin in two hours."""
    return announce_room(planned(host, shop, **said), by=host)


def on_air(host: Person, shop: Shop | None = None, **said: Any) -> Room:
    """A room in which a show is going on."""
    room = planned(host, shop, **said)
    open_room(room, by=host)
    room.refresh_from_db()
    return room


def helped_by(room: Room, handle: str, role: RoomSeat.Role, *, by: Person) -> RoomSeat:
    """Somebody was asked to help in a room, and has accepted."""
    asked = seat_person(room, handle, role, by=by)
    taken = take_seat(room, by=asked.person)
    assert taken
    return taken


def show_of(room: Room) -> Show:
    """The newest show of a room."""
    return Show.objects.filter(room=room).latest("pk")


def recorded(room: Room, name: str = "r1", *, after: float = 0, seconds: float = 60, **more: Any) -> Recording:
    """A recording of the room's newest show, so many seconds after it opened."""
    show = show_of(room)
    began_at = show.opened_at + timedelta(seconds=after)
    return Recording.objects.create(
        room=room, show=show, engine="embedded", name=name, began_at=began_at, seconds=seconds, size=1000, **more
    )


def all_at_once(*steps: Callable[[], object]) -> list[object]:
    """What each of these comes to when all begin at the same moment: what it returns, or its refusal."""
    together = threading.Barrier(len(steps))

    def run(step: Callable[[], object]) -> object:
        try:
            together.wait()
            return step()
        except Refusal as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))

"""The pass of a room, shown to a real nats-server: what a page hears and may say, and who is cut off."""

import asyncio
import uuid
from typing import Any

import pytest
from django.test import Client

from meadow.engines import bus
from meadow.engines.tests.test_passes import Browser, say
from meadow.people.models.persons import Person
from meadow.venue.live.actions.minding import mute
from meadow.venue.live.actions.opening import rehearse
from meadow.venue.live.broadcast import pass_name
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.tests.made import on_air, planned


@pytest.fixture
def room(bai: Person) -> Room:
    return on_air(bai)


def a_pass(client: Client, room: Room, visit: uuid.UUID) -> dict[str, Any]:
    response = client.get(f"/live/{room.pk}/pass/?visit={visit}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return dict(response.json())


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.django_db
def test_guests_hear_the_room_and_the_team_its_console(room: Room, ada: Person, bai: Person) -> None:
    visit = uuid.uuid4()
    for client in (Client(), as_(ada)):
        assert a_pass(client, room, visit)["subjects"] == [f"room.{room.pk}.>"]
    assert a_pass(as_(bai), room, visit)["subjects"] == [f"room.{room.pk}.>", f"console.{room.pk}.>"]


@pytest.mark.django_db
def test_a_pass_needs_a_visit_and_a_room_that_one_may_see(room: Room, ada: Person, bai: Person) -> None:
    for visit in ("", "me", "*", "1.>"):
        assert Client().get(f"/live/{room.pk}/pass/", {"visit": visit}).status_code == 400
    hidden = rehearse(planned(bai), by=bai)
    for client in (Client(), as_(ada)):
        assert client.get(f"/live/{hidden.pk}/pass/?visit={uuid.uuid4()}").status_code == 404
        assert client.get(f"/live/{2**62}/pass/?visit={uuid.uuid4()}").status_code == 404


@pytest.mark.django_db
def test_a_page_says_nothing_but_that_it_is_here_and_likes(room: Room) -> None:
    mine, other = uuid.uuid4(), uuid.uuid4()
    given = a_pass(Client(), room, mine)

    async def visit() -> Browser:
        async with Browser(given["jwt"]) as page:
            await page.listen(f"room.{room.pk}.>", f"console.{room.pk}.>", "room.>", f"beat.{room.pk}.>")
            for subject in (f"beat.{room.pk}.{mine}", f"like.{room.pk}.{mine}"):
                await page.send(f"PUB {subject} 2", "{}")
            for subject in (f"beat.{room.pk}.{other}", f"room.{room.pk}.message"):
                await page.send(f"PUB {subject} 2", "{}")
            await say(f"room.{room.pk}.message", f"console.{room.pk}.question")
            await page.settle()
            return page

    page = asyncio.run(visit())
    assert page.heard == [f"room.{room.pk}.message"]
    assert page.errors == [
        *(
            f'Permissions Violation for Subscription to "{name}"'
            for name in (f"console.{room.pk}.>", "room.>", f"beat.{room.pk}.>")
        ),
        *(
            f'Permissions Violation for Publish to "{name}"'
            for name in (f"beat.{room.pk}.{other}", f"room.{room.pk}.message")
        ),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_ban_cuts_every_page_of_a_person_and_nobody_elses(room: Room, ada: Person, bo: Person, bai: Person) -> None:
    passes = [a_pass(as_(person), room, uuid.uuid4())["jwt"] for person in (ada, ada, bo)]
    loop = asyncio.new_event_loop()

    async def open_pages() -> list[Browser]:
        return [await Browser(jwt).__aenter__() for jwt in passes]

    async def wait_and_close(pages: list[Browser]) -> bool:
        await asyncio.wait_for(asyncio.gather(*(page.gone.wait() for page in pages[:2])), 10)
        await pages[2].settle()
        is_here = not pages[2].gone.is_set()
        for page in pages:
            await page.__aexit__()
        return is_here

    try:
        pages = loop.run_until_complete(open_pages())
        mute(room, ada, by=bai, minutes=None, is_ban=True)
        assert loop.run_until_complete(wait_and_close(pages))
    finally:
        loop.close()
    assert asyncio.run(bus.kick(pass_name(room, ada))) == 0

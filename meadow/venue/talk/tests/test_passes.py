"""The pass of a thread, shown to a real nats-server: what a page hears, and who is cut off."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from meadow.engines.nats import account_key
from meadow.engines.passes import issue_pass
from meadow.engines.tests.test_passes import Browser, say
from meadow.people.models.persons import Person
from meadow.venue.talk.actions.readers import pass_name, show_out
from meadow.venue.talk.models.threads import Thread
from meadow.venue.talk.tests.made import thread_of


def a_pass(person: Person, thread: Thread) -> dict[str, Any]:
    client = Client()
    client.force_login(person)
    response = client.get(f"/talk/{thread.pk}/pass/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return dict(response.json())


@pytest.mark.django_db
def test_a_pass_hears_its_thread_and_says_nothing(thread: Thread, ada: Person, cy: Person) -> None:
    other = thread_of(cy)
    given = a_pass(ada, thread)
    assert given["subjects"] == [f"group.{thread.pk}.>"]

    async def visit() -> Browser:
        async with Browser(given["jwt"]) as page:
            await page.listen(f"group.{thread.pk}.>", f"group.{other.pk}.>", "group.>", ">", f"inbox.{ada.pk}.>")
            for subject in (f"group.{thread.pk}.messages", f"group.{thread.pk}.typing", f"typing.{thread.pk}.{ada.pk}"):
                await page.send(f"PUB {subject} 2", "{}")
            await say(f"group.{thread.pk}.messages", f"group.{other.pk}.messages", f"inbox.{ada.pk}.news")
            await page.settle()
            return page

    page = asyncio.run(visit())
    assert page.heard == [f"group.{thread.pk}.messages"]
    assert [error.split(" to ")[0] for error in page.errors] == [
        *["Permissions Violation for Subscription"] * 4,
        *["Permissions Violation for Publish"] * 3,
    ]


@pytest.mark.django_db
def test_an_expired_pass_opens_nothing(thread: Thread, ada: Person) -> None:
    old = issue_pass(
        account=account_key(),
        name=pass_name(thread, ada),
        subjects=[f"{thread.subject}.>"],
        lifetime=timedelta(seconds=-5),
    )

    async def visit() -> Browser:
        async with Browser(old.jwt) as page:
            await page.gone.wait()
            return page

    page = asyncio.run(asyncio.wait_for(visit(), 10))
    assert page.gone.is_set()
    assert page.heard == []


@pytest.mark.django_db(transaction=True)
def test_who_is_shown_out_is_cut_off_and_does_not_come_back(thread: Thread, ada: Person, bo: Person) -> None:
    gone, here = a_pass(ada, thread)["jwt"], a_pass(bo, thread)["jwt"]
    loop = asyncio.new_event_loop()

    async def open_page(jwt: str) -> Browser:
        return await Browser(jwt).__aenter__()

    async def until_gone(page: Browser) -> None:
        await asyncio.wait_for(page.gone.wait(), 10)

    async def is_here(page: Browser) -> bool:
        await page.settle()
        return not page.gone.is_set()

    try:
        mine, others = (loop.run_until_complete(open_page(jwt)) for jwt in (gone, here))
        show_out(thread, ada)
        loop.run_until_complete(until_gone(mine))
        # The same pass once more: it is good for minutes, and is cut off again.
        again = loop.run_until_complete(open_page(gone))
        loop.run_until_complete(until_gone(again))
        assert loop.run_until_complete(is_here(others))
        for page in (mine, again, others):
            loop.run_until_complete(page.__aexit__())
    finally:
        loop.close()
    client = Client()
    client.force_login(ada)
    assert client.get(f"/talk/{thread.pk}/pass/").status_code == 404

"""Who is taken out of a group hears no more of it: shown to a real nats-server."""

import asyncio

import pytest
from django.test import Client

from meadow.engines.tests.test_passes import Browser
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.groups.actions.leaving import ban_member, remove_member
from meadow.venue.groups.models.groups import Group
from meadow.venue.groups.tests.made import group_of, joined


def the_pass(who: Person, group: Group) -> str:
    client = Client()
    client.force_login(who)
    response = client.get(f"/talk/{group.pk}/pass/")
    assert response.status_code == 200
    return str(response.json()["jwt"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", [remove_member, ban_member])
def test_who_is_taken_out_is_cut_off_and_nobody_else(
    step: object, cy: Person, shop: Shop, ada: Person, bo: Person
) -> None:
    assert callable(step)
    group = group_of(cy, shop)
    joined(group, ada)
    joined(group, bo)
    passes = [the_pass(who, group) for who in (ada, ada, bo)]
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
        step(group, ada, by=cy)
        assert loop.run_until_complete(wait_and_close(pages))
    finally:
        loop.close()
    client = Client()
    client.force_login(ada)
    assert client.get(f"/talk/{group.pk}/pass/").status_code == 404

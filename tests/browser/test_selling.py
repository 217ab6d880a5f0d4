"""A buyer's road in a real browser: become one, pick something, select it, and earn when somebody comes that way."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.selections import select_product
from meadow.trade.models.plans import Plan
from meadow.trade.models.touches import LineTouch, Touch
from meadow.trade.tests.cooperating import agreed, plan
from meadow.trade.tests.made import place
from meadow.trade.tests.test_cooperation_pages import cup


def opened(chromium: Browser, server: LiveServer, person: Person | None = None) -> Page:
    """A page of a fresh profile, where this person is signed in."""
    context = chromium.new_context(base_url=server.url, locale="en-GB", reduced_motion="reduce")
    if person is not None:
        client = Client()
        client.force_login(person)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
    return context.new_page()


@pytest.mark.django_db(transaction=True)
def test_a_member_becomes_a_buyer_and_earns_by_their_selection(
    chromium: Browser, live_server: LiveServer, ada: Person, bo: Person, shop: Shop
) -> None:
    thing = cup(shop, "Grey tea bowl", 2400)
    plan(shop, Plan.Kind.OPEN, 1250)
    page = opened(chromium, live_server, bo)
    page.goto("/buying/")
    expect(page.get_by_role("heading", name="Sell what you love")).to_be_visible()
    page.get_by_label("What do you curate?").fill("Bowls for quiet evenings")
    page.get_by_label("I have read the terms and accept them.").check()
    page.get_by_role("button", name="Become a buyer").click()

    page.get_by_role("link", name="Grey tea bowl").click()
    page.get_by_role("button", name="Pick it").click()
    expect(page.get_by_role("heading", name="You sell it")).to_be_visible()
    page.get_by_label("Your words").fill("I drink from it every day.")
    page.get_by_role("button", name="Add to my selection").click()
    expect(page.get_by_role("button", name="Take it out")).to_be_visible()

    reader = opened(chromium, live_server, ada)
    reader.goto("/people/bo.li/selection/")
    expect(reader.get_by_text("Earns commission")).to_be_visible()
    with reader.expect_response("**/touches/") as sent:
        reader.get_by_role("link", name="Grey tea bowl").click()
    assert sent.value.status == 204
    assert Touch.objects.get().earner == bo

    place(ada, thing.variants.get())
    earned = LineTouch.objects.get()
    assert (earned.earner, earned.kind, earned.commission_rate) == (bo, "selection", 1250)
    page.goto("/buying/earnings/")
    expect(page.get_by_text("Not paid yet")).to_be_visible()
    for one in (page, reader):
        one.context.close()


@pytest.mark.django_db(transaction=True)
def test_a_guest_who_comes_through_a_selection_is_remembered(
    chromium: Browser, live_server: LiveServer, bai: Person, shop: Shop
) -> None:
    thing = cup(shop, "Grey tea bowl")
    agreed(bai, thing)
    item = select_product(thing, by=bai)
    page = opened(chromium, live_server)
    with page.expect_response("**/touches/") as sent:
        page.goto(f"{thing.get_absolute_url()}?via={item.pk}")
    assert sent.value.status == 204
    touch = Touch.objects.get()
    assert (touch.earner, touch.person) == (bai, None)
    assert touch.guest is not None
    page.context.close()

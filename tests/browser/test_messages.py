"""People write to each other and to a shop: both sides see it at once, on a phone and beside the list."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.actions.follows import follow_person
from meadow.people.models.persons import Person
from meadow.venue.direct.models.answering import QuickReply
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.tests.said import asked, friends, wrote
from tests.browser.test_paying import at_home
from tests.cast import person
from tests.chromium import is_too_wide, serious_violations

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("MEADOW_SHOTS", "")


def look_at(page: Page, name: str) -> None:
    """It fits at both widths and everybody can use it; and a picture for whoever asks for it."""
    for width, scheme in ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        page.wait_for_timeout(250)
        assert not is_too_wide(page), (page.url, width)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png")
        assert serious_violations(page) == []


def say(page: Page, words: str) -> None:
    page.get_by_label("Write a message").fill(words)
    page.get_by_label("Write a message").press("Enter")


def test_a_stranger_asks_is_let_in_and_the_two_talk(
    chromium: Browser, live_server: LiveServer, ada: Person, bo: Person
) -> None:
    for number in range(6):
        friend = person(f"friend{number}")
        friends(friend, bo)
    asking = at_home(chromium, live_server, ada, 1280)
    asking.goto("/people/bo.li/")
    asking.get_by_role("link", name="Message", exact=True).click()
    look_at(asking, "writing")
    asking.set_viewport_size({"width": 1280, "height": 740})
    asking.get_by_label("Message", exact=True).fill("Hello Bo, we met at the market.")
    asking.get_by_role("button", name="Send").click()
    expect(asking.get_by_text("does not know you yet")).to_be_visible()

    answering = at_home(chromium, live_server, bo, 1280)
    answering.goto("/messages/")
    look_at(answering, "list")
    answering.get_by_role("link", name="Requests").first.click()
    answering.get_by_role("link", name="Hello Bo").click()
    look_at(answering, "request")
    answering.set_viewport_size({"width": 1280, "height": 740})
    answering.get_by_role("button", name="Accept").click()
    answering.wait_for_timeout(1000)  # until it listens

    say(asking, "Are you there?")
    expect(answering.get_by_text("Are you there?").first).to_be_visible()
    expect(asking.locator(".thread-list").get_by_text("Read").first).to_be_visible()
    say(answering, "I am! 你好。")
    expect(asking.locator(".thread-list").get_by_text("I am! 你好。")).to_be_visible()
    expect(asking.get_by_text("does not know you yet")).to_be_hidden()
    look_at(answering, "chat")
    phone = at_home(chromium, live_server, ada, 360)
    phone.goto(f"/messages/{Conversation.objects.get(asked_by=ada).pk}/")
    expect(phone.get_by_label("Write a message")).to_be_in_viewport()
    expect(phone.get_by_role("navigation", name="Main pages")).to_be_hidden()
    phone.get_by_role("link", name="All messages").click()
    expect(phone.get_by_role("heading", name="Messages")).to_be_visible()


def test_a_product_is_asked_about_and_the_team_answers_with_a_tap(
    chromium: Browser, live_server: LiveServer, ada: Person, bo: Person, cy: Person, shop: Shop, lamp_product: Product
) -> None:
    QuickReply.objects.create(shop=shop, title="Size", text="It is 30 cm tall, and folds flat.")
    QuickReply.objects.create(shop=shop, title="Sending", text="We send on Tuesdays.", keywords=["shipping"])
    follow_person(bo, by=ada)
    asked(bo, shop, "Do you repair lamps?")
    wrote(bo, cy)
    member = at_home(chromium, live_server, ada, 1280)
    member.goto(lamp_product.get_absolute_url())
    member.get_by_role("link", name="Ask about this product").click()
    look_at(member, "asking")
    member.set_viewport_size({"width": 1280, "height": 740})
    member.get_by_label("Message", exact=True).fill("How tall is it, and how long does shipping take?")
    member.get_by_role("button", name="Send").click()
    expect(member.locator(".thread-list").get_by_text("Paper lamp").first).to_be_visible()
    expect(member.locator(".thread-list").get_by_text("We send on Tuesdays.")).to_be_visible()

    team = at_home(chromium, live_server, cy, 1280)
    team.goto("/desk/cy-clay/messages/")
    look_at(team, "inbox")
    team.set_viewport_size({"width": 1280, "height": 740})
    team.get_by_role("link", name="Ada").first.click()
    team.wait_for_timeout(1000)  # until it listens
    team.get_by_role("button", name="Size").click()
    expect(team.get_by_label("Write a message")).to_have_value("It is 30 cm tall, and folds flat.")
    team.get_by_label("Write a message").press("Enter")
    expect(member.locator(".thread-list").get_by_text("It is 30 cm tall")).to_be_visible()
    expect(member.locator(".thread-list").get_by_text("Cy Clay").first).to_be_visible()
    look_at(team, "desk")
    look_at(member, "with-shop")
    assert QuickReply.objects.get(title="Size").used == 1
    for name in ("replies", "hours"):
        team.goto(f"/desk/cy-clay/messages/{name}/")
        look_at(team, name)
    member.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": live_server.url}])
    member.reload()
    look_at(member, "with-shop-zh")

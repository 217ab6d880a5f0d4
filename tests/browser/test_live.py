"""A show from its opening to its end: from the camera over talk and an offer to an order beside the picture."""

import os
import re
import subprocess
import sys

from playwright.sync_api import Page, expect

from meadow.engines.places import read_running
from tests.browser.conftest import Visit
from tests.browser.test_streaming import moves, plan
from tests.browser.town import ADA, BAI, Town
from tests.chromium import is_too_wide, serious_violations

NOTE = "SELECT min(id) FROM notes_note WHERE title = 'One branch, one bottle, one guest at a time'"
TITLE = "SELECT title FROM goods_product WHERE handle = 'ash-bottle-vase'"
SELLS = """
from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.trade.actions.agreements import pick
from meadow.trade.actions.plans import PlanContent, launch_plan, make_plan
from meadow.trade.models.agreements import Agreement
from meadow.trade.terms import Terms
vase = Product.objects.get(handle="ash-bottle-vase")
bai, cy = (Person.objects.get(email=f"{name}@meadow.example") for name in ("bai", "cy"))
content = PlanContent(kind="open", name="Vases in rooms", terms=Terms(1500), room_off=5000, products=[vase])
if not Agreement.objects.live().filter(buyer=bai, product=vase).exists():
    launch_plan(make_plan(vase.shop, content, by=cy), by=cy)
    assert pick(vase, by=bai).state == "active"
"""


def test_a_show_from_its_opening_to_its_end(visit: Visit, town: Town) -> None:
    (note,), (vase,) = town.row(NOTE), town.row(TITLE)

    # Bai sells the vase, and its shop lets buyers offer it for less in rooms.
    _inside(town, SELLS)
    bai = visit(by=BAI)

    # A room with the vase on its shelf; Bai looks at herself, sends, and opens it.
    room = plan(bai, "Vases in the morning light")
    number = re.sub(r"\D", "", room)
    bai.goto(f"{room}console/")
    _put_on_the_shelf(bai, vase)
    bai.get_by_role("button", name="Look at myself").click()
    moves(bai, "[data-view]")
    bai.get_by_role("button", name="Begin to send").click()
    expect(bai.get_by_text("Your picture is being sent.")).to_be_visible()
    bai.get_by_role("button", name="Go live").click()
    expect(bai.locator("#console-head")).to_have_attribute("data-state", "live")

    # She begins with the vase: a note that shows it leads Ada to the room.
    _explain(bai, vase)
    ada = visit(by=ADA, width=360)
    ada.goto(f"/notes/{note}/")
    ada.locator(f".live-line[href^='{room}']", has_text="Being explained just now").click()
    ada.wait_for_url(re.compile(rf"/live/{number}/"))
    moves(ada, "[data-player] video")
    expect(ada.locator("[data-now]")).to_contain_text(vase)
    assert not is_too_wide(ada)
    assert serious_violations(ada) == []

    # Ada asks; Bai reads it in her queue.
    ada.locator("#say_text").fill("Does it hold water?")
    ada.locator("#say_text").press("Enter")
    expect(bai.locator("[data-chat]")).to_contain_text("Does it hold water?")

    # An offer: it counts down, and Ada buys without leaving the picture.
    _offer(bai, price="40.00")
    door = ada.locator("[data-offer-buy]")
    expect(door).to_be_visible()
    expect(ada.locator("[data-offer]").first).to_contain_text("40.00")
    expect(ada.locator("[data-offer-clock]").first).to_contain_text("Ends in")
    door.click()
    sheet = ada.locator("#room-buy")
    expect(sheet).to_contain_text("40.00")
    moves(ada, "[data-player] video")
    sheet.get_by_role("button", name=re.compile("Place the order")).click()
    expect(sheet.locator(".trade-sandbox")).to_be_visible()
    sheet.locator(".trade-sandbox [value=pay]").click()
    expect(sheet.get_by_role("heading", name="Thank you")).to_be_visible()
    assert ada.url.split("?")[0].endswith(room)
    earned = town.row("SELECT kind, place FROM trade_linetouch ORDER BY line_id DESC LIMIT 1")
    assert earned == ("room", f"room:{number}")

    # Bai closes.
    bai.get_by_text("End the show", exact=True).click()
    bai.get_by_role("button", name="End it now").click()
    expect(bai.locator("#console-head")).to_have_attribute("data-state", "closed")


def _put_on_the_shelf(page: Page, title: str) -> None:
    page.locator("#shelf-q").fill(title)
    page.get_by_role("button", name=f"Put “{title}” on the shelf").click()
    expect(page.locator("#console-list")).to_contain_text(title)


def _explain(page: Page, title: str) -> None:
    page.locator("#console-list").get_by_role("button", name="Explain", exact=True).click()
    expect(page.locator("#console-now")).to_contain_text(title)


def _offer(page: Page, *, price: str) -> None:
    page.get_by_text("Make an offer", exact=True).click()
    page.get_by_label("Price in this room").fill(price)
    page.get_by_label("Pieces", exact=True).fill("3")
    page.get_by_label("Countdown, in seconds").fill("10")
    page.get_by_role("button", name="Start the countdown").click()
    expect(page.locator("#console-now")).to_contain_text("3 of 3 left")


def _inside(town: Town, code: str) -> str:
    """What a process of the town prints."""
    running = read_running(town.place)
    assert running
    said = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env={**os.environ, **running.environment, "DJANGO_SETTINGS_MODULE": "meadow.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return said.stdout

"""A show from its opening to its replay: from the camera over talk, an offer and an order to what the board says."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from typing import Any

from playwright.sync_api import Page, expect

from meadow.engines.places import read_running
from meadow.engines.tests.conftest import until
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
JOURNAL = """
import asyncio
from meadow.engines.bus import connect_bus

async def read():
    bus = await connect_bus("test")
    journal = bus.jetstream()
    last = (await journal.stream_info("JOURNAL")).state.last_seq
    for sequence in range(1, last + 1):
        message = await journal.get_msg("JOURNAL", sequence)
        print(message.data.decode())
    await bus.close()

asyncio.run(read())
"""


def test_a_show_from_its_opening_to_its_replay(visit: Visit, town: Town) -> None:
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

    # Bai closes; Ada watches again from the vase on.
    bai.get_by_text("End the show", exact=True).click()
    bai.get_by_role("button", name="End it now").click()
    expect(bai.locator("#console-head")).to_have_attribute("data-state", "closed")
    chapter = ada.locator(".replay-chapter", has_text=vase)
    for _ in range(30):  # until the recording is whole, and known
        ada.goto(f"{room}replay/")
        if chapter.count():
            break
        ada.wait_for_timeout(2_000)
    chapter.click()
    moves(ada, "[data-replay] video")

    # What the board says is what the journal says, once everything has been carried there.
    until(lambda: town.row("SELECT count(*) FROM plumbing_announcement") == (0,), seconds=60)
    bai.goto(f"{room}board/")
    board = {figure: _number(bai, figure) for figure in ("people", "entries", "messages", "orders")}
    journal = _journal(town)
    facts = [fact for fact in journal if fact["data"].get("room") == int(number)]
    names = Counter(fact["name"] for fact in facts)
    assert names["venue.room_opened"] == names["venue.room_closed"] == 1
    assert names["venue.room_entered"] == names["venue.room_left"] > 0
    entered = {fact["data"]["member"] for fact in facts if fact["name"] == "venue.room_entered"}
    assert board["people"] == len(entered)
    assert board["entries"] == names["venue.room_entered"]
    assert {fact["data"]["source"] for fact in facts if fact["name"] == "venue.room_entered"} >= {f"note:{note}"}
    assert board["messages"] == 1
    paid = [fact["data"] for fact in journal if fact["name"] == "trade.order_paid"]
    touch = {"kind": "room", "id": int(number)}
    assert board["orders"] == len([data for data in paid if data["touch"] == touch]) == 1


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


def _number(page: Page, figure: str) -> int:
    return int(re.sub(r"\D", "", page.locator(f"[data-figure={figure}]").inner_text()))


def _journal(town: Town) -> list[dict[str, Any]]:
    """Every fact that the town's journal holds."""
    return [json.loads(line) for line in _inside(town, JOURNAL).splitlines()]


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

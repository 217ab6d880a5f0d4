"""People talk in a room: everybody hears it, nothing is missed after a break, and whoever spoils it is stopped."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect
from pytest_django.live_server_helper import LiveServer

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.live.tests.made import on_air
from tests.browser.test_paying import at_home
from tests.chromium import AXE, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("MEADOW_SHOTS", "")


class Wire:
    """What lies between a page and NATS, to be cut and mended."""

    def __init__(self) -> None:
        self.is_cut = False
        self.sockets: list[WebSocketRoute] = []

    def __call__(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
            return
        socket.connect_to_server()
        self.sockets.append(socket)

    def cut(self) -> None:
        self.is_cut = True
        for socket in self.sockets:
            socket.close()
        self.sockets.clear()


def talk(page: Page) -> Locator:
    return page.locator("[data-chat] [data-list] > li")


def look_at(page: Page, name: str) -> None:
    """It fits at both widths and everybody can use it; and a picture for whoever asks for it."""
    for width, scheme in ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        page.locator("[data-chat]").scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        assert not is_too_wide(page), (page.url, width)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png")
        # The talk alone: the panes beside it are held to the same by tests of their own.
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run('[data-minding], [data-chat]', { preload: false, resultTypes: ['violations'] })")
        wrong = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
        assert [(one["id"], one["nodes"][0]["html"]) for one in wrong] == []


def test_a_room_talks(
    chromium: Browser, live_server: LiveServer, ada: Person, bo: Person, cy: Person, shop: Shop
) -> None:
    room = on_air(cy, shop)
    host = at_home(chromium, live_server, cy, 1280)
    host.goto(f"/live/{room.pk}/console/")
    member, wire = at_home(chromium, live_server, ada, 1280), Wire()
    member.route_web_socket(re.compile(".*"), wire)
    member.goto(room.get_absolute_url())
    other = at_home(chromium, live_server, bo, 360, dark=True)
    guest = chromium.new_page(base_url=live_server.url, viewport={"width": 360, "height": 800}, locale="en-GB")
    for page in (other, guest):
        page.goto(room.get_absolute_url())
    for page in (host, member, other, guest):
        page.wait_for_timeout(700)  # until it listens

    # A question comes to everybody, once, and into the host's queue.
    member.get_by_label("Say something").fill("Does <b>this</b> glaze crack?")
    member.locator(".chat-ask").click()
    member.get_by_role("button", name="Send").click()
    for page in (member, other, guest, host):
        expect(talk(page)).to_have_count(1)
        expect(talk(page)).to_contain_text("Does <b>this</b> glaze crack?")
    expect(member.locator(".chat-line.is-sending")).to_have_count(0)
    expect(host.locator("#minding-questions")).to_contain_text("glaze crack?")
    expect(guest.get_by_role("link", name="Sign in to join the talk")).to_be_visible()

    # Who is called by name sees it.
    other.get_by_label("Say something").fill(f"@{ada.handle} mine never did")
    other.get_by_role("button", name="Send").click()
    expect(member.locator(".chat-line.is-called")).to_have_count(1)
    expect(other.locator(".chat-line.is-mine")).to_have_count(1)

    # What is said while the wire is cut comes when it is mended.
    wire.cut()
    expect(member.get_by_text("There is no connection right now. What is said meanwhile")).to_be_visible()
    for words in ("It depends on the clay.", "Fire it slowly."):
        host.get_by_label("Say something").fill(words)
        host.get_by_role("button", name="Send").click()
        expect(talk(other).last).to_contain_text(words)
    expect(talk(member)).to_have_count(2)
    wire.is_cut = False
    expect(talk(member)).to_have_count(4)
    expect(talk(member).last).to_contain_text("Fire it slowly.")
    expect(member.get_by_text("There is no connection right now. What is said meanwhile")).to_be_hidden()

    # The host pins, answers, keeps a word out, and bans.
    line = talk(host).filter(has_text="Fire it slowly.")
    line.get_by_label("What to do about this message").click()
    line.get_by_role("button", name="Pin for everybody").click()
    expect(guest.locator("[data-pinned]")).to_contain_text("Fire it slowly.")
    host.locator("#minding-questions").get_by_role("button", name="Answered").click()
    expect(host.locator("#minding-questions")).to_contain_text("Nobody is waiting")
    host.get_by_text("Words that are not said").click()
    host.get_by_label("A word").fill("彩票")
    host.locator("#minding-words").get_by_role("button", name="Add").click()
    expect(host.locator("#minding-words")).to_contain_text("彩票")
    other.get_by_label("Say something").fill("买 彩 票 吗")
    other.get_by_role("button", name="Send").click()
    expect(other.locator("[data-error]")).to_contain_text("is not said here")
    expect(other.get_by_label("Say something")).to_have_value("买 彩 票 吗")
    for page, name in ((host, "talk-console"), (member, "talk-room"), (guest, "talk-guest")):
        look_at(page, name)

    line = talk(host).filter(has_text="mine never did")
    line.get_by_label("What to do about this message").click()
    line.get_by_label("Mute whoever said it").select_option("ban")
    line.get_by_label("Hide all their messages").check()
    line.get_by_role("button", name="Mute").click()
    expect(talk(member)).to_have_count(3)
    expect(other.get_by_text("You cannot be in this room any more.")).to_be_visible()
    expect(host.locator("#minding-muted .count")).to_have_text("1")
    other.reload()
    expect(other.locator("[data-chat]")).to_have_count(0)

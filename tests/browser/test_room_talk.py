"""People talk in a room: everybody hears it, nothing is missed after a break, and whoever spoils it is stopped."""

import re
from typing import Any

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.conftest import Visit
from tests.browser.test_room_goods import shot
from tests.browser.town import ADA, BAI, CY
from tests.chromium import serious_violations


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


def talk(page: Any) -> Any:
    return page.locator("[data-chat] [data-list] > li")


def test_a_room_talks(visit: Visit) -> None:
    host = visit(by=CY)
    host.goto("/live/new/")
    host.get_by_label("Title").fill("Glazes, and how they run")
    host.get_by_role("button", name="Keep it to the team for now").click()
    host.get_by_role("button", name="Go live").click()
    expect(host.get_by_role("button", name="Pause")).to_be_visible()
    host.reload()
    number = re.search(r"/live/(\d+)/", host.url)
    assert number is not None
    room = f"/live/{number[1]}/"

    ada, wire = visit(by=ADA), Wire()
    ada.route_web_socket(re.compile(".*"), wire)
    ada.goto(room)
    bai, guest = visit(by=BAI, width=360, dark=True), visit(width=360)
    bai.goto(room)
    guest.goto(room)
    for page in (host, ada, bai, guest):
        page.wait_for_timeout(700)  # until it listens
    handle = ada.locator("[data-chat]").get_attribute("data-handle") or ""

    # A question comes to everybody, once, and into the host's queue.
    ada.get_by_label("Say something").fill("Does <b>this</b> glaze crack?")
    ada.locator(".chat-ask").click()
    ada.get_by_role("button", name="Send").click()
    for page in (ada, bai, guest, host):
        expect(talk(page)).to_have_count(1)
        expect(talk(page)).to_contain_text("Does <b>this</b> glaze crack?")
    expect(ada.locator(".chat-line.is-sending")).to_have_count(0)
    expect(host.locator("#minding-questions")).to_contain_text("glaze crack?")
    expect(guest.get_by_role("link", name="Sign in to join the talk")).to_be_visible()

    # Who is called by name sees it.
    bai.get_by_label("Say something").fill(f"@{handle} mine never did")
    bai.get_by_role("button", name="Send").click()
    expect(ada.locator(".chat-line.is-called")).to_have_count(1)
    expect(bai.locator(".chat-line.is-mine")).to_have_count(1)

    # What is said while the wire is cut comes when it is mended.
    wire.cut()
    expect(ada.get_by_text("There is no connection right now. What is said meanwhile")).to_be_visible()
    for words in ("It depends on the clay.", "Fire it slowly."):
        host.get_by_label("Say something").fill(words)
        host.get_by_role("button", name="Send").click()
        expect(talk(bai).last).to_contain_text(words)
    expect(talk(ada)).to_have_count(2)
    wire.is_cut = False
    expect(talk(ada)).to_have_count(4)
    expect(talk(ada).last).to_contain_text("Fire it slowly.")
    expect(ada.get_by_text("There is no connection right now. What is said meanwhile")).to_be_hidden()

    # Likes are everybody's.
    for _ in range(3):
        bai.get_by_role("button", name="Like").click()
    expect(ada.locator("[data-likes]")).to_have_text("3")

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
    bai.get_by_label("Say something").fill("买 彩 票 吗")
    bai.get_by_role("button", name="Send").click()
    expect(bai.locator("[data-error]")).to_contain_text("is not said here")
    expect(bai.get_by_label("Say something")).to_have_value("买 彩 票 吗")
    for page, name in ((host, "talk-console"), (ada, "talk-room"), (guest, "talk-guest")):
        shot(page, name)
        assert serious_violations(page) == []

    line = talk(host).filter(has_text="mine never did")
    line.get_by_label("What to do about this message").click()
    line.get_by_label("Mute whoever said it").select_option("ban")
    line.get_by_label("Hide all their messages").check()
    line.get_by_role("button", name="Mute").click()
    expect(talk(ada)).to_have_count(3)
    expect(bai.get_by_text("You cannot be in this room any more.")).to_be_visible()
    expect(host.locator("#minding-muted .count")).to_have_text("1")
    bai.reload()
    expect(bai.locator("[data-chat]")).to_have_count(0)

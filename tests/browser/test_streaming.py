"""Bai goes live from a browser, others see moving pictures and watch them again; the camera is Chromium's own fake."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.town import BAI, Town
from tests.chromium import is_too_wide, serious_violations

# Where the picture is and what it is made of: two looks that differ have moved.
LOOK = """video => {
    const canvas = document.createElement("canvas");
    canvas.width = 64; canvas.height = 36;
    const pen = canvas.getContext("2d");
    pen.drawImage(video, 0, 0, 64, 36);
    const seen = pen.getImageData(0, 0, 64, 36).data;
    const sum = seen.reduce((sum, one) => (sum * 31 + one) % 1000003, 7);
    return { time: video.currentTime, sum, light: Math.max(...seen.filter((_, n) => n % 4 < 3)) };
}"""
STOPPED = """() => {
    const video = document.querySelector(".clip-stage video");
    return video.paused && Math.abs(video.currentTime - 6) < 0.5;
}"""
PLAYING = "video => !video.paused && video.readyState >= 3 && video.videoWidth > 0"


def moves(page: Page, selector: str) -> None:
    """Wait until a video shows pictures that change."""
    video, seen = page.locator(selector), []
    for _ in range(120):
        if video.evaluate(PLAYING):
            seen.append(video.evaluate(LOOK))
            if seen[-1]["light"] > 40 and any(
                it["time"] < seen[-1]["time"] and it["sum"] != seen[-1]["sum"] for it in seen
            ):
                return
        page.wait_for_timeout(500)
    pytest.fail(f"{selector} does not move: {seen[-3:]}")


def plan(page: Page, title: str) -> str:
    """Plan a room; the address of its page."""
    page.goto("/live/new/")
    page.locator("[name=title]").fill(title)
    page.get_by_role("button", name="Keep it to the team for now").click()
    page.wait_for_url(re.compile(r"/live/\d+/"))
    number = re.search(r"/live/(\d+)/", page.url)
    assert number
    return f"/live/{number[1]}/"


def test_bai_goes_live_from_a_browser_and_others_watch_now_and_afterwards(visit: Visit, town: Town) -> None:
    bai = visit(by=BAI)
    room = plan(bai, "Vases in the morning light")

    # A rehearsal: Bai sees what the camera sees, and how it arrives; nobody else does.
    bai.goto(f"{room}console/")
    bai.get_by_role("button", name="Look at myself").click()
    moves(bai, "[data-view]")
    bai.get_by_role("button", name="Begin to send").click()
    expect(bai.get_by_text("Your picture is being sent.")).to_be_visible()
    expect(bai.locator("#health")).to_contain_text("The picture arrives")
    expect(bai.locator("#health")).to_contain_text("1280 × 720")
    moves(bai, "[data-player] video")

    # On air: a guest sees it move, and hears of a pause.
    bai.get_by_role("button", name="Go live").click()
    expect(bai.locator("#console-head")).to_have_attribute("data-state", "live")
    guest = visit(width=360)
    guest.goto(room)
    moves(guest, "[data-player] video")
    expect(guest.locator("[data-player]")).to_have_attribute("data-state", "on")
    bai.get_by_role("button", name="Pause", exact=True).first.click()
    expect(guest.locator("[data-player]")).to_have_attribute("data-state", "paused")
    bai.get_by_role("button", name="Go on").click()
    moves(guest, "[data-player] video")

    # The connection breaks, and comes back by itself: the viewer's picture goes on. The recording may be in two parts
    # then, and the first is to be long enough for a clip.
    guest.wait_for_timeout(6_000)
    before = guest.locator("[data-player] video").evaluate("video => video.currentTime")
    bai.context.set_offline(True)
    bai.context.set_offline(False)
    moves(guest, "[data-player] video")
    assert guest.locator("[data-player] video").evaluate("video => video.currentTime") >= before

    # The end: the stream is put out, and what was shown can be watched again.
    bai.get_by_text("End the show", exact=True).click()
    bai.get_by_role("button", name="End it now").click()
    expect(bai.get_by_text("Sending has stopped.")).to_be_visible()
    expect(guest.locator("[data-player]")).to_have_attribute("data-state", "over")
    number = room.strip("/").rpartition("/")[2]
    for _ in range(60):
        if town.row("SELECT count(*) FROM live_recording WHERE room_id = %s AND is_shown", number) == (1,):
            break
        guest.wait_for_timeout(500)
    again = visit()
    again.goto(f"{room}replay/")
    again.locator("[data-replay] video").evaluate("video => { video.muted = true; return video.play(); }")
    moves(again, "[data-replay] video")

    # Bai cuts a clip out of it: its first picture is the note's photo, and the note plays that stretch and no more.
    bai.goto(f"{room}replay/")
    bai.get_by_text("Cut a clip for a note").click()
    bai.get_by_label("Begins at").fill("0:01")
    bai.get_by_label("Ends at").fill("0:07")
    bai.get_by_label("Ends at").press("ArrowDown")
    expect(bai.locator("[data-long]")).to_have_text("5.0 seconds")
    expect(bai.locator("[data-still] canvas")).to_be_visible()
    assert serious_violations(bai) == []
    bai.get_by_role("button", name="Write a note with it").click()
    bai.wait_for_url(re.compile(r"/notes/\d+/edit/"))
    expect(bai.locator("[data-photo] img")).to_have_count(1)
    bai.get_by_role("button", name="Publish", exact=True).click()
    bai.wait_for_url(re.compile(r"/notes/\d+/$"))
    reader = visit(width=360)
    reader.goto(bai.url)
    reader.locator("[data-clip]").click()
    moves(reader, ".clip-stage video")
    reader.wait_for_function(STOPPED)
    assert not is_too_wide(reader)
    assert serious_violations(reader) == []
    reader.get_by_role("button", name="Back to the photo").click()
    reader.get_by_role("link", name="Watch the whole replay").click()
    expect(reader.locator("[data-replay] video")).to_have_attribute("data-start", "1.0")


def test_sending_and_stopping_leaves_no_frame_behind(visit: Visit) -> None:
    """Chromium complains, and the visit fails, when a frame is collected that nobody has closed."""
    bai = visit(by=BAI)
    bai.goto(f"{plan(bai, 'Frames')}console/")
    bai.get_by_role("button", name="Look at myself").click()
    collector = bai.context.new_cdp_session(bai)
    for _ in range(4):
        bai.get_by_role("button", name="Begin to send").click()
        expect(bai.get_by_text("Your picture is being sent.")).to_be_visible()
        bai.get_by_role("button", name="Stop sending").click()
        collector.send("HeapProfiler.collectGarbage")
    bai.wait_for_timeout(1500)
    collector.send("HeapProfiler.collectGarbage")
    bai.wait_for_timeout(500)


def test_a_console_looks_after_itself_on_a_phone(visit: Visit) -> None:
    bai = visit(by=BAI, width=360)
    room = plan(bai, "Cups")
    bai.goto(f"{room}console/")
    bai.get_by_text("Send from OBS or another encoder").click()
    bai.get_by_role("button", name="Make a stream key").click()
    expect(bai.get_by_label("Server")).to_have_value(re.compile(r"^rtmp://.+/live$"))
    expect(bai.get_by_label("Stream key", exact=True)).to_have_value(re.compile(r"^[0-9a-f]{16}\?key=.{32}$"))
    assert bai.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

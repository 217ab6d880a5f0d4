"""A group's chat in three browsers: told at once, nothing missed after a break, and looking like a chat people know."""

import os
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.people.tests.pictures import jpeg
from meadow.venue.groups.models.groups import Group
from meadow.venue.groups.tests.made import group_of, joined, said_in
from meadow.venue.talk.actions.readers import show_out
from meadow.venue.talk.actions.saying import Said, say
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Reader
from tests.browser.test_paying import at_home
from tests.browser.test_room_talk import Wire
from tests.chromium import AXE, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("MEADOW_SHOTS", "")


def lines(page: Page) -> Locator:
    return page.locator("[data-list] > .say[data-number]:not(.say-notice)")


def texts(page: Page) -> list[str]:
    return page.locator("[data-list] > .say .say-text").all_inner_texts()


def send(page: Page, text: str) -> None:
    page.locator("[data-text]").fill(text)
    page.locator("[data-text]").press("Enter")


def menu_of(page: Page, number: int) -> Locator:
    page.locator(f"#message-{number}").hover()
    page.locator(f"#message-{number} [data-more]").click()
    return page.locator("#thread-menu")


def look_at(page: Page, name: str) -> None:
    """It fits at both widths and everybody can use it; and a picture for whoever asks for it."""
    for width, scheme in ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        page.wait_for_timeout(300)
        assert not is_too_wide(page), (page.url, width)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run('[data-thread]', { preload: false, resultTypes: ['violations'] })")
        wrong = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
        assert [(one["id"], one["nodes"][0]["html"]) for one in wrong] == []


@pytest.fixture
def group(cy: Person, shop: Shop, ada: Person, bo: Person) -> Group:
    group = group_of(cy, shop)
    for person in (ada, bo):
        joined(group, person)
    return group


def test_three_people_talk(
    chromium: Browser,
    live_server: LiveServer,
    group: Group,
    ada: Person,
    bo: Person,
    cy: Person,
    lamp_product: Product,
) -> None:
    for n in range(70):
        said_in(group, ada if n % 3 else cy, f"Good morning, number {n}. 早上好")
    pages = {}
    for person, width in ((ada, 1280), (bo, 360), (cy, 1280)):
        pages[person.handle] = page = at_home(chromium, live_server, person, width)
        page.goto(group.get_absolute_url())
        expect(page.locator(".thread.is-scripted")).to_be_visible()
    mine, other, runs = pages.values()

    # In real time, in everybody's browser, once.
    send(mine, "Which glaze is this? @bo.li")
    for page in pages.values():
        expect(page.get_by_text("Which glaze is this?")).to_have_count(1)
    expect(mine.locator(".say-mine").last).to_contain_text("Which glaze")
    expect(other.locator(".say-calls")).to_have_count(1)
    expect(other.locator(".say-text a.call")).to_have_attribute("href", "/people/bo.li/")

    # A reply, a sign, a card, a sticker.
    first = Message.objects.filter(thread=group.pk, text__startswith="Which").get().number
    menu_of(runs, first).locator("[data-act=answer]").click()
    send(runs, "Ash glaze.")
    expect(mine.locator(".quote")).to_contain_text("Which glaze")
    menu_of(mine, first + 1).locator("[data-sign='🌱']").click()
    expect(runs.locator(f"#message-{first + 1} .say-sign")).to_contain_text("1")
    runs.locator("[data-dialog=thread-cards]").click()
    runs.locator("[data-kind=product]").click()
    runs.locator(".thing-choice", has_text="Paper lamp").click()
    expect(other.locator(".thing-title")).to_have_text("Paper lamp")
    expect(other.locator("a.thing .thing-price")).to_contain_text("49.00")
    other.locator("[popovertarget=thread-stickers]").click()
    other.locator("[data-sticker=grass]").click()
    expect(mine.locator(".sticker")).to_have_count(1)

    # History comes while one scrolls up, and stays where one reads.
    assert texts(mine)[0] != "Good morning, number 0. 早上好"
    mine.locator("[data-scroll]").evaluate("it => it.scrollTop = 0")
    expect(mine.get_by_text("Good morning, number 0. 早上好")).to_have_count(1)
    numbers = mine.locator("[data-list] > [data-number]").evaluate_all("all => all.map((it) => +it.dataset.number)")
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    mine.locator("[data-newest]").click()
    expect(mine.locator(".sticker")).to_be_in_viewport()

    # Changed, recalled, pinned.
    menu_of(mine, first).locator("[data-act=edit]").click()
    send(mine, "Which glaze is that?")
    expect(other.get_by_text("Which glaze is that?").first).to_be_visible()
    send(mine, "Never mind.")
    expect(runs.get_by_text("Never mind.")).to_have_count(1)
    menu_of(mine, first + 4).locator("[data-act=recall]").click()
    expect(runs.get_by_text("Ada recalled a message.")).to_have_count(1)
    menu_of(runs, first + 1).locator("[data-act=pin]").click()
    expect(other.locator("[data-pin-first]")).to_contain_text("Ash glaze.")
    look_at(mine, "chat-member")
    look_at(runs, "chat-owner")

    # Somebody is shown out: their page is cut off.
    show_out(group.thread, bo)
    expect(other.locator("[data-shut]")).to_be_visible()
    expect(other.locator("form[data-say]")).to_have_count(0)


def test_nothing_is_missed_after_a_break(
    chromium: Browser, live_server: LiveServer, group: Group, ada: Person, bo: Person
) -> None:
    page, wire = at_home(chromium, live_server, ada, 1280), Wire()
    page.route_web_socket(re.compile(".*"), wire)
    page.goto(group.get_absolute_url())
    expect(page.locator(".thread.is-scripted")).to_be_visible()
    said_in(group, bo, "before")
    expect(page.get_by_text("before", exact=True)).to_have_count(1)
    wire.cut()
    expect(page.locator("[data-away]")).to_be_visible()
    for n in range(30):
        said_in(group, bo, f"meanwhile {n}")
    wire.is_cut = False
    expect(page.get_by_text("meanwhile 29", exact=True)).to_have_count(1)
    numbers = page.locator("[data-list] > [data-number]").evaluate_all("all => all.map((it) => +it.dataset.number)")
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    expect(page.locator("[data-away]")).to_be_hidden()

    # What could not be sent is sent again, once.
    page.context.set_offline(True)
    send(page, "from a tunnel")
    expect(page.locator(".is-failed")).to_contain_text("Not sent.")
    page.context.set_offline(False)
    page.locator(".is-failed .say-retry").first.click()
    expect(page.locator(".is-failed, .is-sending")).to_have_count(0)
    expect(page.get_by_text("from a tunnel")).to_have_count(1)
    assert Message.objects.filter(text="from a tunnel").count() == 1


def test_it_reads_in_chinese_and_without_scripts(
    chromium: Browser, live_server: LiveServer, group: Group, ada: Person, bo: Person, lamp_product: Product
) -> None:
    said_in(group, bo, "这只杯子是什么釉？")
    said_in(group, ada, "草木灰釉。\n产自景德镇。")
    say(group.thread, Said(sticker="tea", mark=uuid.uuid4().hex), by=bo)
    page = at_home(chromium, live_server, ada, 360)
    page.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": live_server.url}])
    page.goto(group.get_absolute_url())
    expect(page.locator(".thread.is-scripted")).to_be_visible()
    page.locator("[data-file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(600, 400)})
    expect(page.locator("[data-tray] img")).to_have_count(1)
    send(page, "像这样")
    expect(page.locator(".say-photo img")).to_have_count(1)
    look_at(page, "chat-zh")

    state = page.context.storage_state()
    plain = chromium.new_context(base_url=live_server.url, java_script_enabled=False, storage_state=state)
    bare = plain.new_page()
    bare.goto(group.get_absolute_url())
    expect(bare.get_by_text("草木灰釉。")).to_be_visible()
    bare.locator("textarea[name=text]").fill("没有脚本")
    bare.locator(".composer-send").click()
    expect(bare.get_by_text("没有脚本")).to_be_visible()
    if SHOTS:
        bare.screenshot(path=Path(SHOTS) / "chat-bare.png")
    plain.close()
    # The page with scripts heard it as well, and both devices agree on what is read.
    expect(page.get_by_text("没有脚本")).to_have_count(1)
    last = Message.objects.filter(thread=group.pk).latest("number").number
    assert Reader.objects.get(thread=group.pk, person=ada).read == last

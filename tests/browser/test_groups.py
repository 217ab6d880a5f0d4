"""A brand's group: people come in by its rules, talk, find the way to its goods, and go; every page at every width."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.models.touches import Touch
from meadow.venue.groups.actions.inviting import invite
from meadow.venue.groups.actions.making import Rule
from meadow.venue.groups.models.groups import EntryRule, Group, Member
from meadow.venue.groups.tests.made import asked, group_of, joined, said_in
from meadow.venue.talk.actions.minding import report_message
from meadow.venue.talk.actions.saying import Said, say
from meadow.venue.talk.cards import Card
from meadow.venue.talk.models.messages import Report
from tests.browser.test_paying import at_home
from tests.chromium import is_too_wide, serious_violations

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("MEADOW_SHOTS", "")


def look_at(page: Page, name: str) -> None:
    """It fits at both widths and everybody can use it; and a picture for whoever asks for it."""
    for width, scheme in ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        page.wait_for_timeout(200)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png")
        assert not is_too_wide(page), (page.url, width)
        assert serious_violations(page) == [], (page.url, width, scheme)


def test_a_group_lives(
    chromium: Browser,
    live_server: LiveServer,
    ada: Person,
    bo: Person,
    cy: Person,
    shop: Shop,
    lamp_product: Product,
) -> None:
    group = group_of(
        cy,
        shop,
        Rule(EntryRule.Kind.FOLLOWS),
        words="Cups, lamps and what the kiln did to them.",
        rules="Be kind. Nothing is sold here but what comes out of our kiln.",
        announcement="The kiln is opened on Sunday at ten. Come and look.",
    )
    joined(group_of(cy, shop, name="Everybody"), bo)
    member = at_home(chromium, live_server, ada, 360)

    # What it takes stands there, leads on, and is met.
    member.goto(group.get_absolute_url())
    expect(member.get_by_role("button", name="Join")).to_be_disabled()
    look_at(member, "entry")
    member.get_by_role("link", name="Follow Cy.Potter").click()
    member.get_by_role("button", name="Follow").first.click()
    expect(member.get_by_role("button", name="Following").first).to_be_visible()
    member.goto(group.get_absolute_url())
    member.get_by_role("button", name="Join").click()
    expect(member.locator("[data-thread]")).to_be_visible()
    assert Member.objects.inside().filter(group=group, person=ada).exists()

    # Everybody hears what is said, with a card that leads to the goods out of the group.
    say(group.thread, Said(text="Fresh from the kiln.", mark="a-mark-of-cy"), by=cy)
    say(group.thread, Said(card=Card("product", lamp_product.pk), mark="a-card-of-cy"), by=cy)
    expect(member.get_by_text("Fresh from the kiln.")).to_be_visible()
    member.get_by_label("Write a message").fill("Lovely! Is it warm in the evening?")
    member.get_by_role("button", name="Send").click()
    expect(member.locator("[data-list]").get_by_text("Lovely! Is it warm in the evening?")).to_be_visible()
    member.wait_for_timeout(500)
    member.reload()
    look_at(member, "chat")
    with member.expect_response("**/touches/"):
        member.locator("[data-list] a.thing").click()
    assert Touch.objects.get(person=ada).place == f"group:{group.pk}"

    # Whoever is taken out hears no more.
    member.goto(group.get_absolute_url())
    member.wait_for_timeout(700)
    host = at_home(chromium, live_server, cy, 1280)
    host.goto(f"/groups/{group.pk}/members/")
    host.get_by_text("What to do about Ada").locator("..").click()
    host.get_by_role("button", name="Take out").click()
    expect(host.get_by_text("Ada is not in the group any more.")).to_be_visible()
    expect(member.get_by_text("You are not in here any more.")).to_be_visible()
    assert Group.objects.get(pk=group.pk).member_count == 1


def test_pages_of_a_group_are_for_everybody(
    chromium: Browser, live_server: LiveServer, ada: Person, bo: Person, bai: Person, cy: Person, shop: Shop
) -> None:
    group = group_of(cy, shop, asks_first=True, name="粘土与云 clay friends", words="Cups, lamps and the kiln.")
    open_one = group_of(cy, shop, name="Everybody", welcome="Say hello, and show your cup.")
    group_of(bai, name="Bai's corner", words="What I use myself, every day.")
    joined(open_one, ada)
    joined(open_one, bo)
    asked(group, ada, "I love everything that comes out of your kiln.")
    report_message(said_in(open_one, ada, "Buy it elsewhere, much cheaper!"), Report.Reason.SPAM, "An advert.", by=bo)
    invite(open_one, by=cy, label="In every parcel", is_for_parcels=True)
    host = at_home(chromium, live_server, cy, 1280)
    pages = {
        "list": "/groups/",
        "desk": f"/desk/{shop.handle}/groups/",
        "about": f"/groups/{open_one.pk}/about/",
        "members": f"/groups/{open_one.pk}/members/",
        "wishes": f"/groups/{group.pk}/wishes/",
        "reports": f"/groups/{open_one.pk}/reports/",
        "invitations": f"/groups/{open_one.pk}/invitations/",
        "order": f"/groups/{open_one.pk}/order/",
        "log": f"/groups/{open_one.pk}/log/",
        "edit": f"/groups/{open_one.pk}/edit/",
        "new": f"/groups/new/?shop={shop.pk}",
        "shop": shop.get_absolute_url(),
    }
    for name, address in pages.items():
        host.goto(address)
        look_at(host, name)
    host.goto(f"/groups/{open_one.pk}/members/")
    host.get_by_text("What to do about Ada").locator("..").click()
    look_at(host, "member-menu")

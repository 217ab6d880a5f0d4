"""The stretch that all three roads to a shop share: answers, papers, contract, an operator's yes, and a first order."""

import re

from playwright.sync_api import FilePayload, Page, expect

from meadow.people.tests.pictures import jpeg
from tests.browser.test_loop import empty_cart, fill_in_address

PAPER: FilePayload = {"name": "trade.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}


def offer_sending(page: Page, shop: str, price: str = "4") -> None:
    """One way of sending, to everywhere."""
    page.goto(f"/desk/{shop}/shipping/")
    page.get_by_label("Name", exact=True).fill("Post")
    page.get_by_label("Price", exact=True).fill(price)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def hand_in(page: Page, shop: str, name: str, *papers: str) -> None:
    """Say who stands behind the shop, add the papers of its kind, accept the contract, and hand the application in."""
    page.goto(f"/desk/{shop}/")
    page.get_by_role("link", name="Say who stands behind the shop").click()
    for label, words in (
        ("Legal name", name),
        ("Registration number", "HRA 7"),
        ("Address", "Webgasse 3, Krefeld"),
        ("Telephone", "+49 2151 7"),
        ("What you sell", "Made by hand, in small numbers."),
    ):
        if page.get_by_label(label, exact=True).count():
            page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("Country").select_option("DE")
    page.get_by_role("button", name="Save").click()
    portrait: FilePayload = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    for kind in papers:
        form = page.locator("#documents")
        form.get_by_label("What it is").select_option(kind)
        form.get_by_label("File").set_input_files([PAPER if kind == "registration" else portrait])
        form.get_by_role("button", name="Add the document").click()
        expect(page.get_by_text("The document is added.")).to_be_visible()
    page.get_by_role("link", name="Read the contract").click()
    page.get_by_role("button", name="I accept this contract").click()
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_role("heading", name="Your application is being looked at")).to_be_visible()


def approve(operator: Page, name: str) -> None:
    """An operator finds the application, marks the deposit, and opens the shop."""
    operator.goto("/review/")
    operator.get_by_role("link", name=name).click()
    if operator.get_by_role("button", name="The deposit has arrived").count():
        operator.get_by_role("button", name="The deposit has arrived").click()
    operator.get_by_role("button", name="Approve and open the shop").click()
    expect(operator.get_by_text(f"{name} is open.")).to_be_visible()


def buy(member: Page, shop: str, product: str, amount: str) -> None:
    """A member finds the product in its shop, orders one, and pays with play money."""
    empty_cart(member)
    member.goto(f"/shops/{shop}/")
    member.get_by_role("link", name=product).first.click()
    member.get_by_role("button", name="Add to cart").click()
    member.get_by_role("link", name="To the checkout").click()
    if member.get_by_text("Send it somewhere else").count():
        member.get_by_text("Send it somewhere else").click()
    fill_in_address(member, "Ada Marsh")
    member.get_by_role("button", name="Place the order").click()
    member.get_by_role("button", name=re.compile(rf"^Pay {re.escape(amount)}")).click()
    expect(member.get_by_role("heading", name="Thank you")).to_be_visible()

"""The profession's road: a buyer and a shop agree, a note sells, part comes back, and everybody's statements agree."""

import csv
import io
import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from meadow.plumbing.spreadsheet import plain
from tests.browser.conftest import Visit
from tests.browser.test_loop import empty_cart, fill_in_address
from tests.browser.test_newcomer import photo
from tests.browser.town import ADA, BAI, CY, DI, Town
from tests.chromium import is_too_wide, serious_violations

PRODUCT = "Pinch cups, set of four"
TITLE = "Four cups for a slow morning"
Row = dict[str, str]


def statement(page: Page, address: str) -> list[Row]:
    """A statement's file, as a spreadsheet reads it."""
    answer = page.request.get(address)
    assert answer.ok, address
    rows = csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"), newline=""))
    return [{title: plain(value) for title, value in row.items()} for row in rows]


def of_order(rows: list[Row], order: int, column: str) -> Decimal:
    """What a statement's column comes to for one order."""
    return sum((Decimal(row[column]) for row in rows if row["Order"] == str(order) and row[column]), Decimal(0))


def minor(amount: Decimal) -> int:
    return int(amount * 100)


def test_a_buyer_sells_a_part_comes_back_and_all_statements_agree(visit: Visit, town: Town) -> None:
    # The shop opens a plan to buyers who apply first.
    manager = visit(by=CY)
    manager.goto("/desk/tidewheel/cooperation/plans/new/")
    manager.get_by_label("Name", exact=True).fill("Cups for everybody")
    manager.locator("[name=kind]").select_option("open")
    manager.get_by_label("Commission in per cent").fill("10")
    manager.locator("[name=needs_approval]").check()
    manager.get_by_role("button", name="Save").last.click()
    manager.get_by_label("All goods of the shop").check()
    manager.locator("#goods").get_by_role("button", name="Save").click()
    manager.get_by_role("button", name="Start it").click()
    expect(manager.locator(".page-head .badge")).to_have_text("Running")
    assert serious_violations(manager) == []

    # A buyer finds the cups in the selection centre, and applies.
    buyer = visit(by=BAI)
    buyer.goto(f"/selection/?q={PRODUCT}")
    buyer.get_by_role("link", name=PRODUCT).first.click()
    buyer.get_by_label("Words to the shop").first.fill("I have drunk from them for two years.")
    buyer.get_by_role("button", name="Apply", exact=True).click()
    expect(buyer.get_by_role("heading", name="You have applied")).to_be_visible()
    assert not is_too_wide(buyer)
    assert serious_violations(buyer) == []

    manager.goto("/desk/tidewheel/cooperation/buyers/?state=applied")
    expect(manager.get_by_text("I have drunk from them for two years.")).to_be_visible()
    manager.get_by_role("button", name="Accept", exact=True).first.click()
    expect(manager.get_by_role("button", name="Accept", exact=True)).to_have_count(0)

    # The buyer shows them in a note, which says by itself that it earns.
    buyer.goto(f"/selection/?q={PRODUCT}")
    buyer.get_by_role("link", name=PRODUCT).first.click()
    buyer.get_by_role("link", name="Write a note that shows it").click()
    buyer.get_by_label("Add photos").set_input_files([photo("cups.jpg", "sienna")])
    expect(buyer.locator("[data-thumb] img")).to_have_count(1)
    buyer.get_by_label("Title").fill(TITLE)
    buyer.get_by_role("button", name="Publish", exact=True).click()
    expect(buyer.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    note = buyer.url

    # A member finds them there, and orders three.
    member = visit(by=ADA)
    empty_cart(member)
    member.goto(note)
    expect(member.get_by_text("Earns commission").first).to_be_visible()
    member.get_by_role("link", name=PRODUCT).first.click()
    member.get_by_role("button", name="Add to cart").click()
    member.get_by_role("link", name="To the checkout").click()
    member.goto("/cart/")
    member.wait_for_load_state("networkidle")
    for pieces in ("2", "3"):
        member.get_by_role("button", name="One more").click()
        expect(member.locator("#cart output")).to_have_text(pieces)
    member.get_by_role("link", name="To the checkout").click()
    if member.get_by_text("Send it somewhere else").count():
        member.get_by_text("Send it somewhere else").click()
    fill_in_address(member, "Ada Marsh")
    member.get_by_role("button", name="Place the order").click()
    member.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    expect(member.get_by_role("heading", name="Thank you")).to_be_visible()
    order = int(member.get_by_role("link", name=re.compile(r"^Order \d+ from Tidewheel$")).inner_text().split()[1])
    earner, rate = town.row(
        "SELECT p.email, t.commission_rate FROM trade_linetouch t JOIN trade_orderline l ON l.id = t.line_id"
        " JOIN people_person p ON p.id = t.earner_id WHERE l.order_id = %s",
        order,
    )
    assert (earner, rate) == (BAI, 1000)

    # It is sent and arrives; one of the three comes back.
    manager.goto(f"/desk/tidewheel/orders/{order}/")
    manager.get_by_label("Carrier").first.fill("DHL")
    manager.get_by_label("Tracking").first.fill("JD 0149 8811")
    manager.get_by_role("button", name="Mark as sent").click()
    expect(manager.locator("#order .badge").first).to_have_text("On its way")
    member.goto(f"/orders/{order}/")
    member.get_by_role("button", name="It has arrived").click()
    member.get_by_role("link", name="Return or exchange").click()
    member.locator("[name^=quantity-]").first.fill("1")
    member.get_by_role("radio", name="Send back for money").check()
    member.locator("[name=reason]").select_option("not_liked")
    assert not is_too_wide(member)
    assert serious_violations(member) == []
    member.get_by_role("button", name="Ask the shop").click()
    expect(member.get_by_role("heading", name=re.compile(r"^Return \d+$"))).to_be_visible()
    number = int(member.url.rstrip("/").rpartition("/")[2])

    manager.goto(f"/desk/tidewheel/returns/{number}/")
    manager.get_by_role("button", name="Grant it: it comes back").click()
    expect(manager.get_by_role("button", name="It has come back")).to_be_visible()
    member.reload()
    member.get_by_label("Carrier").fill("DHL")
    member.get_by_label("Tracking number").fill("RT 17")
    member.get_by_role("button", name="It is on its way").click()
    expect(member.get_by_text("The shop waits for the parcel")).to_be_visible()
    manager.reload()
    manager.get_by_role("button", name="It has come back").click()
    manager.get_by_role("button", name="Settle it and give the money back").click()
    expect(manager.get_by_text("Nothing more: it is settled.")).to_be_visible()
    total, given_back = town.row("SELECT total, refunded_total FROM trade_order WHERE id = %s", order)
    assert 0 < given_back < total

    # The buyer sees two thirds left of what was estimated; when the time to return is over, it is settled.
    buyer.goto("/me/earnings/")
    expect(buyer.get_by_text("Estimated").first).to_be_visible()
    town.change("UPDATE trade_order SET returnable_until = now() - interval '1 minute' WHERE id = %s", order)
    town.work("meadow.trade.jobs.complete")
    member.goto(f"/orders/{order}/")
    expect(member.locator("#order .badge").first).to_have_text("Completed")

    # Manager and buyer say where their money goes, and an operator pays both out.
    for page, address, name in (
        (manager, "/desk/tidewheel/payout-account/", "Cy Tidewheel"),
        (buyer, "/me/payout-account/", "Bai"),
    ):
        page.goto(address)
        box = page.locator("section").filter(has=page.get_by_role("heading", name=re.compile("bank account$"))).last
        box.get_by_label("In the name of").fill(name)
        box.get_by_label("Country").select_option("DE")
        box.get_by_label("Account number").fill("DE89 3704 0044 0532 0130 00")
        box.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Ends in 3000")).to_be_visible()
    operator = visit(by=DI)
    operator.goto("/review/money/")
    assert not is_too_wide(operator)
    assert serious_violations(operator) == []
    operator.get_by_role("link", name="payouts waiting").click()
    operator.get_by_role("button", name="Plan payouts now").click()
    expect(operator.get_by_role("heading", name="Payouts")).to_be_visible()
    rows = operator.locator("tbody tr")
    for _ in range(rows.count()):
        waiting = operator.get_by_role("button", name="Sent", exact=True)
        if not waiting.count():
            break
        operator.get_by_label("Reference").first.fill("Bank 7")
        waiting.first.click()
        expect(operator.get_by_text("is marked as sent.")).to_be_visible()
    assert serious_violations(operator) == []

    # What each statement says of the order adds up to what the member paid in the end.
    (month,) = town.row("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')")
    shop = statement(manager, f"/desk/tidewheel/money/statements/{month}-USD.csv")
    curator = statement(buyer, f"/me/earnings/statements/{month}-USD.csv")
    platform = statement(operator, f"/review/money/statements/{month}-USD.csv")
    settled = {
        name: minor(of_order(rows, order, "Settled"))
        for name, rows in (("shop", shop), ("buyer", curator), ("platform", platform))
    }
    elsewhere = -town.row(
        "SELECT coalesce(sum(p.amount), 0)::bigint FROM trade_posting p JOIN trade_entry e ON e.id = p.entry_id"
        " JOIN trade_account a ON a.id = p.account_id"
        " WHERE e.order_id = %s AND a.kind IN ('payment_fees', 'fee_tax', 'tax', 'rounding')",
        order,
    )[0]
    assert sum(settled.values()) + elsewhere == total - given_back, settled
    assert settled["buyer"] > 0
    assert settled["platform"] > 0

    # The commission is a tenth of the two cups that stayed, of which the platform keeps its share.
    base, commission, share = town.row(
        "SELECT sum(s.base), sum(s.commission), sum(s.platform_share) FROM trade_lineshare s"
        " JOIN trade_orderline l ON l.id = s.line_id WHERE l.order_id = %s",
        order,
    )
    assert commission == base // 10
    left = [row for row in curator if row["Order"] == str(order)]
    assert len(left) >= 3, "the sale, what came back of it, and its settlement"
    assert settled["buyer"] == (commission - share) * 2 // 3

    # Every payout took what was settled, to the cent.
    for page, address in ((manager, "/desk/tidewheel/money/"), (buyer, "/me/earnings/")):
        page.goto(address)
        expect(page.locator(".money-large").first).to_have_text("$0.00")
        assert not is_too_wide(page)
        assert serious_violations(page) == []

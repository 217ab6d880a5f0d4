"""The pages of money: who sees what, that everything agrees to the cent, and what they cost."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.days import sum_days
from meadow.trade.actions.payouts import plan_payout
from meadow.trade.books import balances
from meadow.trade.models.ledger import Account
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.payouts import Payout
from meadow.trade.tests.made import Answer, bought, open_payment, place, variant
from meadow.trade.tests.sold import complete, give_back, sold
from meadow.trade.tests.test_pages import signed_in, statements, text
from meadow.trade.tests.test_payouts import bank, owed

pytestmark = pytest.mark.django_db
MONEY = "/desk/cy-clay/money/"


def month() -> str:
    return f"{timezone.localdate():%Y-%m}-USD"


def table(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def minor(shown: str) -> int:
    return int(Decimal(shown) * 100)


def on_paper(answer: Answer) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


@pytest.fixture
def year(ada: Person, bai: Person, shop: Shop, lamp: Variant) -> list[Order]:
    """A sale completed and refunded afterwards, one refunded before, one still estimated; a payout in between."""
    bank(shop=shop)
    bank(person=bai)
    cup = variant(shop, price=1999, on_hand=50)
    first = sold(ada, lamp, earner=bai, rate=1000, discount=400, platform=300)
    complete(first)
    second = sold(ada, cup, quantity=3, earner=bai, rate=1500)
    give_back(second, 1999)
    complete(second)
    for account in Account.objects.filter(kind__in=Account.PAYABLE):
        plan_payout(account)
    third = sold(ada, cup, earner=bai, rate=777)
    give_back(first, 4500)
    return [first, second, third]


# -- who sees what ------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("editor", 404), ("support", 404), (None, 404)])
def test_only_owners_see_their_shops_money(
    bo: Person, shop: Shop, year: list[Order], role: str | None, status: int
) -> None:
    if role:
        Seat.objects.create(shop=shop, person=bo, role=role)
    client = signed_in(bo)
    for path in (MONEY, f"{MONEY}statements/{month()}/", f"{MONEY}statements/{month()}.csv"):
        assert client.get(path).status_code == status
    assert client.post(f"{MONEY}payouts/", {"currency": "USD"}).status_code == (409 if role == "owner" else status)


def test_a_shop_sees_no_statement_of_another(cy: Person, bai: Person, year: list[Order], shop: Shop) -> None:
    client = signed_in(cy)
    theirs = Payout.objects.get(account__person=bai)
    mine = Payout.objects.get(account__shop=shop)
    assert client.get(f"{MONEY}statements/payout-{mine.pk}/").status_code == 200
    for wrong in (f"payout-{theirs.pk}", "payout-x", "2026-13-USD", "2026-01-EUR", "0-0-USD", "x", "-", "9" * 30):
        assert client.get(f"{MONEY}statements/{wrong}/").status_code == 404, wrong


def test_buyers_see_their_earnings_and_others_find_nothing(ada: Person, bai: Person, year: list[Order]) -> None:
    page = text(signed_in(bai).get("/me/earnings/"))
    assert "Paper lamp" in page
    assert "10 %" in page
    assert signed_in(ada).get("/me/earnings/").status_code == 404
    assert signed_in(ada).get(f"/me/earnings/statements/{month()}.csv").status_code == 404


@pytest.mark.parametrize("path", ["", "payments/", "balances/", "orders/", "payouts/", "payouts.csv"])
def test_only_operators_see_the_board(cy: Person, di: Person, year: list[Order], path: str) -> None:
    assert signed_in(cy).get(f"/review/money/{path}").status_code == 404
    assert signed_in(di).get(f"/review/money/{path}").status_code == 200


def test_guests_sign_in_first(client: Client, db: None) -> None:
    for path in (MONEY, "/me/earnings/"):
        assert "/account/login/" in client.get(path)["Location"]


# -- that it agrees -----------------------------------------------------------------------------


@pytest.mark.parametrize("summed", [False, True])
def test_statements_agree_with_orders_and_the_ledger_to_the_cent(
    cy: Person, bai: Person, di: Person, shop: Shop, year: list[Order], summed: bool
) -> None:
    if summed:
        sum_days()
    shops = table(signed_in(cy).get(f"{MONEY}statements/{month()}.csv"))
    buyers = table(signed_in(bai).get(f"/me/earnings/statements/{month()}.csv"))
    platforms = table(signed_in(di).get(f"/review/money/statements/{month()}.csv"))

    # What members paid, less what they got back, is what all three got: in the sandbox nobody else takes anything.
    got = sum(minor(row[column]) for rows in (shops, buyers, platforms) for row in rows[1:-1]
              for column in ("Estimated", "Settled") if row["What"] != "Payout")  # fmt: skip
    assert got == sum(order.total - order.refunded_total for order in Order.objects.all())

    for rows, accounts in (
        (shops, Account.objects.of_shop(shop)),
        (buyers, Account.objects.of_buyer(bai)),
        (platforms, Account.objects.of_platform()),
    ):
        pending = [one for one in accounts if one.kind in Account.PENDING]
        settled = [one for one in accounts if one.kind not in Account.PENDING]
        first, *lines, last = rows
        for column, some in (("Estimated", pending), ("Settled", settled)):
            moved = sum(minor(line[column]) for line in lines)
            assert minor(first[column]) + moved == minor(last[column]) == -sum(balances(some).values())

    # Every order's lines in the shop's statement come to what is left of its shares.
    for order in Order.objects.all():
        mine = [row for row in shops if row["Order"] == str(order.pk) and row["What"] in {"Sale", "Refund"}]
        paid = sum(minor(row["Goods"]) + minor(row["Shipping"]) for row in mine)
        assert paid == order.total - order.refunded_total
        columns = ("Goods", "Shipping", "Borne by the platform", "Commission", "Platform fee", "Payment fee",
                   "Tax on fees", "Tax remitted by the platform")  # fmt: skip
        for row in mine:
            assert sum(minor(row[column]) for column in columns) == minor(row["Estimated"]) + minor(row["Settled"])


def test_a_buyer_reads_what_is_theirs_and_no_fees_of_the_shop(bai: Person, year: list[Order], settings: Any) -> None:
    rows = [row for row in table(signed_in(bai).get(f"/me/earnings/statements/{month()}.csv")) if row["Order"]]
    assert {row["What"] for row in rows} == {"Sale", "Settlement", "Refund"}
    for row in rows:
        assert {row["Platform fee"], row["Payment fee"], row["Tax on fees"], row["Borne by the platform"]} == {"0.00"}
        if row["What"] != "Settlement":
            earned = minor(row["Commission"]) + minor(row["Platform's share of the commission"])
            assert earned == minor(row["Estimated"]) + minor(row["Settled"]) != 0
    words = on_paper(signed_in(bai).get(f"/me/earnings/statements/{month()}.pdf"))
    assert "For the platform" in " ".join(words.split())  # the head of a narrow column


def test_a_payouts_statement_comes_to_its_amount(cy: Person, shop: Shop, year: list[Order]) -> None:
    payout = Payout.objects.get(account__shop=shop)
    first, *lines, last = table(signed_in(cy).get(f"{MONEY}statements/payout-{payout.pk}.csv"))
    assert (minor(first["Settled"]), minor(last["Settled"])) == (0, 0)
    assert [line["What"] for line in lines] == ["Settlement", "Settlement", "Payout"]
    assert sum(minor(line["Settled"]) for line in lines[:-1]) == payout.amount == -minor(lines[-1]["Settled"])
    second = Order.objects.get(pk=year[1].pk)
    assert minor(lines[1]["Goods"]) == 3 * 1999 - 1999
    assert minor(lines[1]["Goods"]) + minor(lines[1]["Shipping"]) == second.total - second.refunded_total


def test_the_next_months_statement_opens_where_this_one_closed(cy: Person, shop: Shop, year: list[Order]) -> None:
    from datetime import timedelta

    from meadow.trade.statements import Holder, Pair, month_statement

    holder = Holder.of(Account.objects.of_shop(shop), "USD")
    this = month_statement(holder, timezone.localdate())
    following = month_statement(holder, this.last + timedelta(days=1))
    assert following.opening == this.closing == following.closing
    assert following.totals == []
    assert this.opening == Pair()
    assert list(following.lines()) == []


def test_a_statement_is_read_page_by_page(cy: Person, ada: Person, shop: Shop, lamp: Variant) -> None:
    from meadow.trade.statements import Holder, month_statement

    cup = variant(shop, price=1000, on_hand=50)
    for _ in range(7):
        bought(ada, cup)
    statement = month_statement(Holder.of(Account.objects.of_shop(shop), "USD"), timezone.localdate())
    seen, after = [], None
    while True:
        lines, after = statement.page(after, 3)
        seen += [line.order for line in lines]
        if after is None:
            break
    assert seen == sorted(Order.objects.values_list("pk", flat=True))
    assert [line.order for line in statement.lines()] == seen
    page = signed_in(cy).get(f"{MONEY}statements/{month()}/?after=nonsense&entry=x")
    assert page.status_code == 200


def test_paper_says_the_same_in_both_languages(cy: Person, shop: Shop, year: list[Order]) -> None:
    Shop.objects.update(name="青瓦 Clay & Co")
    client = signed_in(cy)
    english = client.get(f"{MONEY}statements/{month()}.pdf")
    assert english["Content-Type"] == "application/pdf"
    words = on_paper(english)
    assert "青瓦" in words
    assert "Clay & Co" in words
    assert "Closing balance" in words
    assert f"Sale · #{year[0].pk}" in words
    closing = -sum(balances(Account.objects.of_shop(shop).filter(kind="shop_payable")).values())
    assert f"{abs(closing) // 100}.{abs(closing) % 100:02}" in words
    chinese = client.get(f"{MONEY}statements/{month()}.pdf", headers={"Accept-Language": "zh-hans"})
    assert chinese.status_code == 200
    assert chinese.content != english.content


def test_long_statements_have_their_lines_in_the_table(
    cy: Person, year: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meadow.trade.paper.MOST_LINES", 3)
    words = on_paper(signed_in(cy).get(f"{MONEY}statements/{month()}.pdf"))
    assert "They are in its CSV file." in words
    assert f"Sale · #{year[0].pk}" not in words


def test_a_shop_that_is_called_like_a_formula_harms_no_spreadsheet(di: Person, cy: Person, shop: Shop) -> None:
    account = bank(shop=shop)
    type(account).objects.update(holder="=cmd()", reference="+49")
    lamp = variant(shop, price=1000)
    complete(bought(cy, lamp))
    plan_payout(owed(shop))
    (row,) = table(_Whole(signed_in(di).get("/review/money/payouts.csv")))
    assert (row["In the name of"], row["Account"], row["Amount"]) == ("'=cmd()", "'+49", "14.50")


class _Whole:
    """An answer that is not a stream, read like one."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def getvalue(self) -> bytes:
        return self.answer.content


# -- what one can do ------------------------------------------------------------------------------


def test_an_owner_has_the_balance_paid_out_once(cy: Person, ada: Person, shop: Shop, lamp: Variant) -> None:
    bank(shop=shop)
    complete(bought(ada, lamp))
    client = signed_in(cy)
    assert "Pay out $51.55 now" in text(client.get(MONEY))
    sent = {"currency": "USD", "idempotency_key": "k1"}
    assert client.post(f"{MONEY}payouts/", sent).status_code == 302
    assert client.post(f"{MONEY}payouts/", sent)["Idempotent-Replayed"] == "true"
    again = client.post(f"{MONEY}payouts/", {"currency": "USD"})
    assert again.status_code == 409
    assert "There is nothing to pay out in USD at present." in text(again)
    assert Payout.objects.count() == 1
    assert client.post(f"{MONEY}payouts/", {"currency": "EUR"}).status_code == 404


def test_a_buyer_has_the_balance_paid_out(ada: Person, bai: Person, lamp: Variant) -> None:
    complete(sold(ada, lamp, earner=bai, rate=1000))
    client = signed_in(bai)
    assert client.post("/me/earnings/payouts/", {"currency": "USD"}).status_code == 409
    bank(person=bai)
    assert client.post("/me/earnings/payouts/", {"currency": "USD"}).status_code == 302
    assert Payout.objects.get().amount == 392


def test_an_operator_marks_a_payout_as_sent_or_come_back(ada: Person, di: Person, shop: Shop, lamp: Variant) -> None:
    bank(shop=shop)
    complete(bought(ada, lamp))
    client = signed_in(di)
    assert client.post("/review/money/payouts/planned/").status_code == 302
    payout = Payout.objects.get()
    door = f"/review/money/payouts/{payout.pk}/"
    empty = client.post(door, {"reference": ""})
    assert empty.status_code == 422
    assert "This field is required" in text(empty)
    assert client.post(door, {"problem": "No such account"}).status_code == 302
    payout.refresh_from_db()
    assert payout.state == Payout.State.FAILED
    assert client.post("/review/money/payouts/planned/", {"account": str(payout.account_id)}).status_code == 302
    second = Payout.objects.latest("pk")
    assert client.post(f"/review/money/payouts/{second.pk}/", {"reference": "TX 1"}).status_code == 302
    second.refresh_from_db()
    assert (second.state, second.reference) == (Payout.State.PAID, "TX 1")
    over = client.post(f"/review/money/payouts/{second.pk}/", {"reference": "TX 2"})
    assert over.status_code == 409
    assert client.post("/review/money/payouts/planned/", {"account": "x"}).status_code == 404


def test_the_board_counts_what_waits_and_leads_to_it(
    ada: Person, di: Person, shop: Shop, lamp: Variant, year: list[Order]
) -> None:
    from datetime import timedelta

    cup = variant(shop, price=500, on_hand=9)
    payment = open_payment(place(ada, cup))
    Payment.objects.filter(pk=payment.pk).update(begun_at=timezone.now() - timedelta(hours=2))
    stuck = bought(ada, cup)
    Order.objects.filter(pk=stuck.pk).update(paid_at=timezone.now() - timedelta(days=9))
    client = signed_in(di)
    page = client.get("/review/money/")
    assert page.context["waiting"] == {"payments": 1, "refunds": 2, "balances": 2, "orders": 1, "payouts": 2}
    assert f"made-{payment.group_id}" in text(client.get("/review/money/payments/"))
    assert f">{stuck.pk}<" in text(client.get("/review/money/orders/"))
    assert "Cy Clay" in text(client.get("/review/money/balances/"))
    assert "DE89 3704 0044" in text(client.get("/review/money/payouts/"))
    assert client.get("/review/money/nothing/").status_code == 404
    assert "The platform keeps 20 % of every buyer&#x27;s commission." in text(page)


# -- what they cost -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handle", "path", "most"),
    [
        ("cy.potter", MONEY, 26),
        ("cy.potter", f"{MONEY}statements/{{}}/", 18),
        ("bai", "/me/earnings/", 24),
        ("bai", "/me/earnings/statements/{}/", 18),
        ("di.ops", "/review/money/", 22),
        ("di.ops", "/review/money/statements/{}/", 14),
        ("di.ops", "/review/money/payouts/", 8),
        ("di.ops", "/review/money/balances/", 9),
    ],
)
def test_pages_cost_the_same_however_much_there_is(
    ada: Person, bai: Person, cy: Person, di: Person, shop: Shop, year: list[Order], handle: str, path: str, most: int
) -> None:
    client = signed_in(Person.objects.get(handle=handle))
    path = path.format(month())
    before = statements(client, path)
    cup = variant(shop, price=1000, on_hand=50)
    for _ in range(5):
        order = sold(ada, cup, earner=bai, rate=900)
        give_back(order, 100)
        complete(order)
    for account in Account.objects.filter(kind__in=Account.PAYABLE):
        if -balances([account])[account.pk] > 0:
            plan_payout(account)
    assert statements(client, path) == before <= most


def test_who_was_a_buyer_still_sees_what_was_earned(bai: Person, year: list[Order]) -> None:
    Person.objects.filter(pk=bai.pk).update(is_buyer=False)
    client = signed_in(bai)
    page = text(client.get("/me/earnings/"))
    assert "Paper lamp" in page
    assert "/buying/agreements/" not in page
    assert client.get(f"/me/earnings/statements/{month()}/").status_code == 200

"""The ledger: it balances, it is only ever added to, and every sale, refund and completion is in it once."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.ledger import Draft, Place, post
from meadow.trade.models.ledger import Account, Entry, Posting
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.shares import LineShare, ShareBack
from meadow.trade.tests.made import bought, place, rate, variant
from meadow.trade.tests.sold import complete, give_back, sold

pytestmark = pytest.mark.django_db
Kind = Account.Kind


def balances() -> dict[str, int]:
    """What stands on each kind of account; plus is debit. Kinds on which nothing stands are left out."""
    sums: Counter[str] = Counter()
    for kind, amount in Posting.objects.values_list("account__kind", "amount"):
        sums[kind] += amount
    return {kind: amount for kind, amount in sums.items() if amount}


# -- what the database holds --------------------------------------------------------------------


def _post_raw(*amounts: int, currency: str = "USD", at: str = "now()") -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO trade_account (kind, name, currency) VALUES ('fee', '', 'USD') RETURNING id")
        (account,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO trade_entry (kind, key, words, at) VALUES ('sale', 'raw', '', now()) RETURNING id", []
        )
        (entry,) = cursor.fetchone()
        rows = ", ".join(f"({entry}, {account}, {amount}, '{currency}', {at})" for amount in amounts)
        cursor.execute(f"INSERT INTO trade_posting (entry_id, account_id, amount, currency, at) VALUES {rows}")


@pytest.mark.parametrize(("amounts", "said"), [((5,), "does not balance"), ((5, -4), "does not balance: 1 USD")])
def test_the_database_refuses_an_entry_that_does_not_balance(amounts: tuple[int, ...], said: str) -> None:
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        _post_raw(*amounts)
    assert not Posting.objects.exists()


@pytest.mark.parametrize("wrong", [{"currency": "EUR"}, {"at": "now() - interval '1 day'"}])
def test_the_database_refuses_another_currency_or_time(wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="not in the currency of account"), transaction.atomic():
        _post_raw(5, -5, **wrong)
    assert not Posting.objects.exists()


def test_the_database_refuses_an_account_that_is_not_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trade_entry (kind, key, words, at) VALUES ('sale', 'raw', '', now()) RETURNING id", []
        )
        (entry,) = cursor.fetchone()
        with pytest.raises(IntegrityError, match="account 0"), transaction.atomic():
            cursor.execute(
                "INSERT INTO trade_posting (entry_id, account_id, amount, currency, at)"
                " VALUES (%s, 0, 1, 'USD', now()), (%s, 0, -1, 'USD', now())",
                [entry, entry],
            )
    assert not Posting.objects.exists()


@pytest.mark.parametrize("table", ["trade_account", "trade_entry", "trade_posting", "trade_shareback"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_only_ever_adds(table: str, verb: str) -> None:
    _post_raw(5, -5)
    with connection.cursor() as cursor:
        for emptied in ("trade_account", "trade_entry", "trade_posting", "trade_shareback", "trade_lineshare"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {emptied} ENABLE TRIGGER ledger_is_never_emptied")  # undone with the test
        with pytest.raises(IntegrityError, match="is only ever added to"), transaction.atomic():
            cursor.execute(verb.format(table))
    assert Posting.objects.count() == 2


def test_a_share_is_frozen(ada: Person, lamp: Variant) -> None:
    bought(ada, lamp)
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        LineShare.objects.update(paid=F("paid") + 1, net=F("net") + 1)
    with pytest.raises(IntegrityError, match="is only ever added to"), transaction.atomic(), connection.cursor() as c:
        c.execute("DELETE FROM trade_lineshare")
    LineShare.objects.update(settled_at=timezone.now())
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        LineShare.objects.update(settled_at=None)


def test_the_same_fact_posts_once(shop: Shop) -> None:
    def draft() -> Draft:
        made = Draft(Entry.Kind.SALE, "order:1:sale", "USD")
        made.put(Place(Kind.CLEARING, name="sandbox"), 100)
        made.put(Place(Kind.SHOP_PENDING, shop=shop.pk), -100)
        return made

    assert len(post([draft()])) == 1
    assert post([draft()]) == []
    assert Posting.objects.count() == 2


def test_an_account_belongs_to_whom_its_kind_says(shop: Shop, ada: Person) -> None:
    for wrong in ({"kind": "fee", "shop": shop}, {"kind": "shop_pending"}, {"kind": "buyer_payable", "shop": shop},
                  {"kind": "clearing"}, {"kind": "tax", "person": ada}):  # fmt: skip
        with pytest.raises(IntegrityError, match="account_belongs_to_whom"), transaction.atomic():
            Account.objects.create(currency="USD", **wrong)
    assert not Account.objects.exists()


# -- sales ----------------------------------------------------------------------------------------


def test_a_sale_is_shared_out_as_estimated(ada: Person, lamp: Variant) -> None:
    """Lamp 49.00 and 5.00 for sending: 5 % of the lamp is the platform's, nothing else is asked for in the sandbox."""
    order = bought(ada, lamp)
    assert balances() == {"clearing": 5400, "shop_pending": -5155, "fee_pending": -245}
    lamp_share, sending = LineShare.objects.filter(order=order).order_by("pk")
    assert (lamp_share.paid, lamp_share.base, lamp_share.fee, lamp_share.net) == (4900, 4900, 245, 4655)
    assert (sending.line, sending.paid, sending.fee, sending.net) == (None, 500, 0, 500)
    entry = Entry.objects.get()
    assert (entry.key, entry.at) == (f"order:{order.pk}:sale", order.paid_at)


def test_a_buyer_earns_and_the_platform_takes_its_share(ada: Person, bai: Person, lamp: Variant) -> None:
    """10 % of 49.00 is 4.90, of which 20 % are the platform's."""
    order = sold(ada, lamp, earner=bai, rate=1000)
    share = LineShare.objects.get(line__order=order)
    assert (share.commission, share.platform_share, share.earned, share.net) == (490, 98, 392, 4165)
    assert balances() == {
        "clearing": 5400, "shop_pending": -4665, "fee_pending": -245, "buyer_pending": -392, "commission_pending": -98,
    }  # fmt: skip


def test_fees_taxes_and_promotions_go_where_they_belong(ada: Person, bai: Person, lamp: Variant, settings: Any) -> None:
    """Paid 45.00 with 5.00 tax in it, 3.00 of the discount borne by the platform, 2.9 % and 30 for the payment."""
    settings.MEADOW_PAYMENT_FEES = {"sandbox": {"rate": 290, "fixed": {"USD": 30}}}
    settings.MEADOW_FEE_TAX = 2000
    settings.MEADOW_PLATFORM_REMITS_TAX = True
    order = sold(ada, lamp, earner=bai, rate=1000, discount=400, platform=300, tax=500)
    lamp_share, sending = LineShare.objects.filter(order=order).order_by("pk")
    # 2.9 % of 50.00 and 0.30 are 1.75, split 45 : 5 by largest remainder.
    assert (lamp_share.payment_fee, sending.payment_fee) == (158, 17)
    assert (lamp_share.base, lamp_share.commission, lamp_share.fee, lamp_share.tax_kept) == (4000, 400, 200, 500)
    assert (lamp_share.fee_tax, lamp_share.payment_fee_tax, sending.payment_fee_tax) == (40, 32, 3)
    assert lamp_share.net == 4500 + 300 - 500 - 400 - 200 - 40 - 158 - 32
    assert balances() == {
        "clearing": 5000, "promotions": 300, "shop_pending": -(lamp_share.net + sending.net), "buyer_pending": -320,
        "commission_pending": -80, "fee_pending": -200, "fee_tax": -75, "payment_fees": -175, "tax": -500,
    }  # fmt: skip


def test_new_shops_pay_no_fee_in_their_first_days(ada: Person, lamp: Variant, shop: Shop, settings: Any) -> None:
    settings.MEADOW_FEE_FREE_DAYS = 30
    Shop.objects.update(opened_at=timezone.now() - timedelta(days=29))
    assert LineShare.objects.get(line__order=bought(ada, lamp)).fee == 0
    Shop.objects.update(opened_at=timezone.now() - timedelta(days=31))
    cup = variant(shop)
    assert LineShare.objects.get(line__order=bought(ada, cup)).fee == 60


def test_what_is_free_is_not_in_the_ledger(ada: Person, shop: Shop) -> None:
    free = variant(shop, price=0)
    rate(shop, 0)
    group = place(ada, free)
    assert group.state == group.State.PAID
    assert not Entry.objects.exists()
    assert LineShare.objects.get().net == 0


def test_each_shop_of_a_checkout_has_a_sale_of_its_own(ada: Person, bo: Person, lamp: Variant) -> None:
    from meadow.trade.tests.made import pay, shop_of

    other = shop_of(bo, "bo-books")
    pay(place(ada, lamp, variant(other, "Book", price=2000)))
    assert set(Entry.objects.values_list("kind", flat=True)) == {"sale"}
    assert Entry.objects.count() == 2
    per_shop = Posting.objects.filter(account__kind="shop_pending").values_list("account__shop__handle", "amount")
    assert sorted(per_shop) == [("bo-books", -2400), ("cy-clay", -5155)]


def test_a_sale_costs_few_statements(
    ada: Person, lamp: Variant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    from meadow.trade.actions.shares import share_sale

    order = bought(ada, variant(lamp.product.shop))
    group = place(ada, lamp)
    second = group.orders.get()
    second.paid_at = order.paid_at
    lines = list(OrderLine.objects.filter(order=second))
    with django_assert_max_num_queries(8):  # shop, touches, sending, shares, keys, accounts, entries, postings
        share_sale([second], lines, provider="sandbox")


# -- refunds --------------------------------------------------------------------------------------


def test_a_partial_refund_takes_back_its_share_of_every_part(ada: Person, bai: Person, lamp: Variant) -> None:
    order = sold(ada, lamp, earner=bai, rate=1000)
    give_back(order, 1225)  # a quarter of the lamp
    back = ShareBack.objects.get()
    assert (back.paid, back.commission, back.platform_share, back.fee) == (1225, 123, 25, 61)
    assert back.net == 1225 - 123 - 61
    assert balances()["refunds"] == -1225
    assert balances()["buyer_pending"] == -392 + 98


def test_refunds_in_steps_take_back_exactly_everything(ada: Person, bai: Person, lamp: Variant) -> None:
    order = sold(ada, lamp, earner=bai, rate=777)
    for amount in (1, 2, 33, 1000, 1, 3863):
        give_back(order, amount)
    give_back(order, 0, shipping=500)
    assert balances() == {"clearing": 5400, "refunds": -5400}
    assert Order.objects.get().shares.filter(settled_at=None).count() == 0  # there is nothing to wait for


def test_a_refund_keeps_the_payment_fee_and_gives_the_platforms_back(ada: Person, lamp: Variant, settings: Any) -> None:
    settings.MEADOW_PAYMENT_FEES = {"sandbox": {"rate": 290, "fixed": {"USD": 30}}}
    order = bought(ada, lamp)
    give_back(order, 4900, shipping=500)
    assert balances() == {"clearing": 5400, "refunds": -5400, "shop_payable": 187, "payment_fees": -187}


def test_settings_say_which_fees_are_given_back(ada: Person, lamp: Variant, settings: Any) -> None:
    settings.MEADOW_PAYMENT_FEES = {"sandbox": {"rate": 290, "fixed": {"USD": 30}}}
    settings.MEADOW_PAYMENT_FEE_GIVEN_BACK, settings.MEADOW_FEE_GIVEN_BACK = True, False
    order = bought(ada, lamp)
    settings.MEADOW_PAYMENT_FEE_GIVEN_BACK, settings.MEADOW_FEE_GIVEN_BACK = False, True  # too late for this sale
    give_back(order, 4900, shipping=500)
    assert balances() == {"clearing": 5400, "refunds": -5400, "shop_payable": 245, "fee": -245}


def test_what_cost_nothing_gives_the_platforms_promotion_back(ada: Person, lamp: Variant) -> None:
    order = sold(ada, lamp, discount=4900, platform=4000)
    assert balances() == {"clearing": 500, "promotions": 4000, "shop_pending": -4500}
    give_back(order, 0, quantity=1)
    assert balances() == {"clearing": 500, "shop_pending": -500}


def test_a_refund_leaves_the_provider_when_it_is_done(ada: Person, lamp: Variant) -> None:
    from meadow.trade.actions.refunds import send_refunds

    order = bought(ada, lamp)
    give_back(order, 900)
    assert balances()["refunds"] == -900
    assert send_refunds() == 1
    assert "refunds" not in balances()
    assert balances()["clearing"] == 4500


# -- completion -----------------------------------------------------------------------------------


def test_completing_an_order_settles_it_once(ada: Person, bai: Person, lamp: Variant) -> None:
    from meadow.trade.actions.settling import settle_order

    order = sold(ada, lamp, earner=bai, rate=1000)
    give_back(order, 900)
    estimated = balances()
    complete(order)
    settled = balances()
    for kind in ("shop", "buyer"):
        assert settled[f"{kind}_payable"] == estimated[f"{kind}_pending"]
    assert (settled["commission"], settled["fee"]) == (estimated["commission_pending"], estimated["fee_pending"])
    assert not [kind for kind in settled if kind.endswith("pending")]
    assert not settle_order(order)
    assert balances() == settled


def test_a_refund_after_completion_is_clawed_back(ada: Person, bai: Person, lamp: Variant) -> None:
    order = sold(ada, lamp, earner=bai, rate=1000)
    complete(order)
    give_back(order, 4900)
    assert balances() == {"clearing": 5400, "refunds": -4900, "shop_payable": -500}


# -- payments that cannot be kept -----------------------------------------------------------------


def test_money_that_cannot_be_kept_is_owed_back(ada: Person, lamp: Variant) -> None:
    from meadow.trade.actions.payments import refund_what_is_due, settle_payment
    from meadow.trade.payments.provider import Outcome, Standing
    from meadow.trade.tests.made import open_payment

    group = place(ada, lamp)
    payment = settle_payment(open_payment(group), Standing(Outcome.COLLECTED, group.total - 1, "USD"))
    assert payment.state == Payment.State.REFUND_DUE
    assert balances() == {"clearing": 5399, "refunds": -5399}
    refund_what_is_due()
    assert Payment.objects.get().state == Payment.State.REFUNDED
    assert balances() == {}


# -- what was before ------------------------------------------------------------------------------


def test_orders_of_before_are_posted_once_as_of_then(ada: Person, bai: Person, lamp: Variant, shop: Shop) -> None:
    from meadow.trade.actions.past import post_what_was_missed
    from meadow.trade.actions.refunds import send_refunds

    order = sold(ada, lamp, earner=bai, rate=1000)
    give_back(order, 1225)
    send_refunds()
    give_back(order, 100)
    complete(order)
    expected, kept = balances(), sorted(Entry.objects.values_list("key", flat=True))
    times = dict(Entry.objects.filter(kind="sale").values_list("key", "at"))

    forget_the_ledger()
    assert balances() == {}
    assert post_what_was_missed() > 0
    assert balances() == expected
    assert sorted(Entry.objects.values_list("key", flat=True)) == kept
    assert dict(Entry.objects.filter(kind="sale").values_list("key", "at")) == times
    assert post_what_was_missed() == 0
    assert balances() == expected


def test_a_refund_of_an_order_of_before_finds_its_sale(ada: Person, bai: Person, lamp: Variant) -> None:
    order = sold(ada, lamp, earner=bai, rate=1000)
    give_back(order, 100)
    forget_the_ledger()
    give_back(order, 4800)
    give_back(order, 0, shipping=500)
    assert balances() == {"clearing": 5400, "refunds": -5400}


def forget_the_ledger() -> None:
    """Make it as it was before there was a ledger."""
    tables = ("trade_posting", "trade_entry", "trade_shareback", "trade_lineshare")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_every_order_sums_to_what_was_paid(ada: Person, bai: Person, shop: Shop) -> None:
    cups = [variant(shop, f"Cup {number}", price=333 + number) for number in range(3)]
    order = sold(ada, *cups, quantity=2, earner=bai, rate=1234, discount=77, platform=33)
    sums = LineShare.objects.filter(order=order).aggregate(paid=Sum("paid"), promotion=Sum("promotion"))
    assert sums == {"paid": order.total, "promotion": 33 * 3}
    assert sum(balances().values()) == 0

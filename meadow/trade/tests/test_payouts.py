"""Payouts: whole balances, once, and what comes back."""

import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.trade import jobs
from meadow.trade.actions.days import check_ledger, rebuild_days, sum_days
from meadow.trade.actions.payouts import bring_back, plan_payout, plan_payouts, say_sent, send_payouts
from meadow.trade.books import balances, balances_of, sums, trial_balance
from meadow.trade.models.ledger import Account, Entry, LedgerDay, LedgerMark, Posting
from meadow.trade.models.payout_accounts import HandTransfer, PayoutAccount
from meadow.trade.models.payouts import Payout
from meadow.trade.refusals import NoPayoutAccount, NothingToPayOut, PayoutIsOver
from meadow.trade.tests.made import bought, variant
from meadow.trade.tests.sold import complete, give_back, sold

pytestmark = pytest.mark.django_db
Kind = Account.Kind


def bank(**owner: Any) -> PayoutAccount:
    return PayoutAccount.objects.create(
        provider="by_hand", reference="DE89 3704 0044", holder="Cy", state=PayoutAccount.State.READY, **owner
    )


def owed(shop: Shop) -> Account:
    return Account.objects.get(shop=shop, kind=Kind.SHOP_PAYABLE)


def stands(account: Account) -> int:
    return -balances([account])[account.pk]


@pytest.fixture
def settled(ada: Person, shop: Shop, lamp: Variant) -> Account:
    """51.55 for Cy's shop, settled, and a bank account to send it to."""
    bank(shop=shop)
    complete(bought(ada, lamp))
    return owed(shop)


def test_a_payout_takes_the_whole_balance_once(settled: Account, di: Person) -> None:
    payout = plan_payout(settled, by=di)
    assert (payout.amount, payout.state, stands(settled)) == (5155, Payout.State.PLANNED, 0)
    with pytest.raises(NothingToPayOut, match="nothing to pay out in USD"):
        plan_payout(settled)
    assert Payout.objects.count() == 1
    assert announced()[-1] == "trade.payout_planned"


def test_without_a_bank_account_nothing_is_planned(ada: Person, shop: Shop, lamp: Variant) -> None:
    complete(bought(ada, lamp))
    with pytest.raises(NoPayoutAccount, match="where earnings are to be sent"):
        plan_payout(owed(shop))
    assert plan_payouts() == 0
    assert not Payout.objects.exists()
    assert stands(owed(shop)) == 5155


def test_too_little_waits_for_more(settled: Account, settings: Any) -> None:
    settings.MEADOW_PAYOUT_LEAST = {"USD": 5156}
    assert plan_payouts() == 0
    settings.MEADOW_PAYOUT_LEAST = {"USD": 5155}
    assert plan_payouts() == 1


def test_what_is_estimated_is_not_paid_out(ada: Person, shop: Shop, lamp: Variant) -> None:
    bank(shop=shop)
    bought(ada, lamp)
    assert plan_payouts() == 0


def test_a_suspended_shop_waits(settled: Account, shop: Shop) -> None:
    Shop.objects.update(state=Shop.State.SUSPENDED)
    assert plan_payouts() == 0
    Shop.objects.update(state=Shop.State.OPEN)
    assert plan_payouts() == 1


def test_shops_and_buyers_are_paid_out(ada: Person, bai: Person, shop: Shop, lamp: Variant) -> None:
    bank(shop=shop)
    bank(person=bai)
    complete(sold(ada, lamp, earner=bai, rate=1000))
    assert plan_payouts() == 2
    assert sorted(Payout.objects.values_list("account__kind", "amount")) == [
        ("buyer_payable", 392),
        ("shop_payable", 4665),
    ]


def test_by_hand_an_operator_says_that_it_was_sent(settled: Account, di: Person) -> None:
    payout = plan_payout(settled)
    assert send_payouts() == 0
    assert HandTransfer.objects.to_do().get().amount == 5155
    say_sent(payout, reference="TX 7", by=di)
    payout.refresh_from_db()
    assert (payout.state, payout.reference) == (Payout.State.PAID, "TX 7")
    assert not HandTransfer.objects.to_do().exists()
    clearing = Account.objects.get(kind=Kind.CLEARING, name="by_hand")
    assert balances([clearing])[clearing.pk] == -5155
    with pytest.raises(PayoutIsOver, match=f"Payout {payout.pk} is over"):
        say_sent(payout, reference="TX 8", by=di)
    assert send_payouts() == 0
    assert announced()[-1] == "trade.payout_paid"


def test_a_payout_that_comes_back_goes_with_the_next(settled: Account, di: Person) -> None:
    payout = plan_payout(settled)
    send_payouts()
    bring_back(payout, problem="No such account")
    payout.refresh_from_db()
    assert (payout.state, payout.problem) == (Payout.State.FAILED, "No such account")
    assert stands(settled) == 5155
    assert not HandTransfer.objects.exists()
    with pytest.raises(PayoutIsOver):
        bring_back(payout, problem="again")
    again = plan_payout(settled)
    assert (again.amount, again.after) == (5155, payout.upto)
    say_sent(again, reference="TX 9", by=di)
    bring_back(again, problem="The bank sent it back")
    assert stands(settled) == 5155
    assert not check_ledger().problems


def test_a_claw_back_is_netted_against_the_next_payout(
    ada: Person, shop: Shop, lamp: Variant, settled: Account
) -> None:
    order = lamp.order_lines.get().order
    plan_payout(settled)
    give_back(order, 4900, shipping=500)
    assert stands(settled) == -5155
    cup = variant(shop, price=2000)
    complete(bought(ada, cup))
    assert stands(settled) == -5155 + 2400
    with pytest.raises(NothingToPayOut):
        plan_payout(settled)
    complete(bought(ada, cup, quantity=2))
    payout = plan_payout(settled)
    assert payout.amount == -5155 + 2400 + 4300
    assert stands(settled) == 0


# -- sums of days -----------------------------------------------------------------------------------


def test_balances_are_the_same_however_far_the_days_are_summed(ada: Person, bai: Person, lamp: Variant) -> None:
    order = sold(ada, lamp, earner=bai, rate=1000)
    accounts = list(Account.objects.all())
    rows = {one.pk: sum(Posting.objects.filter(account=one).values_list("amount", flat=True)) for one in accounts}
    before = balances(accounts), trial_balance(), {(s.account, s.kind): s for s in sums(accounts)}
    assert before[0] == rows
    assert sum_days() == Posting.objects.count()
    assert sum_days() == 0
    assert (balances(accounts), trial_balance(), {(s.account, s.kind): s for s in sums(accounts)}) == before
    complete(order)
    accounts = list(Account.objects.all())
    both = balances(accounts)
    assert LedgerDay.objects.count() < Posting.objects.count()
    sum_days()
    assert balances(accounts) == both
    assert rebuild_days() == Posting.objects.count()
    assert balances(accounts) == both
    assert sum(both.values()) == 0
    assert not check_ledger().problems


def test_the_trial_balance_has_two_equal_columns(ada: Person, lamp: Variant) -> None:
    complete(bought(ada, lamp))
    rows = trial_balance()
    assert sum(row.debit for row in rows) == sum(row.credit for row in rows) > 0
    assert {row.kind: row.balance for row in rows if row.balance} == {
        Kind.CLEARING: 5400,
        Kind.SHOP_PAYABLE: -5155,
        Kind.FEE: -245,
    }


def test_the_check_finds_sums_that_are_wrong(ada: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    sum_days()
    assert not check_ledger().problems
    LedgerDay.objects.filter(account__kind=Kind.FEE_PENDING).update(credit=1)
    (problem,) = check_ledger().problems
    assert "is said to have moved -1" in problem
    rebuild_days()
    type(order).objects.filter(pk=order.pk).update(refunded_total=1)
    assert check_ledger().problems == [f"Order {order.pk} has given back 1, but 0 was taken back of its shares."]


def test_another_time_zone_sums_anew(ada: Person, lamp: Variant, settings: Any) -> None:
    bought(ada, lamp)
    sum_days()
    settings.TIME_ZONE = "Asia/Shanghai"
    bought(ada, variant(lamp.product.shop))
    assert sum_days() == Posting.objects.count()
    assert LedgerMark.objects.get().zone == "Asia/Shanghai"
    assert not check_ledger().problems


def test_negative_balances_are_found(ada: Person, shop: Shop, lamp: Variant, settled: Account) -> None:
    plan_payout(settled)
    give_back(lamp.order_lines.get().order, 100)
    assert balances_of([Kind.SHOP_PAYABLE], above=0) == {settled.pk: 95}
    assert balances_of([Kind.SHOP_PAYABLE], below=0) == {}


# -- races ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_balance_is_paid_out_once_however_many_ask(ada: Person, shop: Shop, lamp: Variant) -> None:
    """Goes red without the lock of `empty_out`."""
    bank(shop=shop)
    complete(bought(ada, lamp))
    account = owed(shop)
    ready = threading.Barrier(8)
    answers: list[str] = []

    def ask() -> None:
        try:
            ready.wait()
            plan_payout(account)
            answers.append("planned")
        except NothingToPayOut:
            answers.append("nothing")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["nothing"] * 7 + ["planned"]
    assert stands(account) == 0
    assert Entry.objects.filter(kind=Entry.Kind.PAYOUT).count() == 1


@pytest.mark.django_db(transaction=True)
def test_payouts_and_completions_at_once_lose_nothing(ada: Person, shop: Shop, lamp: Variant) -> None:
    """Every payout covers exactly the postings between the one before it and itself."""
    bank(shop=shop)
    cup = variant(shop, price=1000, on_hand=50)
    orders = [bought(ada, cup) for _ in range(12)]
    complete(orders[0])
    account = owed(shop)
    done = threading.Event()

    def pay_out() -> None:
        while not done.is_set():
            try:
                plan_payout(account)
            except NothingToPayOut:
                continue
        connections.close_all()

    def close(some: list[Any]) -> None:
        for order in some:
            complete(order)
        connections.close_all()

    payers = [threading.Thread(target=pay_out)]
    closers = [threading.Thread(target=close, args=(orders[start::3],)) for start in (1, 2, 3)]
    for thread in payers + closers:
        thread.start()
    for thread in closers:
        thread.join()
    done.set()
    for thread in payers:
        thread.join()
    sum_days()
    covered = 0
    for payout in Payout.objects.order_by("pk"):
        mine = Posting.objects.filter(account=account, pk__gt=payout.after, pk__lte=payout.upto)
        assert mine.balance() == 0
        covered += payout.amount
    assert covered + stands(account) == 12 * 1450
    assert not check_ledger().problems


@pytest.mark.django_db(transaction=True)
def test_the_mark_passes_no_posting_that_is_still_being_written(ada: Person, shop: Shop, lamp: Variant) -> None:
    """A sale takes its numbers, another one commits after it, and the days are summed: the first is not lost."""
    from django.db import transaction

    cup = variant(shop, price=1000, on_hand=50)
    bought(ada, lamp)
    written, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            bought(ada, cup)
            written.set()
            go_on.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slowly)
    thread.start()
    written.wait(10)

    def add_up() -> None:
        sum_days()
        connections.close_all()

    summing = threading.Thread(target=add_up)
    summing.start()
    summing.join(0.3)
    assert summing.is_alive()  # it waits for the slow one
    go_on.set()
    summing.join()
    thread.join()
    sum_days()
    assert LedgerMark.objects.get().posting == Posting.objects.latest("pk").pk
    assert not check_ledger().problems
    assert connection.vendor == "postgresql"


def test_owners_see_their_payouts(settled: Account, cy: Person, bo: Person, shop: Shop) -> None:
    payout = plan_payout(settled)
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    assert list(Payout.objects.due_to(cy)) == [payout]
    assert list(Payout.objects.due_to(bo)) == []
    assert payout.planned_at > timezone.now() - timedelta(minutes=1)


# -- by the clock, and by command -------------------------------------------------------------------

MONDAY = 1_792_987_860  # 2026-10-26 04:11 UTC
DAY = 86_400


@pytest.mark.parametrize(
    ("schedule", "when", "planned"),
    [("weekly", MONDAY, 1), ("weekly", MONDAY + DAY, 0), ("daily", MONDAY + DAY, 1), ("manual", MONDAY, 0)],
)
def test_payouts_are_planned_on_the_days_of_the_schedule(
    settled: Account, settings: Any, schedule: str, when: int, planned: int
) -> None:
    settings.MEADOW_PAYOUT_SCHEDULE = schedule
    jobs.plan(when)
    assert Payout.objects.count() == planned


def test_the_clock_sums_sends_and_posts_what_was_missed(settled: Account) -> None:
    plan_payout(settled)
    jobs.send(0)
    assert HandTransfer.objects.to_do().count() == 1
    jobs.sum_ledger(0)
    assert LedgerMark.objects.get().posting == Posting.objects.latest("pk").pk
    jobs.post_missed(0)
    assert not check_ledger().problems


def test_the_command_prints_the_trial_balance_and_says_what_is_wrong(settled: Account) -> None:
    out = StringIO()
    call_command("ledger", "--sum", "--check", "--past", stdout=out)
    said = out.getvalue()
    assert "Shops, settled" in said
    assert "-51.55" in said
    assert "Everything agrees." in said
    LedgerDay.objects.filter(account=settled).update(credit=1)
    with pytest.raises(CommandError, match="is said to have moved -1"):
        call_command("ledger", "--check", stdout=StringIO())
    call_command("ledger", "--rebuild", "--check", stdout=out)
    assert out.getvalue().endswith("Everything agrees.\n")

"""Orders and customers from before come in once, say no more than is needed, and are the shop's until somebody claims
them."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Shop
from meadow.moving.actions.history.bringing import import_customers, import_orders
from meadow.moving.actions.history.leaving import (
    claim_history,
    forget_customer,
    forget_old_customers,
    let_history_go,
    take_back_history,
)
from meadow.moving.history.report import HistoryReport
from meadow.moving.models.history import HistoryCustomer, HistoryLine, HistoryOrder
from meadow.moving.models.imports import Import
from meadow.moving.tests import history_files as files
from meadow.moving.tests.history_files import customer, line, order, table
from meadow.people.models.persons import Person


def bring(shop: Shop, *rows: dict[str, object], **options: Any) -> HistoryReport:
    return import_orders(table(files.SHOPIFY_ORDERS, *rows), name="orders.csv", shop=shop, **options)


def bring_customers(shop: Shop, *rows: dict[str, object], **options: Any) -> HistoryReport:
    return import_customers(table(files.SHOPIFY_CUSTOMERS, *rows), name="customers.csv", shop=shop, **options)


def counts(report: HistoryReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.left_out


def an_import(shop: Shop, by: Person, what: str = Import.What.ORDERS) -> Import:
    return Import.objects.create(shop=shop, by=by, what=what, name="orders.csv", size=1)


def rows() -> tuple[int, int, int]:
    return HistoryOrder.objects.count(), HistoryLine.objects.count(), HistoryCustomer.objects.count()


def test_orders_come_with_their_lines_and_who_placed_them(lamp_product: Product) -> None:
    shop = lamp_product.shop
    report = bring(shop, order(Subtotal="85.00", Total="89.90"), line(), order("#1002"))

    assert counts(report) == (2, 0, 0, 0)
    assert (report.customers, report.lines, report.agreed, report.errors) == (1, 3, 1, 0)
    first = HistoryOrder.objects.get(number="#1001")
    assert (first.total, first.currency, first.shop) == (8990, "USD", shop)
    assert [each.variant for each in first.lines.all()] == [None, Variant.objects.get(sku="LAMP")]
    ada = HistoryCustomer.objects.get()
    assert (ada.email, ada.name, ada.phone) == ("ada@example.org", "Ada Lovelace", "")
    assert (ada.agreed_to_letters, ada.agreed_at) == (True, first.placed_at)
    assert ada.orders.count() == 2


def test_nobody_becomes_a_member_and_nobody_is_written_to(shop: Shop) -> None:
    people = Person.objects.count()
    bring(shop, order())
    bring_customers(shop, customer(Email="bo@example.org"))
    assert Person.objects.count() == people
    assert HistoryCustomer.objects.filter(person=None).count() == 2
    assert mail.outbox == []


def test_a_file_brought_twice_changes_nothing_and_a_newer_one_only_what_is_new(shop: Shop) -> None:
    bring(shop, order(), order("#1002"))
    keys = set(HistoryOrder.objects.values_list("pk", flat=True))

    assert counts(bring(shop, order(), order("#1002"))) == (0, 0, 2, 0)
    assert set(HistoryOrder.objects.values_list("pk", flat=True)) == keys

    later = order(**{"Financial Status": "refunded", "Refunded Amount": "40.90"})
    assert counts(bring(shop, later, order("#1002"), order("#1003"))) == (1, 1, 1, 0)
    first = HistoryOrder.objects.get(number="#1001")
    assert (first.payment_state, first.refunded_total) == ("refunded", 4090)
    assert rows() == (3, 3, 1)


def test_two_shops_keep_their_histories_apart(shop: Shop) -> None:
    other = Shop.objects.create(handle="other", name="Other")
    bring(shop, order())
    assert counts(bring(other, order())) == (1, 0, 0, 0)
    assert rows() == (2, 2, 2)


def test_a_trial_counts_and_writes_nothing(shop: Shop) -> None:
    many = [order(f"#{number}") for number in range(450)]  # three steps, one customer
    report = bring(shop, *many, order("#9999", Total="-1"), dry_run=True)
    assert counts(report) == (450, 0, 0, 1)
    assert (report.customers, report.errors) == (1, 1)
    assert rows() == (0, 0, 0)


def test_who_agreed_to_letters_is_what_the_newest_order_says(shop: Shop) -> None:
    old = order("#1", **{"Created at": "2022-01-01 10:00:00 +0000", "Accepts Marketing": "yes"})
    new = order("#2", **{"Created at": "2024-01-01 10:00:00 +0000", "Accepts Marketing": "no"})
    bring(shop, new)
    bring(shop, old)
    assert not HistoryCustomer.objects.get().agreed_to_letters

    newest = order("#3", **{"Created at": "2025-01-01 10:00:00 +0000", "Accepts Marketing": "yes"})
    bring(shop, newest)
    ada = HistoryCustomer.objects.get()
    assert (ada.agreed_to_letters, ada.agreed_at) == (True, datetime(2025, 1, 1, 10, tzinfo=UTC))

    silent = order("#4", **{"Created at": "2025-06-01 10:00:00 +0000", "Accepts Marketing": ""})
    bring(shop, silent)
    assert HistoryCustomer.objects.get().agreed_at == datetime(2025, 1, 1, 10, tzinfo=UTC)


def test_a_file_of_customers_has_the_last_word_on_letters(shop: Shop) -> None:
    bring(shop, order())
    assert counts(bring_customers(shop, customer())) == (0, 1, 0, 0)
    ada = HistoryCustomer.objects.get()
    assert (ada.agreed_to_letters, ada.agreed_at, ada.order_count, ada.spent) == (False, None, 3, 12000)

    bring(shop, order("#1002", **{"Created at": "2025-01-01 10:00:00 +0000"}))  # an order of then says yes
    assert not HistoryCustomer.objects.get().agreed_to_letters

    bring_customers(shop, customer(**{"Accepts Email Marketing": "yes"}))
    ada = HistoryCustomer.objects.get()
    assert (ada.agreed_to_letters, ada.agreed_at) == (True, None)  # the file names no day


def test_only_what_is_needed_is_kept_of_anybody(shop: Shop) -> None:
    bring(shop, order())
    bring_customers(shop, customer(Note="has a dog", Tags="vip"))
    with connection.cursor() as cursor:
        for name in ("moving_historycustomer", "moving_historyorder", "moving_historyline"):
            cursor.execute(f"SELECT count(*) FROM {name} AS row WHERE row::text ~ 'Secret|1234|has a dog|vip'")
            assert cursor.fetchone() == (0,), name


def test_many_orders_cost_statements_by_the_step(shop: Shop) -> None:
    def statements(count: int, start: int) -> int:
        many = [order(f"#{start + n}", Email=f"p{start + n}@example.org") for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert bring(shop, *many).added == count
        return len(captured)

    assert statements(200, 1000) == statements(20, 5000)
    assert statements(600, 10_000) <= 3 * statements(200, 20_000)


def test_an_import_that_broke_off_goes_on_where_it_was(shop: Shop) -> None:
    many = [order(f"#{number}") for number in range(500)]
    stream = BytesIO(table(files.SHOPIFY_ORDERS, *many).getvalue())
    first = import_orders(table(files.SHOPIFY_ORDERS, *many[:200]), name="o", shop=shop)
    report = import_orders(stream, name="o", shop=shop, done=200, counted=first.counts)
    assert counts(report) == (500, 0, 0, 0)
    assert rows() == (500, 500, 1)


def test_what_an_import_added_is_taken_back(shop: Shop, cy: Person) -> None:
    first, second = an_import(shop, cy), an_import(shop, cy)
    bring(shop, order(), order("#1002", Email="bo@example.org"), import_row=first)
    bring(shop, order("#1001", **{"Refunded Amount": "1.00"}), order("#1003"), import_row=second)

    while take_back_history(second):
        pass
    assert sorted(HistoryOrder.objects.values_list("number", flat=True)) == ["#1001", "#1002"]

    bring(shop, order("#1003"), import_row=second)
    while take_back_history(first):
        pass
    assert [each.number for each in HistoryOrder.objects.all()] == ["#1003"]
    assert [each.email for each in HistoryCustomer.objects.all()] == ["ada@example.org"]  # who has an order of another
    assert not take_back_history(first)


def verified(person: Person, address: str, *, is_verified: bool = True) -> None:
    EmailAddress.objects.create(user=person, email=address, verified=is_verified, primary=False)


def test_only_who_showed_that_the_address_is_theirs_may_claim(shop: Shop, ada: Person, bo: Person) -> None:
    bring(shop, order())
    entry = HistoryCustomer.objects.get()
    for person in (ada, bo):
        with pytest.raises(HistoryCustomer.DoesNotExist):
            claim_history(entry, by=person)
    verified(ada, "ada@example.org", is_verified=False)
    with pytest.raises(HistoryCustomer.DoesNotExist):
        claim_history(entry, by=ada)
    assert HistoryCustomer.objects.get().person is None

    EmailAddress.objects.update(verified=True)
    claim_history(entry, by=ada)
    claim_history(entry, by=ada)
    assert HistoryCustomer.objects.get().person == ada


def test_what_somebody_claimed_nobody_else_claims(shop: Shop, ada: Person, bo: Person) -> None:
    bring(shop, order())
    entry = HistoryCustomer.objects.get()
    verified(ada, "ada@example.org")
    claim_history(entry, by=ada)
    EmailAddress.objects.update(user=bo)
    with pytest.raises(HistoryCustomer.DoesNotExist):
        claim_history(entry, by=bo)

    let_history_go(entry, by=bo)
    assert HistoryCustomer.objects.get().person == ada
    let_history_go(entry, by=ada)
    assert HistoryCustomer.objects.get().person is None


def test_who_ordered_nothing_for_years_is_forgotten_and_the_figures_stay(shop: Shop, ada: Person) -> None:
    bring(
        shop,
        order("#1", **{"Created at": "2015-01-01"}),
        order("#2", Email="bo@example.org", **{"Created at": "2015-01-01"}),
        order("#3", Email="bo@example.org", **{"Created at": f"{timezone.now():%Y-%m-%d}"}),
        order("#4", Email="claimed@example.org", **{"Created at": "2015-01-01"}),
    )
    bring_customers(shop, customer(Email="never@example.org"))
    HistoryCustomer.objects.filter(email="claimed@example.org").update(person=ada)

    assert forget_old_customers() == 1
    assert sorted(HistoryCustomer.objects.values_list("email", flat=True)) == [
        *("bo@example.org", "claimed@example.org", "never@example.org"),
    ]
    assert HistoryOrder.objects.count() == 4
    assert HistoryOrder.objects.get(number="#1").customer is None
    assert forget_old_customers(timezone.now() + timedelta(days=3 * 366)) == 2


def test_a_customer_is_forgotten_on_request(shop: Shop, cy: Person) -> None:
    bring(shop, order())
    forget_customer(HistoryCustomer.objects.get(), by=cy)
    assert rows() == (1, 1, 0)
    assert list(shop.trail.values_list("verb", "by")) == [("history_customer_forgotten", cy.pk)]
    assert "ada@" not in str(list(shop.trail.values_list("said")))

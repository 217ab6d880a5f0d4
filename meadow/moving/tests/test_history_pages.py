"""The pages of history: for those who look after orders, and for the member whose orders they are."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.shops import Seat, Shop
from meadow.moving.actions.history.bringing import import_customers, import_orders
from meadow.moving.importing.kinds import kinds
from meadow.moving.models.history import HistoryCustomer, HistoryOrder
from meadow.moving.models.imports import Import
from meadow.moving.tests import history_files as files
from meadow.moving.tests.history_files import customer, line, order, table
from meadow.people.models.persons import Person

ORDERS = "/desk/cy-clay/history/"
CUSTOMERS = "/desk/cy-clay/history/customers/"


def bring(shop: Shop, *rows: dict[str, object]) -> None:
    import_orders(table(files.SHOPIFY_ORDERS, *rows), name="orders.csv", shop=shop)


@pytest.fixture
def manager(cy: Person, shop: Shop) -> Client:
    client = Client()
    client.force_login(cy)
    return client


@pytest.fixture
def member(ada: Person) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_desk_shows_orders_with_their_lines_and_years(manager: Client, shop: Shop) -> None:
    assert "Nothing from before" in page(manager, ORDERS)
    bring(
        shop,
        order(Subtotal="85.00", Total="89.90", **{"Refunded Amount": "5.00"}),
        line(),
        order("#2", Currency="EUR", **{"Created at": "2023-06-01 10:00:00 +0000"}),
        order("#3", **{"Created at": "2023-07-01 10:00:00 +0000"}),
    )
    html = page(manager, ORDERS)
    assert html.index("#1001") < html.index("#3") < html.index("#2")
    assert "Cup - Small" in html
    assert "$89.90" in html
    years = " ".join(html.split("Your years")[1].split())
    assert '2024</th><td class="num">1</td><td class="num">$89.90' in years
    assert "$5.00 given back" in years
    assert "€40.90" in years
    assert "Nobody becomes a member by it" in html


def test_orders_are_found_by_number_and_by_who(manager: Client, shop: Shop) -> None:
    bring(shop, order(), order("#1002", Email="bo@example.org", **{"Billing Name": "Bo Li"}))
    for q, found, missing in (
        ("1002", "#1002", "#1001"),
        ("bo@example.org", "#1002", "#1001"),
        ("lovelace", "#1001", "#1002"),
    ):
        html = page(manager, f"{ORDERS}?q={q}")
        assert found in html, q
        assert missing not in html, q
    assert "No order fits" in page(manager, f"{ORDERS}?q=nobody")


def test_every_order_is_reached_leaf_by_leaf(manager: Client, shop: Shop) -> None:
    bring(shop, *(order(f"#A{number}.") for number in range(70)))
    html, url = "", ORDERS
    while url:
        leaf = page(manager, url)
        html += leaf
        more = leaf.split('rel="next"')[0].rpartition('href="')[2].split('"')[0] if 'rel="next"' in leaf else ""
        url = ORDERS + more.replace("&amp;", "&") if more else ""
    assert all(html.count(f"<strong>#A{number}.</strong>") == 1 for number in range(70))


def test_customers_say_what_they_agreed_to(manager: Client, shop: Shop) -> None:
    bring(shop, order())
    rows = [customer(Email="bo@example.org", **{"First Name": "Bo", "Accepts Email Marketing": "yes"})]
    import_customers(table(files.SHOPIFY_CUSTOMERS, *rows), name="c", shop=shop)
    import_customers(table(files.SHOPIFY_CUSTOMERS, customer(Email="eva@example.org")), name="c", shop=shop)

    html = page(manager, CUSTOMERS)
    assert "Agreed to letters on" in html  # with an order of a day
    assert html.count('class="history-customer"') == 3
    html = page(manager, f"{CUSTOMERS}?letters=1")
    assert "eva@example.org" not in html
    assert html.count('class="history-customer"') == 2
    assert page(manager, f"{CUSTOMERS}?q=london").count('class="history-customer"') == 3
    assert "No customer fits" in page(manager, f"{CUSTOMERS}?q=nobody")


def test_owners_forget_a_customer_who_asks_for_it(manager: Client, shop: Shop, ada: Person) -> None:
    bring(shop, order())
    pk = HistoryCustomer.objects.get().pk
    url = f"{CUSTOMERS}{pk}/"
    support = Client()
    support.force_login(ada)
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.SUPPORT)
    assert support.post(url, {"_method": "delete"}).status_code == 404
    assert manager.post(url).status_code == 404
    assert HistoryCustomer.objects.count() == 1

    assert manager.post(url, {"_method": "delete"}, follow=True).status_code == 200
    assert HistoryCustomer.objects.count() == 0
    assert HistoryOrder.objects.get().customer is None


def test_only_those_who_look_after_orders_see_history(client: Client, shop: Shop, ada: Person, bo: Person) -> None:
    bring(shop, order())
    other = Shop.objects.create(handle="other", name="Other")
    Seat.objects.create(shop=other, person=bo, role=Seat.Role.OWNER)
    for url in (ORDERS, CUSTOMERS):
        assert client.get(url).status_code == 302
        stranger = Client()
        stranger.force_login(bo)
        assert stranger.get(url).status_code == 404
        for role, status in ((Seat.Role.EDITOR, 404), (Seat.Role.SUPPORT, 200)):
            Seat.objects.update_or_create(shop=shop, person=ada, defaults={"role": role})
            seated = Client()
            seated.force_login(ada)
            assert seated.get(url).status_code == status
    stranger.force_login(bo)
    pk = HistoryCustomer.objects.get().pk
    assert stranger.post(f"/desk/other/history/customers/{pk}/", {"_method": "delete"}).status_code == 404


def test_a_member_claims_orders_by_a_confirmed_address_only(
    member: Client, shop: Shop, ada: Person, bo: Person
) -> None:
    bring(shop, order(), line(), order("#9", Email="bo@example.org"))
    entry = HistoryCustomer.objects.get(email="ada@example.org")
    others = HistoryCustomer.objects.get(email="bo@example.org")
    claim = f"/orders/before/{entry.pk}/"

    html = page(member, "/orders/before/")
    assert "These are mine" not in html
    assert "No shop here has orders" in html
    assert member.post(claim).status_code == 404
    EmailAddress.objects.create(user=ada, email="Ada@Example.org", verified=False)
    assert member.post(claim).status_code == 404
    assert HistoryCustomer.objects.filter(person=None).count() == 2

    EmailAddress.objects.update(verified=True)
    html = page(member, "/orders/before/")
    assert "1 order under ada@example.org" in html
    assert "#1001" not in html  # never shown by itself
    assert member.post(f"/orders/before/{others.pk}/").status_code == 404
    member.post(claim)
    html = page(member, "/orders/before/")
    assert "#1001" in html
    assert "Cy Clay" in html
    assert "#9" not in html

    stranger = Client()
    stranger.force_login(bo)
    assert "#1001" not in page(stranger, "/orders/before/")
    assert stranger.post(claim, {"_method": "delete"}).status_code == 404
    member.post(claim, {"_method": "delete"})
    assert HistoryCustomer.objects.filter(person=None).count() == 2
    assert 'href="/orders/before/"' in page(member, "/orders/")


@pytest.mark.parametrize("url", [ORDERS, f"{ORDERS}?q=ada", CUSTOMERS, "/orders/before/"])
def test_the_pages_cost_the_same_with_few_rows_and_many(
    url: str,
    manager: Client,
    shop: Shop,
    cy: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bring(shop, order(), line(), order("#2", Email="bo@example.org"))
    HistoryCustomer.objects.filter(email="ada@example.org").update(person=cy)
    with django_assert_max_num_queries(14) as captured:
        manager.get(url)
    more = [order(f"#{n}", Email=f"p{n}@example.org", **{"Created at": f"{2000 + n}-01-01"}) for n in range(5, 25)]
    bring(shop, *more, *(order(f"#1{n}") for n in range(10, 20)))
    with django_assert_num_queries(len(captured)):
        assert manager.get(url).status_code == 200


def an_import(shop: Shop, by: Person, stream: BytesIO, **fields: Any) -> Import:
    said = {"state": Import.State.RUNNING, "name": "orders.csv", "size": len(stream.getvalue()), **fields}
    return Import.objects.create(shop=shop, by=by, **said)


def test_the_import_desk_knows_orders_and_customers_before_products(shop: Shop, cy: Person) -> None:
    for what, stream in (
        (Import.What.ORDERS, table(files.SHOPIFY_ORDERS, order(), line())),
        (Import.What.CUSTOMERS, table(files.SHOPIFY_CUSTOMERS, customer())),
    ):
        row = an_import(shop, cy, stream)
        seen = [(kind, looked) for kind, each in kinds().items() if (looked := each.look(row, stream))]
        assert seen[0][0] == what
        assert "Shopify" in seen[0][1].format
        assert seen[0][1].rows == (2 if what == Import.What.ORDERS else 1)
        assert seen[0][1].first == []  # nobody's purchases are shown before they are in


def test_an_import_of_orders_keeps_account_and_is_undone(shop: Shop, cy: Person) -> None:
    stream = table(files.SHOPIFY_ORDERS, order(), order("#2", Total="-1"), order("#3"))
    kind = kinds()[Import.What.ORDERS]
    trial = an_import(shop, cy, stream, is_trial=True, what=Import.What.ORDERS)
    kind.carry(trial, stream)
    trial.refresh_from_db()
    assert (trial.state, trial.counts["added"], trial.counts["left_out"]) == ("done", 2, 1)
    assert HistoryOrder.objects.count() == 0

    row = an_import(shop, cy, stream, what=Import.What.ORDERS)
    kind.carry(row, stream)
    row.refresh_from_db()
    assert (row.state, row.products_done, row.counts["added"], row.counts["errors"]) == ("done", 3, 2, 1)
    assert [(each.row, each.code, each.left_out) for each in row.problems.all()] == [(3, "negative_price", [3])]
    assert HistoryOrder.objects.filter(brought_by=row).count() == 2

    while kind.take_back(row):
        pass
    assert HistoryOrder.objects.count() == HistoryCustomer.objects.count() == 0


def test_the_command_brings_what_the_file_is(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    orders, customers = tmp_path / "orders_export.csv", tmp_path / "customers_export.csv"
    orders.write_bytes(table(files.SHOPIFY_ORDERS, order(), line()).getvalue())
    customers.write_bytes(table(files.SHOPIFY_CUSTOMERS, customer()).getvalue())

    call_command("history", str(orders), shop="cy-clay", dry_run=True)
    assert "nothing was written" in capsys.readouterr().out
    assert Import.objects.count() == 0
    call_command("history", str(orders), shop="cy-clay", report=tmp_path / "report.json")
    assert "1 added, 0 updated, 0 unchanged, 0 left out" in capsys.readouterr().out
    assert json.loads((tmp_path / "report.json").read_text())["lines"] == 2
    call_command("history", str(customers), shop="cy-clay")
    assert sorted(Import.objects.values_list("what", "state")) == [("customers", "done"), ("orders", "done")]

    broken = tmp_path / "broken.csv"
    broken.write_bytes(table(files.SHOPIFY_ORDERS, order("#2", Total="-1")).getvalue())
    with pytest.raises(CommandError, match="left out"):
        call_command("history", str(broken), shop="cy-clay")
    with pytest.raises(CommandError, match="no shop"):
        call_command("history", str(orders), shop="never")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="not an export of customers"):
        call_command("history", str(other), shop="cy-clay")
    with pytest.raises(CommandError, match="No such file"):
        call_command("history", str(tmp_path / "none.csv"), shop="cy-clay")

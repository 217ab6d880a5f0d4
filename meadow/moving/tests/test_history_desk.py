"""Exports of orders and customers come in through the same desk as products, and are undone there."""

import pytest
from django.test import Client

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.moving.actions.importing.carrying import carry_import
from meadow.moving.actions.importing.undoing import carry_undo
from meadow.moving.models.history import HistoryCustomer, HistoryOrder
from meadow.moving.models.imports import Import
from meadow.moving.tests import history_files as files
from meadow.moving.tests.history_files import customer, line, order, table
from meadow.moving.tests.test_import_pages import address, brought, page, run
from meadow.people.models.persons import Person


@pytest.fixture
def desk(client: Client, cy: Person, shop: Shop, own_files: object) -> Client:
    client.force_login(cy)
    return client


def test_orders_come_in_through_the_desk_and_go_again(desk: Client) -> None:
    rows = (order(), line(), order("#2", Total="-1"), order("#3", Total="99.00"))
    an_import = brought(desk, table(files.SHOPIFY_ORDERS, *rows).getvalue(), "orders_export.csv")
    assert (an_import.what, an_import.format) == (Import.What.ORDERS, "Shopify (orders_export.csv)")
    html = page(desk, an_import)
    assert "This is a file of orders." in html
    assert "Nobody becomes a member by it" in html
    assert "New products" not in html
    assert "Lovelace" not in html

    said = run(desk, an_import, trial="1")
    assert "What would come of it" in said
    assert HistoryOrder.objects.count() == 0
    said = run(desk, an_import)
    assert "The price “-1” is below zero." in said
    assert "The total is 99.00, but its parts add up to 40.90." in said
    assert "New customers" in said
    assert "Photos stored" not in said
    assert sorted(HistoryOrder.objects.values_list("number", flat=True)) == ["#1001", "#3"]
    assert Product.objects.count() == 0

    html = desk.get(address("import-problems", an_import.pk)).content.decode()
    assert "The total is …, but its parts add up to …." in html
    assert desk.get(address("history")).status_code == 200
    log = desk.get("/desk/cy-clay/log/").content.decode()
    assert "Imported “orders_export.csv”: 2 added, 0 changed, 1 left out." in log

    desk.post(address("import-undoing", an_import.pk))
    carry_undo(an_import.pk)
    an_import.refresh_from_db()
    assert an_import.state == Import.State.UNDONE
    assert "This import is undone" in page(desk, an_import)
    assert HistoryOrder.objects.count() == HistoryCustomer.objects.count() == 0


def test_customers_come_in_through_the_desk(desk: Client) -> None:
    an_import = brought(desk, table(files.SHOPIFY_CUSTOMERS, customer()).getvalue(), "customers_export.csv")
    assert an_import.what == Import.What.CUSTOMERS
    assert "This is a file of customers." in page(desk, an_import)
    desk.post(address("import-run", an_import.pk))
    carry_import(an_import.pk)
    assert HistoryCustomer.objects.get().brought_by == an_import
    assert address("history-customers") in page(desk, an_import)

"""Exports of orders and customers are read whole, and what is wrong in them is told by row and column."""

import io
from datetime import UTC, datetime

import pytest

from meadow.goods.catalogues.layout import EmptyCatalogue, NotCSV
from meadow.goods.catalogues.records import LeftOut, RowProblem
from meadow.moving.history.cells import read_country, read_email, read_moment
from meadow.moving.history.reading import UnknownCustomers, UnknownOrders, read_customers, read_orders
from meadow.moving.history.records import CustomerRecord, OrderRecord
from meadow.moving.tests import history_files as files
from meadow.moving.tests.history_files import line, order, table


def orders(stream: io.BytesIO) -> tuple[list[OrderRecord], list[RowProblem]]:
    found = list(read_orders(stream, name="orders.csv", currency="USD", zone=UTC))
    return (
        [item for item in found if isinstance(item, OrderRecord)],
        [item for item in found if isinstance(item, RowProblem)],
    )


def customers(stream: io.BytesIO) -> tuple[list[CustomerRecord], list[RowProblem]]:
    found = list(read_customers(stream, name="customers.csv", currency="USD", zone=UTC))
    return (
        [item for item in found if isinstance(item, CustomerRecord)],
        [item for item in found if isinstance(item, RowProblem)],
    )


def told(problems: list[RowProblem]) -> list[tuple[int, str, str, str]]:
    return [(problem.row, problem.column, problem.code, problem.severity) for problem in problems]


def test_an_order_of_shopify_is_its_rows_together() -> None:
    stream = table(
        files.SHOPIFY_ORDERS,
        order(Subtotal="85.00", Total="89.90", **{"Refunded Amount": "5.00"}),
        line(),
        order("#1002", Email="", **{"Billing Phone": "'+44 5", "Phone": ""}),
    )
    (first, second), problems = orders(stream)

    assert problems == []
    assert (first.key, first.number, first.currency) == ("551001", "#1001", "USD")
    assert first.placed_at == datetime(2024, 3, 5, 9, 11, 12, tzinfo=UTC)
    assert (first.goods_total, first.shipping_total, first.total, first.refunded_total) == (8500, 490, 8990, 500)
    assert (first.payment_state, first.shipping_state) == ("paid", "fulfilled")
    assert [(each.title, each.sku, each.price, each.quantity) for each in first.lines] == [
        ("Cup - Small", "CUP-S", 1800, 2),
        ("Lamp", "LAMP", 4900, 1),
    ]
    assert first.rows == (2, 3)
    ada = first.customer
    assert ada is not None
    assert (ada.key, ada.email, ada.name, ada.country, ada.city) == (
        *("ada@example.org", "ada@example.org", "Ada Lovelace"),
        *("GB", "London"),
    )
    assert ada.phone == ""  # who can be told by an e-mail address needs no telephone number here
    assert (ada.agreed, ada.agreed_at) == (True, first.placed_at)
    assert second.customer is not None
    assert (second.customer.key, second.customer.phone) == ("phone:+44 5", "+44 5")
    assert "Secret" not in repr((first, second))


def test_rows_of_an_order_need_not_stand_together() -> None:
    found, problems = orders(table(files.SHOPIFY_ORDERS, order(Subtotal="85", Total="89.9"), order("#1002"), line()))
    assert not problems
    assert [len(each.lines) for each in found] == [2, 1]


def test_orders_of_woocommerce_are_read_in_both_forms() -> None:
    row = {
        "Order Number": "501",
        "Order Status": "Completed",
        "Order Date": "2023-11-02 18:30",
        "First Name (Billing)": "Bo",
        "Last Name (Billing)": "Li",
        "City (Billing)": "Köln",
        "Country Code (Billing)": "DE",
        "Email (Billing)": "bo@example.org",
        "Order Subtotal Amount": "40,00",
        "Cart Discount Amount": "4,00",
        "Order Shipping Amount": "4,90",
        "Order Total Amount": "40,90",
        "SKU": "VASE",
        "Item Name": "Vase",
        "Quantity (- Refund)": "2",
        "Item Cost": "20,00",
    }
    (found,), problems = orders(table(files.WOO_ADVANCED, row, delimiter=";"))
    assert problems == []
    assert (found.number, found.total, found.discount_total, found.currency) == ("501", 4090, 400, "USD")
    assert found.customer is not None
    assert (found.customer.name, found.customer.agreed) == ("Bo Li", None)
    assert [(each.title, each.price, each.quantity) for each in found.lines] == [("Vase", 2000, 2)]

    row = {
        "order_id": "9001",
        "order_number": "501",
        "order_date": "2023-11-02T18:30:00+01:00",
        "status": "completed",
        "order_total": "35.00",
        "order_subtotal": "35.00",
        "order_currency": "EUR",
        "billing_first_name": "Bo",
        "billing_last_name": "Li",
        "billing_email": "bo@example.org",
        "billing_country": "DE",
        "line_item_1": "name:Vase|product_id:4|sku:VASE|quantity:2|total:30.00|sub_total:30.00",
        "line_item_2": "name:Card|product_id:5|sku:|quantity:1|total:5.00",
    }
    (found,), problems = orders(table(files.WOO_SUITE, row))
    assert problems == []
    assert (found.key, found.number, found.currency) == ("9001", "501", "EUR")
    assert found.placed_at == datetime(2023, 11, 2, 17, 30, tzinfo=UTC)
    assert [(each.title, each.sku, each.price, each.quantity) for each in found.lines] == [
        ("Vase", "VASE", 1500, 2),
        ("Card", "", 500, 1),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"Total": "-40.90"}, "Total", "negative_price"),
        ({"Total": "a lot"}, "Total", "not_a_price"),
        ({"Total": "99999999999999"}, "Total", "absurd_price"),
        ({"Total": ""}, "Total", "no_total"),
        ({"Created at": "yesterday"}, "Created at", "not_a_moment"),
        ({"Created at": "0001-01-01 00:00:00"}, "Created at", "not_a_moment"),
        ({"Currency": "XXX"}, "Currency", "order_currency"),
        ({"Lineitem quantity": "-2"}, "Lineitem quantity", "not_a_quantity"),
        ({"Lineitem quantity": "two"}, "Lineitem quantity", "not_a_quantity"),
        ({"Lineitem price": "18.001"}, "Lineitem price", "too_precise_price"),
    ],
)
def test_an_order_with_an_error_is_left_out_and_the_others_come(
    cells: dict[str, object], column: str, code: str
) -> None:
    stream = table(files.SHOPIFY_ORDERS, order(**cells), order("#1002"))
    found, problems = orders(stream)
    assert [each.number for each in found] == ["#1002"]
    assert (2, column, code, "error") in told(problems)
    assert all(problem.message for problem in problems)
    left = [item for item in read_orders(stream, name="o", currency="USD", zone=UTC) if isinstance(item, LeftOut)]
    assert left == [LeftOut(2, (2,))]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"Total": "41.90"}, "Total", "does_not_add_up"),
        ({"Email": "not an address"}, "Email", "not_an_email"),
        ({"Billing Country": "Atlantis"}, "Billing Country", "unknown_country"),
        ({"Lineitem name": ""}, "Lineitem name", "line_without_title"),
        ({"Lineitem name": "", "Lineitem sku": ""}, "Lineitem name", "no_line"),
    ],
)
def test_what_is_odd_is_told_and_the_order_comes(cells: dict[str, object], column: str, code: str) -> None:
    (found,), problems = orders(table(files.SHOPIFY_ORDERS, order(**cells)))
    assert found.number == "#1001"
    assert told(problems) == [(2, column, code, "warning")]
    assert "not an address" not in repr(problems)


@pytest.mark.parametrize(
    "cells",
    [
        {"Taxes": "7.00", "Total": "47.90"},  # tax on top
        {"Taxes": "7.00", "Total": "40.90"},  # tax in the prices
        {"Discount Amount": "6.00", "Total": "34.90"},  # the subtotal is before the discount
        {"Discount Amount": "-6.00", "Total": "40.90"},  # ... or after it
    ],
)
def test_totals_may_add_up_in_several_ways(cells: dict[str, object]) -> None:
    _found, problems = orders(table(files.SHOPIFY_ORDERS, order(**cells)))
    assert problems == []


def test_other_currencies_keep_theirs() -> None:
    cells = {"Currency": "JPY", "Subtotal": "3600", "Shipping": "490", "Total": "4090", "Lineitem price": "1800"}
    (found,), problems = orders(table(files.SHOPIFY_ORDERS, order(**cells)))
    assert (found.currency, found.total, problems) == ("JPY", 4090, [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_names_survive_their_encoding(encoding: str) -> None:
    stream = table(
        files.SHOPIFY_ORDERS, order(**{"Billing Name": "李小明", "Lineitem name": "青花杯子"}), encoding=encoding
    )
    (found,), problems = orders(stream)
    assert found.customer is not None
    assert (found.customer.name, found.lines[0].title, problems) == ("李小明", "青花杯子", [])


def test_a_file_cut_in_the_middle_leaves_its_last_order_out() -> None:
    whole = table(files.SHOPIFY_ORDERS, order(), order("#1002", Notes='said "hello, and went')).getvalue()
    cut = io.BytesIO(whole[: whole.index(b"hello")])
    found, problems = orders(cut)
    assert [each.number for each in found] == ["#1001"]
    assert [(problem.row, problem.severity) for problem in problems] == [(3, "error")]


def test_an_order_without_a_number_belongs_to_nothing() -> None:
    found, problems = orders(table(files.SHOPIFY_ORDERS, order(""), order("#1002")))
    assert [each.number for each in found] == ["#1002"]
    assert [problem.code for problem in problems] == ["no_number"]


def test_an_order_of_more_rows_than_anybody_orders_is_left_out() -> None:
    found, problems = orders(table(files.SHOPIFY_ORDERS, order(), *(line() for _ in range(1000)), order("#1002")))
    assert [each.number for each in found] == ["#1002"]
    assert [problem.code for problem in problems] == ["too_many_rows"]


def test_other_files_are_refused_with_what_is_known() -> None:
    products = io.BytesIO(b"Handle,Title,Variant Price\nlamp,Lamp,49\n")
    with pytest.raises(UnknownOrders, match=r"“Handle”, “Title”, “Variant Price”.*Shopify"):
        read_orders(products, name="products.csv", currency="USD", zone=UTC)
    with pytest.raises(UnknownCustomers):
        read_customers(table(files.SHOPIFY_ORDERS, order()), name="orders.csv", currency="USD", zone=UTC)
    with pytest.raises(EmptyCatalogue):
        read_orders(io.BytesIO(b""), name="empty.csv", currency="USD", zone=UTC)
    with pytest.raises(NotCSV):
        read_orders(io.BytesIO(b"%PDF-1.7"), name="orders.pdf", currency="USD", zone=UTC)


def test_customers_of_shopify_bring_what_is_needed_and_no_more() -> None:
    (ada, bo), problems = customers(
        table(
            files.SHOPIFY_CUSTOMERS,
            files.customer(),
            files.customer(Email="", **{"Customer ID": "'78", "Accepts Email Marketing": "yes"}),
        )
    )
    assert problems == []
    assert (ada.key, ada.name, ada.city, ada.country, ada.phone) == (
        "ada@example.org",
        "Ada Lovelace",
        "London",
        "GB",
        "",
    )
    assert (ada.order_count, ada.spent, ada.agreed) == (3, 12000, False)
    assert (bo.key, bo.phone, bo.agreed, bo.agreed_at) == ("id:78", "+44 1234", True, None)
    assert "Secret" not in repr((ada, bo))


def test_customers_of_woocommerce_are_read() -> None:
    row = {
        "Name": "Bo Li",
        "Username": "bo",
        "Email": "Bo@Example.org",
        "Orders": "2",
        "Total spend": "1,200.50",
        "Country / Region": "Germany",
        "City": "Köln",
    }
    (bo,), problems = customers(table(files.WOO_ANALYTICS, row))
    assert problems == []
    assert (bo.key, bo.name, bo.country, bo.order_count, bo.spent) == ("bo@example.org", "Bo Li", "DE", 2, 120050)


def test_wrong_customers_are_told_by_row() -> None:
    found, problems = customers(
        table(
            files.SHOPIFY_CUSTOMERS,
            files.customer(),
            files.customer(),
            files.customer(Email="", Phone="", **{"Customer ID": "", "Default Address Phone": ""}),
            files.customer(Email="bo@example.org", **{"Total Spent": "-5"}),
            files.customer(Email="cy@example.org", **{"Total Orders": "many"}),
        )
    )
    assert [each.key for each in found] == ["ada@example.org"]
    assert [(problem.row, problem.code) for problem in problems] == [
        *((3, "customer_twice"), (4, "nobody"), (5, "negative_price"), (6, "not_a_quantity")),
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-05 10:11:12 +0100", datetime(2024, 3, 5, 9, 11, 12, tzinfo=UTC)),
        ("2024-03-05T10:11:12Z", datetime(2024, 3, 5, 10, 11, 12, tzinfo=UTC)),
        ("2024-03-05T10:11:12-05:00", datetime(2024, 3, 5, 15, 11, 12, tzinfo=UTC)),
        ("2024-03-05 10:11:12 UTC", datetime(2024, 3, 5, 10, 11, 12, tzinfo=UTC)),
        ("2024-03-05", datetime(2024, 3, 5, tzinfo=UTC)),
        ("March 5, 2024 3:04 pm", datetime(2024, 3, 5, 15, 4, tzinfo=UTC)),
        ("2024-02-30", None),
        ("1970-01-01", None),
        ("2024-03-05 10:11:12 +9900", None),
        ("", None),
    ],
)
def test_moments_are_read(text: str, moment: datetime | None) -> None:
    assert read_moment(text, UTC) == moment


def test_addresses_and_countries_are_read() -> None:
    assert [read_email(text) for text in (" Ada@Example.ORG ", "", "ada@", "a b@c.de", "'x@y.zz")] == [
        *("ada@example.org", "", None, None, "x@y.zz"),
    ]
    assert [read_country(text) for text in ("de", "Germany", "", "Atlantis")] == ["DE", "DE", "", None]

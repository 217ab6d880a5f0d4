"""Export files of orders and customers, as the systems write them, made by hand for tests."""

import csv
import io
from collections.abc import Mapping, Sequence


def _columns(titles: str) -> list[str]:
    return titles.split(",")


SHOPIFY_ORDERS = _columns(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
    "Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,"
    "Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,"
    "Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,"
    "Shipping Name,Shipping City,Shipping Country,Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,"
    "Tags,Phone"
)
SHOPIFY_CUSTOMERS = _columns(
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
    "Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,"
    "Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,"
    "Total Spent,Total Orders,Note,Tax Exempt,Tags"
)
WOO_ADVANCED = _columns(
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),"
    "Company (Billing),Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),"
    "Country Code (Billing),Email (Billing),Phone (Billing),Payment Method Title,Cart Discount Amount,"
    "Order Subtotal Amount,Shipping Method Title,Order Shipping Amount,Order Refund Amount,Order Total Amount,"
    "Order Total Tax Amount,SKU,Item #,Item Name,Quantity (- Refund),Item Cost,Coupon Code"
)
WOO_SUITE = _columns(
    "order_id,order_number,order_date,paid_date,status,shipping_total,tax_total,cart_discount,order_total,"
    "order_subtotal,order_currency,billing_first_name,billing_last_name,billing_email,billing_city,"
    "billing_country,line_item_1,line_item_2"
)
WOO_ANALYTICS = _columns("Name,Username,Last active,Sign up,Email,Orders,Total spend,AOV,Country / Region,City,Region")


def table(
    columns: Sequence[str], *rows: Mapping[str, object], delimiter: str = ",", encoding: str = "utf-8"
) -> io.BytesIO:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def order(name: str = "#1001", /, **cells: object) -> dict[str, object]:
    """The first row of one of Shopify's orders: two cups of 18.00 and 4.90 of post, paid by Ada."""
    return {
        "Name": name,
        "Email": "Ada@Example.org",
        "Financial Status": "paid",
        "Fulfillment Status": "fulfilled",
        "Accepts Marketing": "yes",
        "Currency": "USD",
        "Subtotal": "36.00",
        "Shipping": "4.90",
        "Taxes": "0.00",
        "Total": "40.90",
        "Discount Amount": "0.00",
        "Created at": "2024-03-05 10:11:12 +0100",
        "Lineitem quantity": "2",
        "Lineitem name": "Cup - Small",
        "Lineitem price": "18.00",
        "Lineitem sku": "CUP-S",
        "Billing Name": "Ada Lovelace",
        "Billing Street": "12 Secret Street",
        "Billing Address1": "12 Secret Street",
        "Billing City": "London",
        "Billing Country": "GB",
        "Billing Phone": "+44 1234",
        "Refunded Amount": "0.00",
        "Id": f"55{name.strip('#')}",
        **cells,
    }


def line(name: str = "#1001", /, **cells: object) -> dict[str, object]:
    """A further row of one of Shopify's orders."""
    return {
        "Name": name,
        "Email": "ada@example.org",
        "Created at": "2024-03-05 10:11:12 +0100",
        "Lineitem quantity": "1",
        "Lineitem name": "Lamp",
        "Lineitem price": "49.00",
        "Lineitem sku": "LAMP",
        **cells,
    }


def customer(**cells: object) -> dict[str, object]:
    return {
        "Customer ID": "'77",
        "First Name": "Ada",
        "Last Name": "Lovelace",
        "Email": "ada@example.org",
        "Accepts Email Marketing": "no",
        "Default Address Address1": "12 Secret Street",
        "Default Address City": "London",
        "Default Address Country Code": "GB",
        "Default Address Phone": "+44 1234",
        "Total Spent": "120.00",
        "Total Orders": "3",
        **cells,
    }

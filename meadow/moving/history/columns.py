"""What the exports of Shopify and of WooCommerce's common exporters call their columns.

Shopify: https://help.shopify.com/en/manual/orders/export-orders and .../customers/import-export-customers. WooCommerce
has no export of orders of its own; read are Advanced Order Export, Order Export & Import, Customer/Order CSV Export,
and the customers' table of WooCommerce Analytics.
"""

from dataclasses import dataclass

Names = tuple[str, ...]
"""Columns that may hold the same thing, the better one first; as `column_key` has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Where a file says who it was."""

    email: Names
    name: Names = ()
    first: Names = ()
    last: Names = ()
    phone: Names = ()
    country: Names = ()
    city: Names = ()
    agreed: Names = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderColumns:
    """One exporter's file of orders; an order is the rows that share a number, its facts stand in the first of them.

    `packed` are columns that each hold whole lines, as `name:Cup|sku:C1|quantity:2|total:30.00`.
    """

    title: str
    source: str
    signs: frozenset[str]
    enough: int
    number: Names
    key: Names
    placed_at: Names
    currency: Names
    goods: Names
    shipping: Names
    tax: Names
    discount: Names
    refunded: Names
    total: Names
    payment: Names
    fulfilment: Names
    person: Person
    line_title: Names = ()
    line_sku: Names = ()
    line_price: Names = ()
    line_total: Names = ()
    line_quantity: Names = ()
    packed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerColumns:
    """One exporter's file of customers, a row for each."""

    title: str
    source: str
    signs: frozenset[str]
    enough: int
    key: Names
    person: Person
    orders: Names = ()
    spent: Names = ()


SHOPIFY_ORDERS = OrderColumns(
    title="Shopify (orders_export.csv)",
    source="shopify",
    signs=frozenset({"lineitem name", "lineitem quantity", "lineitem price", "financial status"}),
    enough=3,
    number=("name",),
    key=("id", "name"),
    placed_at=("created at", "paid at"),
    currency=("currency",),
    goods=("subtotal",),
    shipping=("shipping",),
    tax=("taxes",),
    discount=("discount amount",),
    refunded=("refunded amount",),
    total=("total",),
    payment=("financial status",),
    fulfilment=("fulfillment status",),
    person=Person(
        email=("email",),
        name=("billing name", "shipping name"),
        phone=("phone", "billing phone", "shipping phone"),
        country=("billing country", "shipping country"),
        city=("billing city", "shipping city"),
        agreed=("accepts marketing",),
    ),
    line_title=("lineitem name",),
    line_sku=("lineitem sku",),
    line_price=("lineitem price",),
    line_quantity=("lineitem quantity",),
)
WOO_ADVANCED = OrderColumns(
    title="WooCommerce (Advanced Order Export)",
    source="woocommerce",
    signs=frozenset(
        {"order number", "order status", "order date", "order total amount", "email (billing)", "item name"}
    ),
    enough=4,
    number=("order number",),
    key=("order id", "order number"),
    placed_at=("order date", "paid date"),
    currency=("order currency", "currency"),
    goods=("order subtotal amount",),
    shipping=("order shipping amount",),
    tax=("order total tax amount",),
    discount=("cart discount amount", "discount amount"),
    refunded=("order refund amount",),
    total=("order total amount",),
    payment=("order status",),
    fulfilment=(),
    person=Person(
        email=("email (billing)",),
        name=("full name (billing)",),
        first=("first name (billing)",),
        last=("last name (billing)",),
        phone=("phone (billing)",),
        country=("country code (billing)", "country name (billing)"),
        city=("city (billing)",),
    ),
    line_title=("item name",),
    line_sku=("sku",),
    line_price=("item cost",),
    line_quantity=("quantity (- refund)", "quantity"),
)
WOO_SUITE = OrderColumns(
    title="WooCommerce (Order Export & Import, Customer/Order CSV Export)",
    source="woocommerce",
    signs=frozenset(
        {"order_number", "order_id", "order_total", "order_currency", "billing_email", "line_item_1", "line_items"}
    ),
    enough=4,
    number=("order_number", "order_id"),
    key=("order_id", "order_number"),
    placed_at=("order_date", "date", "date_created", "paid_date"),
    currency=("order_currency", "currency"),
    goods=("order_subtotal", "subtotal"),
    shipping=("shipping_total", "order_shipping"),
    tax=("tax_total", "order_tax"),
    discount=("discount_total", "cart_discount"),
    refunded=("refunded_total", "refund_total"),
    total=("order_total", "total"),
    payment=("status", "order_status"),
    fulfilment=(),
    person=Person(
        email=("billing_email", "customer_email"),
        name=("billing_full_name",),
        first=("billing_first_name",),
        last=("billing_last_name",),
        phone=("billing_phone",),
        country=("billing_country",),
        city=("billing_city",),
    ),
    line_title=("item_name",),
    line_sku=("item_sku",),
    line_price=("item_price",),
    line_total=("item_total",),
    line_quantity=("item_quantity",),
    packed="line_item",
)
ORDERS = (SHOPIFY_ORDERS, WOO_ADVANCED, WOO_SUITE)

SHOPIFY_CUSTOMERS = CustomerColumns(
    title="Shopify (customers_export.csv)",
    source="shopify",
    signs=frozenset({"first name", "last name", "email", "total spent", "total orders"}),
    enough=4,
    key=("customer id", "id"),
    person=Person(
        email=("email",),
        first=("first name",),
        last=("last name",),
        phone=("phone", "default address phone"),
        country=("default address country code", "country code", "country"),
        city=("default address city", "city"),
        agreed=("accepts email marketing", "accepts marketing"),
    ),
    orders=("total orders", "orders count"),
    spent=("total spent",),
)
WOO_ANALYTICS = CustomerColumns(
    title="WooCommerce (Analytics, customers)",
    source="woocommerce",
    signs=frozenset({"name", "email", "total spend", "orders", "last active", "sign up", "date registered"}),
    enough=4,
    key=("username",),
    person=Person(email=("email",), name=("name",), country=("country / region", "country"), city=("city",)),
    orders=("orders",),
    spent=("total spend",),
)
WOO_USERS = CustomerColumns(
    title="WooCommerce (Order, Customer & Coupon Export)",
    source="woocommerce",
    signs=frozenset(
        {"user_email", "email", "first_name", "last_name", "billing_email", "customer_id", "billing_country"}
    ),
    enough=4,
    key=("customer_id", "id", "user_login"),
    person=Person(
        email=("user_email", "email", "billing_email"),
        first=("first_name", "billing_first_name"),
        last=("last_name", "billing_last_name"),
        phone=("billing_phone",),
        country=("billing_country",),
        city=("billing_city",),
    ),
    orders=("orders_count", "order_count"),
    spent=("total_spent",),
)
CUSTOMERS = (SHOPIFY_CUSTOMERS, WOO_ANALYTICS, WOO_USERS)

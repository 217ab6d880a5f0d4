"""What is said about files of orders and customers; the rest is said as of catalogues."""

from meadow.plumbing.bad_input import gettext_noop

MESSAGES: dict[str, str] = {
    "unknown_orders": gettext_noop(
        "%(name)s is not an export of orders that can be read here. Its columns: %(columns)s. Known: %(known)s."
    ),
    "unknown_customers": gettext_noop(
        "%(name)s is not an export of customers that can be read here. Its columns: %(columns)s. Known: %(known)s."
    ),
    "no_number": gettext_noop("This order has no number."),
    "no_total": gettext_noop("This order has no total."),
    "not_a_moment": gettext_noop(
        "“%(value)s” is not a date that can be read. Write it as 2026-01-31 or 2026-01-31 18:30."
    ),
    "order_currency": gettext_noop(
        "“%(value)s” is not a currency in use. Write its three letters, such as EUR or CNY."
    ),
    "does_not_add_up": gettext_noop(
        "The total is %(total)s, but its parts add up to %(parts)s. It is kept as it stands."
    ),
    "not_an_email": gettext_noop("This is not an e-mail address and was left out."),
    "unknown_country": gettext_noop("“%(value)s” is not a country that is known here; it was left out."),
    "nobody": gettext_noop(
        "This customer has neither an e-mail address nor a telephone number nor a number at the source."
    ),
    "customer_twice": gettext_noop("This customer stands in row %(first)s already."),
    "no_line": gettext_noop("This order names no goods."),
    "line_without_title": gettext_noop("This line has no title; its SKU stands in its place."),
}

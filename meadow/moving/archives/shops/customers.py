"""A shop's customers: who bought from it, and nothing that it did not need for their orders."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum

from meadow.moving.archives.entries import Entry, by_key, table
from meadow.moving.archives.shops.asked import Asked
from meadow.people.models.persons import Person
from meadow.plumbing.money import decimal_text
from meadow.trade.models.orders import Order

TITLES = (
    *("Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Default Address Address1"),
    *("Default Address City", "Default Address Province Code", "Default Address Country Code", "Default Address Zip"),
    *("Phone", "Accepts SMS Marketing", "Total Spent", "Total Orders", "Last Order"),
)
_BOUGHT = tuple(Order.PAID_STATES)


def count(asked: Asked) -> int:
    return _customers(asked).count()


def entries(asked: Asked) -> Iterator[Entry]:
    yield table("customers.csv", TITLES, lambda: _rows(asked))


def _customers(asked: Asked) -> "QuerySet[Any]":
    orders = asked.within(Order.objects.filter(shop=asked.shop, state__in=_BOUGHT), "placed_at")
    last = orders.filter(member=OuterRef("pk")).order_by("-pk")
    mine = Q(orders__in=orders)
    return (
        Person.objects.get_queryset()
        .filter(pk__in=orders.values("member"))
        .annotate(
            ordered=Count("orders", filter=mine),
            spent=Sum("orders__total", filter=mine),
            last_order=Max("orders__placed_at", filter=mine),
            address=Subquery(last.values("group__address")[:1]),
        )
    )


def _rows(asked: Asked) -> Iterator[list[object]]:
    """Members agreed to no letters from the shop, so that it gets no address to write to: 0009 says why."""
    for person in by_key(_customers(asked)):
        where = (person.address or {}).get
        yield [
            person.pk,
            where("name", ""),
            "",
            "",
            "no",
            *(where(part, "") for part in ("street", "city", "region", "country", "postcode", "phone")),
            "no",
            decimal_text(person.spent or 0, asked.shop.currency),
            person.ordered,
            person.last_order and person.last_order.isoformat(sep=" ", timespec="seconds"),
        ]

"""What trade answers when groups ask what somebody bought: orders of one shop, paid and standing."""

from collections.abc import Collection

from django.db.models import Count, F, Sum

from meadow.trade.models.orders import Order
from meadow.venue.groups.questions import Dealings, knows_what_they_bought, knows_whether_they_bought


@knows_what_they_bought
def orders_in(shop: int, people: Collection[int]) -> dict[int, Dealings]:
    """One statement; in the shop's currency alone, should it ever have had another."""
    paid = Order.objects.filter(shop=shop, member__in=people, state__in=Order.PAID_STATES, currency=F("shop__currency"))
    rows = paid.order_by().values("member").annotate(orders=Count("pk"), spent=Sum(F("total") - F("refunded_total")))
    return {row["member"]: Dealings(row["orders"], row["spent"]) for row in rows}


@knows_whether_they_bought
def has_an_order(shop: int, person: int, product: int | None) -> bool:
    """Paid orders that stand; what came back for good, or was called off, is not counted as bought."""
    paid = Order.objects.filter(shop=shop, member=person, state__in=Order.PAID_STATES)
    kept = paid.filter(lines__quantity__gt=F("lines__returned") + F("lines__cancelled"))
    if product is not None:
        kept = paid.filter(
            lines__quantity__gt=F("lines__returned") + F("lines__cancelled"), lines__variant__product=product
        )
    return kept.exists()

"""Lists of orders, newest first, a page at a time: `?before=` names the order after which the next page begins."""

from django.http import HttpRequest

from meadow.trade.models.orders import Order, OrderQuerySet

PAGE = 20


def page_of(orders: OrderQuerySet, request: HttpRequest) -> tuple[list[Order], str]:
    """One page, and the address of the next or nothing."""
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        orders = orders.filter(pk__lt=int(before))
    found = list(orders.order_by("-pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    query = request.GET.copy()
    query["before"] = str(found[PAGE - 1].pk)
    return found[:PAGE], f"{request.path}?{query.urlencode()}"

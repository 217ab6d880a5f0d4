"""What every page knows of the visitor's cart."""

from django.db.models import Sum
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.session import owner


def cart(request: HttpRequest) -> dict[str, object]:
    """`cart_count`, counted only where a page shows it: one statement at most, and none for guests without a cart."""
    return {"cart_count": SimpleLazyObject(lambda: _count(request))}


def _count(request: HttpRequest) -> int:
    mine = owner(request)
    if mine is None:
        return 0
    lines = CartLine.objects.filter(cart__in=Cart.objects.filter(mine))
    return int(lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0)

"""Counting what was sold through buyers, so that higher rates are reached and samples are paid back."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from meadow.trade.models.agreements import Agreement
from meadow.trade.models.orders import Order
from meadow.trade.models.touches import LineTouch


def count_sales(orders: Collection[int]) -> None:
    """Count anew what was sold under the agreements that these orders concern: pieces paid and not given back.

    From the rows themselves, so that hearing of an order twice, or late, changes nothing.
    """
    concerned = LineTouch.objects.filter(line__order__in=orders, agreement__isnull=False)
    for pk in sorted(set(concerned.values_list("agreement", flat=True))):
        with transaction.atomic():
            agreement = Agreement.objects.locked().get(pk=pk)
            lines = LineTouch.objects.filter(agreement=pk, line__order__state__in=Order.PAID_STATES)
            standing = Coalesce(Sum(F("line__quantity") - F("line__refunded_quantity")), 0)
            sold = lines.aggregate(sold=standing)["sold"]
            if sold != agreement.sold:
                agreement.sold = sold
                agreement.save(update_fields=["sold"])

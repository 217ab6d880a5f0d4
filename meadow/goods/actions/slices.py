"""Slices of stock: keeping goods for an occasion, such as a live room, and giving back what is left of them.

Locks the slices, in the order of their keys, before the stock. An order draws from a slice in `actions.stock`.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from meadow.goods.actions.bundles import in_parts
from meadow.goods.actions.keeping_up import keep_up
from meadow.goods.actions.shifting import Shift, shift
from meadow.goods.models.stock import StockSlice
from meadow.goods.refusals import SliceIsOver


@transaction.atomic
def open_slices(quantities: Mapping[int, int], *, occasion: str) -> list[StockSlice]:
    """Keep so many of these variants, all told, for an occasion; of a bundle its parts.

    Said twice it changes nothing; another number makes a slice larger, or smaller down to what is taken already. Raises
    `OutOfStock` when there are not so many, and `SliceIsOver` when a slice was closed.
    """
    wanted = in_parts(quantities)
    StockSlice.objects.bulk_create(
        [StockSlice(variant_id=variant, occasion=occasion, quantity=0) for variant in sorted(wanted)],
        ignore_conflicts=True,
    )
    slices = list(StockSlice.objects.select_for_update().filter(occasion=occasion, variant__in=wanted).order_by("pk"))
    if any(row.state == StockSlice.State.CLOSED for row in slices):
        raise SliceIsOver
    changes = {row.variant_id: max(wanted[row.variant_id], row.taken) - row.quantity for row in slices}
    for row in slices:
        row.quantity += changes[row.variant_id]
    StockSlice.objects.bulk_update(slices, ["quantity"])
    keep_up(shift({variant: Shift(reserved=change) for variant, change in changes.items() if change}))
    return slices


@transaction.atomic
def close_slices(occasion: str) -> int:
    """End an occasion: what is left of its slices can be bought by everybody again. Returns how many pieces that were.

    Closed once, nothing is given back twice.
    """
    open_ones = StockSlice.objects.filter(occasion=occasion, state=StockSlice.State.OPEN)
    slices = list(open_ones.select_for_update().order_by("pk"))
    now = timezone.now()
    for row in slices:
        row.state, row.closed_at = StockSlice.State.CLOSED, now
    StockSlice.objects.bulk_update(slices, ["state", "closed_at"])
    left = {row.variant_id: row.left for row in slices if row.left}
    keep_up(shift({variant: Shift(reserved=-quantity) for variant, quantity in left.items()}))
    return sum(left.values())

"""Money that a shop gives back by its own choice: for pieces that the member keeps, or as an amount."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext

from meadow.people.models.persons import Person
from meadow.plumbing.money import allocate
from meadow.trade.actions.cancelling import call_off_rest
from meadow.trade.actions.refunds import Back, amount_shown, shipping_left, write_refund
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund
from meadow.trade.models.returns import Return, ReturnLine
from meadow.trade.refusals import MoreThanIsLeft, NothingToGiveBack, NotPaidYet


@transaction.atomic
def give_back(
    order: Order,
    *,
    pieces: Mapping[int, int] | None = None,
    amounts: Mapping[int, int] | None = None,
    shipping: int = 0,
    goodwill: int = 0,
    reason: Refund.Reason = Refund.Reason.GOODWILL,
    words: str = "",
    by: Person,
) -> Refund:
    """Give money of an order back, by any of four measures that add up.

    `pieces` of lines that were sent and that the member keeps; `amounts` of lines; so much of `shipping`; and
    `goodwill` for the order as a whole, which falls on its lines by largest remainder and on shipping last. Pieces that
    were not sent are called off instead, those of an open return wait for it. An order of which nothing was sent and
    nothing is left is cancelled by it. Refuses with `MoreThanIsLeft`.
    """
    order = Order.objects.locked().in_care_of(by).get(pk=order.pk)
    if not order.is_paid:
        raise NotPaidYet(number=order.pk)
    lines = list(order.lines.select_related("variant").order_by("pk"))
    pieces, amounts = pieces or {}, amounts or {}
    waiting = pieces_waiting(order)
    for line in lines:
        most = max(line.kept - waiting.get(line.pk, 0), 0)
        if pieces.get(line.pk, 0) > most:
            raise MoreThanIsLeft(what=line.title, most=most)
    given = {line.pk: line.worth(pieces.get(line.pk, 0)) + amounts.get(line.pk, 0) for line in lines}
    if goodwill:
        most = sum(line.refundable - given[line.pk] for line in lines) + shipping_left(order) - shipping
        if goodwill > most:
            raise MoreThanIsLeft(what=gettext("Goodwill"), most=amount_shown(most, order))
        shipping += _spread(goodwill, lines, given)
    backs = [Back(line, given[line.pk], pieces.get(line.pk, 0)) for line in lines]
    refund = write_refund(order, backs, shipping=shipping, reason=reason, by=by, words=words)
    if refund is None:
        raise NothingToGiveBack
    if order.can_be_called_off and not order.left and not any(line.is_digital for line in lines):
        call_off_rest(order, lines, by=by, words=words)
    return refund


def pieces_waiting(order: Order) -> dict[int, int]:
    """How many pieces of which lines are in returns that are open and not paid back."""
    open_ones = ReturnLine.objects.filter(ret__order=order, ret__state__in=Return.OPEN, ret__refund=None)
    return dict(open_ones.order_by("line").values_list("line").annotate(pieces=Sum("quantity")))


def _spread(goodwill: int, lines: Sequence[OrderLine], given: dict[int, int]) -> int:
    """Add goodwill to what the lines give back, in proportion to what they have left; tells what is for shipping."""
    left = [max(line.refundable - given[line.pk], 0) for line in lines]
    of_lines = min(goodwill, sum(left))
    for line, share in zip(lines, allocate(of_lines, left), strict=True):
        given[line.pk] += share
    return goodwill - of_lines

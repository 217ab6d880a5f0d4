"""Orders somewhere on their road, and several people acting at the same moment, as the tests of trade need them."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.db.models import Sum

from meadow.goods.models.products import Stock, Variant
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.answering import approve_return
from meadow.trade.actions.completing import confirm_receipt
from meadow.trade.actions.returns import Wanted, ask_return, send_back
from meadow.trade.actions.shipping import send_order
from meadow.trade.actions.taking_back import receive_return
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund, RefundLine
from meadow.trade.models.returns import Return
from meadow.trade.tests.made import bought

R = Return


def sent(member: Person, manager: Person, *variants: Variant, quantity: int = 1) -> Order:
    order = bought(member, *variants, quantity=quantity)
    return send_order(order, carrier="DHL", tracking=f"T{order.pk}", by=manager)


def delivered(member: Person, manager: Person, *variants: Variant, quantity: int = 1) -> Order:
    return confirm_receipt(sent(member, manager, *variants, quantity=quantity), by=member)


def line_of(order: Order) -> OrderLine:
    return order.lines.select_related("variant").earliest("pk")


def wanted(order: Order, quantity: int = 1, instead: Variant | None = None) -> list[Wanted]:
    line = line_of(order)
    return [Wanted(line.pk, line.variant_id, quantity, instead.pk if instead else None)]


def asked(
    order: Order,
    quantity: int = 1,
    kind: Return.Kind = R.Kind.RETURN,
    reason: Return.Reason = R.Reason.NOT_LIKED,
    instead: Variant | None = None,
) -> Return:
    return ask_return(order, wanted(order, quantity, instead), kind=kind, reason=reason, by=order.member)


def on_its_way_back(ret: Return, manager: Person) -> Return:
    ret = approve_return(ret, by=manager)
    return send_back(ret, carrier="DHL", tracking="B1", by=ret.order.member)


def come_back(ret: Return, manager: Person) -> Return:
    return receive_return(on_its_way_back(ret, manager), by=manager)


def stock(variant: Variant) -> tuple[int, int]:
    kept = Stock.objects.get(variant=variant)
    return kept.on_hand, kept.held


def steps(order: Order) -> list[str]:
    return list(order.steps.order_by("pk").values_list("kind", flat=True))


def assert_sums_agree(order: Order) -> None:
    """What an order says was given back is what its lines and refunds say."""
    order.refresh_from_db()
    lines = list(order.lines.all())
    refunds = Refund.objects.filter(order=order)
    shipping = refunds.aggregate(all=Sum("shipping"))["all"] or 0
    assert order.refunded_total == (refunds.aggregate(all=Sum("amount"))["all"] or 0)
    assert order.refunded_total == sum(line.refunded for line in lines) + shipping
    assert 0 <= order.left <= order.total
    assert shipping <= order.total - sum(line.paid for line in lines)
    for line in lines:
        told = RefundLine.objects.filter(line=line).aggregate(
            amount=Sum("amount"), tax=Sum("tax"), quantity=Sum("quantity")
        )
        assert (told["amount"] or 0, told["tax"] or 0) == (line.refunded, line.refunded_tax)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do the works at the same moment, each in a thread of its own; what each gave, or the name of its refusal."""
    together = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> object:
        try:
            together.wait(timeout=20)
            return work()
        except Refusal as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def refusals(outcomes: Sequence[object]) -> list[str]:
    return sorted(outcome for outcome in outcomes if isinstance(outcome, str))

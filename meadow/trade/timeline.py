"""The story of an order in sentences: what happened, who did it and when, for the member or for the shop's team."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from meadow.plumbing.money import format_amount
from meadow.trade.carriers import tracking_url
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.refunds import Refund
from meadow.trade.models.returns import Return

Kind = OrderStep.Kind
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One thing that happened, or that comes next (`at` is None)."""

    words: str
    at: datetime | None = None
    who: str = ""
    said: str = ""
    tracking: str = ""
    url: str = ""
    ret: int | None = None
    is_bad: bool = False


def story(order: Order, steps: Iterable[OrderStep], *, for_shop: bool) -> list[Entry]:
    """What happened to an order from its placing on, and what comes next; steps bring who did them."""
    told = [Entry(_("Placed"), order.placed_at)]
    told += [_entry(step, order, for_shop=for_shop) for step in steps]
    return told + [Entry(words) for words in _to_come(order)]


def _entry(step: OrderStep, order: Order, *, for_shop: bool) -> Entry:
    facts = step.facts
    carrier, tracking = str(facts.get("carrier", "")), str(facts.get("tracking", ""))
    return Entry(
        words=_SENTENCES[Kind(step.kind)](facts),
        at=step.at,
        who=_who(step, order, for_shop=for_shop),
        said=str(facts.get("words", "")),
        tracking=" · ".join(filter(None, (carrier, tracking))),
        url=tracking_url(carrier, tracking),
        ret=facts.get("ret"),
        is_bad=step.kind in _BAD or facts.get("granted") is False,
    )


def _who(step: OrderStep, order: Order, *, for_shop: bool) -> str:
    """Who did it, as the reader knows them; the shop's team is the shop to the member."""
    if step.by_id is None:
        return "" if step.kind in {Kind.PAID, Kind.EXPIRED} else _("automatically")
    if step.by_id == order.member_id:
        return str(step.by) if for_shop else _("you")
    return str(step.by) if for_shop else str(order.shop.in_words["name"])


def _sent(facts: Facts) -> str:
    pieces = facts.get("pieces")
    if not pieces:
        return _("A parcel was sent")
    words = ngettext("A parcel with %(pieces)s piece was sent", "A parcel with %(pieces)s pieces was sent", pieces)
    return words % {"pieces": pieces}


def _called_off(facts: Facts) -> str:
    what = ", ".join(f"{one['quantity']} × {one['title']}" for one in facts.get("pieces", ()))
    return _("Called off: %(what)s") % {"what": what}


def _refunded(facts: Facts) -> str:
    amount = format_amount(facts["amount"], facts["currency"], get_language() or "en")
    why = facts.get("why", "")
    if why in Refund.Reason.values:
        facts_told = {"amount": amount, "reason": Refund.Reason(why).label}
        return _("%(amount)s given back: %(reason)s") % facts_told
    return _("%(amount)s given back") % {"amount": amount}


def _asked(facts: Facts) -> str:
    reason = Return.Reason(facts["why"]).label
    if facts.get("what") == Return.Kind.EXCHANGE:
        return _("Exchange asked for: %(reason)s") % {"reason": reason}
    if facts.get("what") == Return.Kind.REFUND_ONLY:
        return _("Money asked back without a return: %(reason)s") % {"reason": reason}
    return _("Return asked for: %(reason)s") % {"reason": reason}


def _answered(facts: Facts) -> str:
    is_exchange = facts.get("what") == Return.Kind.EXCHANGE
    if facts.get("granted"):
        return _("Exchange granted") if is_exchange else _("Return granted")
    return _("Exchange refused") if is_exchange else _("Return refused")


def _plain(words: str) -> Callable[[Facts], str]:
    return lambda facts: _(words)


_SENTENCES: dict[OrderStep.Kind, Callable[[Facts], str]] = {
    Kind.PAID: _plain(gettext_noop("Paid")),
    Kind.SENT: _sent,
    Kind.DELIVERED: _plain(gettext_noop("Delivered")),
    Kind.COMPLETED: _plain(gettext_noop("Completed")),
    Kind.CANCELLED: _plain(gettext_noop("Cancelled")),
    Kind.CANCEL_ASKED: _plain(gettext_noop("Cancellation asked for")),
    Kind.CANCEL_REFUSED: _plain(gettext_noop("Not cancelled: it is sent all the same")),
    Kind.CALLED_OFF: _called_off,
    Kind.EXPIRED: _plain(gettext_noop("Not paid in time")),
    Kind.PARCEL_CHANGED: _plain(gettext_noop("The number of a parcel was corrected")),
    Kind.REFUNDED: _refunded,
    Kind.RETURN_ASKED: _asked,
    Kind.RETURN_ANSWERED: _answered,
    Kind.RETURN_SENT: _plain(gettext_noop("Goods are on their way back")),
    Kind.RETURN_RECEIVED: _plain(gettext_noop("The goods came back")),
    Kind.RETURN_SETTLED: _plain(gettext_noop("The return is settled")),
    Kind.RETURN_WITHDRAWN: _plain(gettext_noop("The return was withdrawn")),
    Kind.EXCHANGED: _plain(gettext_noop("Other goods were sent in exchange")),
}
_BAD = {Kind.CANCELLED, Kind.EXPIRED, Kind.CANCEL_REFUSED}


def _to_come(order: Order) -> list[str]:
    """What still lies before an order that goes its usual road."""
    to_come = {
        Order.State.PLACED: ["paid", "sent", "delivered"],
        Order.State.PAID: ["sent", "delivered"],
        Order.State.PART_SENT: ["sent", "delivered"],
        Order.State.SENT: ["delivered"],
    }.get(Order.State(order.state), [])
    if order.is_digital:
        to_come = [state for state in to_come if state != "sent"]
    return [str(Order.State(state).label) for state in to_come]

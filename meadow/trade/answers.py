"""What trade answers when goods asks about a shop, and notes about a note."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meadow.goods.models.shops import Seat, Shop
from meadow.goods.questions import what_is_left_to_do, what_keeps_it_open
from meadow.goods.steps import Step
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.orders import Order
from meadow.trade.models.returns import Return
from meadow.trade.models.shipping import ShippingRate
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.questions import knows_whether_it_earns

KEEPING = (Order.State.PLACED, Order.State.PAID, Order.State.PART_SENT)
"""What a shop has to see through before it may close. What was sent does not hold it: not everybody confirms it."""


@what_is_left_to_do.answer
def a_way_of_sending(shop: Shop) -> Iterator[Step]:
    yield Step(
        label=_("Say how you send things"),
        url=reverse("trade:desk-shipping", args=[shop.handle]),
        is_done=ShippingRate.objects.filter(shop=shop, is_active=True).exists(),
        words=_("Nobody can order until there is a way of sending."),
        roles=(Seat.Role.OWNER,),
    )


@what_keeps_it_open.answer
def open_orders(shop: Shop) -> Iterator[str]:
    waiting = Order.objects.filter(shop=shop, state__in=KEEPING).count()
    if waiting:
        yield ngettext(
            "%(number)s order is still to be sent or cancelled.",
            "%(number)s orders are still to be sent or cancelled.",
            waiting,
        ) % {"number": waiting}


@what_keeps_it_open.answer
def open_returns(shop: Shop) -> Iterator[str]:
    waiting = Return.objects.filter(order__shop=shop, state__in=Return.OPEN).count()
    if waiting:
        yield ngettext(
            "%(number)s return is still to be settled.", "%(number)s returns are still to be settled.", waiting
        ) % {"number": waiting}


@knows_whether_it_earns
def sold_for_commission(note: Note) -> bool:
    """Whether its author has a running agreement for something in it."""
    shown = note.pins.values("product")
    return Agreement.objects.live().filter(buyer=note.author_id, product__in=shown).exists()

"""What trade answers when goods asks about a shop, notes about a note, and live rooms about what is sold in them."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.db.transaction import atomic
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.questions import what_is_left_to_do, what_keeps_it_open
from meadow.goods.steps import Step
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.promotions import claim_coupon
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.promotions import WHOLE, Promotion
from meadow.trade.models.returns import Return
from meadow.trade.models.selections import SelectionItem
from meadow.trade.models.shipping import ShippingRate
from meadow.venue.live.board import Figure, fills_the_board, knows_what_was_sold
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Show
from meadow.venue.live.questions import Prizes, has_prizes, knows_how_low, knows_what_earns, knows_what_is_sold_by
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


@knows_what_is_sold_by
def chosen_or_agreed(host: Person) -> "QuerySet[Any, Any]":
    """What a buyer recommends, and what they have agreed to sell."""
    agreed = Agreement.objects.live().filter(buyer=host).values("product")
    return SelectionItem.objects.filter(buyer=host).values("product").union(agreed)


@knows_what_earns
def earning_in(room: Room, products: Collection[int]) -> set[int]:
    """What the room's host has a running agreement for."""
    agreed = Agreement.objects.live().filter(buyer=room.host_id, product__in=products, buyer__is_buyer=True)
    return set(agreed.values_list("product", flat=True))


@knows_how_low
def lowest_under_a_plan(person: Person, variant: Variant) -> int | None:
    """What a buyer's running agreement allows: its plan says how much may be taken off in rooms; rounded up."""
    agreed = Agreement.objects.live().filter(buyer=person, product=variant.product_id, buyer__is_buyer=True)
    off = agreed.filter(plan__room_off__gt=0).values_list("plan__room_off", flat=True).first()
    return None if off is None else -(-variant.price * (WHOLE - off) // WHOLE)


def coupons_to_win(room: Room) -> list[tuple[int, str]]:
    """Coupons of the room's shop that members can take, and that are not used up."""
    if room.shop_id is None:
        return []
    found = Promotion.objects.running(timezone.now()).filter(shop=room.shop_id, trigger=Promotion.Trigger.CLAIM)
    found = found.filter(Q(limit_total=None) | Q(claimed__lt=F("limit_total"))).order_by("-pk")[:50]
    return [(one.pk, one.in_words["name"]) for one in found]


def hand_out_coupons(prize: int, members: Sequence[Person]) -> list[Person]:
    """Have winners hold a coupon; those who held it already, or for whom there was none left, are told back."""
    promotion = Promotion.objects.filter(pk=prize).first()
    left_out = []
    for member in members:
        try:
            if promotion is None:
                left_out.append(member)
                continue
            with atomic():
                claim_coupon(promotion, by=member)
        except Refusal:
            left_out.append(member)
    return left_out


has_prizes(Prizes(coupons_to_win, hand_out_coupons))


@fills_the_board
def sold_in_a_show(show: Show) -> Iterator[Figure]:
    """Paid orders that the room brought while the show went on, and what was paid for their goods; two statements."""
    lines = _lines_of(show)
    counted = lines.aggregate(orders=Count("order", distinct=True), pieces=Coalesce(Sum("quantity"), 0))
    yield Figure(name="orders", label=gettext_lazy("Orders"), value=counted["orders"])
    yield Figure(name="pieces", label=gettext_lazy("Pieces sold"), value=counted["pieces"])
    sums = lines.values("order__currency").annotate(amount=Sum(F("total") - F("discount"))).order_by("order__currency")
    for row in sums:
        currency = row["order__currency"]
        yield Figure(name="sales", label=gettext_lazy("Sales"), value=row["amount"], unit="money", currency=currency)


@knows_what_was_sold
def pieces_by_product(show: Show) -> dict[int, int]:
    """How many pieces of which product the room sold while the show went on."""
    lines = _lines_of(show).order_by()
    return dict(lines.values_list("variant__product").annotate(pieces=Sum("quantity")))


def _lines_of(show: Show) -> "QuerySet[OrderLine]":
    """Lines of paid orders that the room brought while the show went on."""
    lines = OrderLine.objects.filter(
        touch__kind="room", touch__place=show.room.occasion, order__paid_at__gte=show.opened_at
    )
    return lines if show.closed_at is None else lines.filter(order__paid_at__lte=show.closed_at)

"""Selling by an offer of a live room: its price, its pieces, and how many each member may have.

What is looked at first refuses most of those who come too late without a lock. What decides are two conditional
statements that stand last in the transaction, right before the goods are held: the member's pieces, and the slice's.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from meadow.goods.actions.stock import Draw, draw_wholly
from meadow.goods.models.products import Product
from meadow.goods.models.stock import StockSlice
from meadow.people.models.persons import Person
from meadow.plumbing.compiled import Compiled, Place
from meadow.plumbing.refusals import Refusal
from meadow.trade.models.carts import CartLine
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.models.rooms import OfferTake, RoomPurchase
from meadow.venue.live.broadcast import tell_room
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Offer
from meadow.venue.live.refusals import OfferHadYours, OfferNotYet, OfferOver, OfferSoldOut

NEWS = timedelta(minutes=15)
MOST_KEPT = 1000
FRESH = 1.0
_told_at: dict[int, float] = {}
_gone: dict[int, float] = {}
_taken = Compiled(lambda: OfferTake.objects.filter(offer=Place(0), member=Place(1)))
_slices = Compiled(lambda: StockSlice.objects.filter(occasion=Place(0), variant=Place(1)))
# Whoever buys twice at once waits for the row of their own first order, and is judged by what it left.
_TAKE = """
INSERT INTO trade_offertake AS mine (offer_id, member_id, quantity)
SELECT %(offer)s, %(member)s, %(quantity)s WHERE %(quantity)s <= %(most)s
ON CONFLICT (offer_id, member_id) DO UPDATE SET quantity = mine.quantity + excluded.quantity
WHERE mine.quantity + excluded.quantity <= %(most)s
"""
_GIVE_BACK = """
UPDATE trade_offertake SET quantity = greatest(quantity - %(quantity)s, 0)
WHERE offer_id = %(offer)s AND member_id = %(member)s
"""


@dataclass(frozen=True, slots=True)
class Inside:
    """Where in a room something is bought: the room, the offer if it is bought by one, and what may be shown there."""

    room: Room
    offer: Offer | None = None
    shows_initial: bool = False

    @property
    def occasion(self) -> str:
        """Where the buyer is, for what counts there only; a room that is not on air is nowhere."""
        return self.room.occasion if self.room.is_live else ""


def price_by_offer(line: CartLine, offer: Offer) -> None:
    """Have a line cost what the offer says, in memory: everything that is reckoned from prices follows."""
    line.variant.compare_at = line.variant.price
    line.variant.price = offer.price
    line.is_kept_for_us = True


def objection_to(offer: Offer, line: CartLine, by: Person) -> Refusal | None:
    """Why this much cannot be had by the offer now, by the server's clock; three statements, and no lock."""
    now = timezone.now()
    if offer.variant_id != line.variant_id or offer.state != Offer.State.OPEN or now >= offer.ends_at:
        return OfferOver()
    if now < offer.starts_at:
        return OfferNotYet()
    taken = _taken(offer.pk, by.pk)
    if (taken[0].quantity if taken else 0) + line.quantity > offer.limit_each:
        return OfferHadYours(most=offer.limit_each)
    row = _slice(offer)
    if row is None or row.state != StockSlice.State.OPEN:
        return OfferOver()
    if row.left == 0:
        _gone[offer.pk] = time.monotonic()
    return OfferSoldOut() if row.left < line.quantity else None


def is_gone(offer: int, *, by: Person, key: str) -> bool:
    """Whether this process has just seen that nothing is left of an offer, and the member asks for the first time.

    When thousands want the same thing in the same second, most of them can be told so with one statement. What comes
    back within that second is found in the next one.
    """
    return was_just_gone(offer) and not (key and OrderGroup.objects.filter(member=by, request_key=key).exists())


def was_just_gone(offer: int) -> bool:
    """Whether this process saw within the last second that nothing is left of an offer."""
    return time.monotonic() - _gone.get(offer, -FRESH) < FRESH


def planned_draw(offer: Offer, quantity: int) -> dict[int, Draw]:
    """Out of which slice the pieces will come, all of them, once `take_by_offer` says so."""
    row = _slice(offer)
    if row is None:
        raise OfferOver
    return {offer.variant_id: Draw(row.pk, quantity)}


def take_by_offer(offer: Offer, draws: dict[int, Draw], *, by: Person) -> None:
    """Take the pieces out of the member's share and out of the slice, or refuse by name and have nothing written.

    Part of the transaction that places the order, right before its goods are held.
    """
    draw = draws[offer.variant_id]
    asked = {"offer": offer.pk, "member": by.pk, "quantity": draw.quantity, "most": offer.limit_each}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, asked)
        if not cursor.rowcount:
            raise OfferHadYours(most=offer.limit_each)
    if not draw_wholly(draw.slice, draw.quantity):
        is_open = StockSlice.objects.filter(pk=draw.slice, state=StockSlice.State.OPEN).exists()
        raise OfferSoldOut if is_open else OfferOver


def keep_purchase(group: OrderGroup, inside: Inside) -> None:
    """Write down that a checkout was made inside a room."""
    RoomPurchase.objects.bulk_create(
        [RoomPurchase(group=group, room=inside.room, offer=inside.offer, shows_initial=inside.shows_initial)]
    )


def give_back_offer(group: OrderGroup, held: Sequence[Hold]) -> None:
    """Let the member have by the offer again what a checkout that was given up had taken. Part of a transaction."""
    drawn = sum(hold.drawn for hold in held if hold.slice_id)
    if not drawn:
        return
    purchase = RoomPurchase.objects.filter(group=group).exclude(offer=None).first()
    if purchase is not None:
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, {"offer": purchase.offer_id, "member": group.member_id, "quantity": drawn})


def tell_what_is_left(inside: Inside) -> None:
    """Tell the room how many pieces are left of an offer: at most once a second, and always that none is.

    Many buy in the same second; each process keeps the time for itself.
    """
    offer = inside.offer
    row = _slice(offer) if offer else None
    if offer is None or row is None:
        return
    now = time.monotonic()
    if row.left and now - _told_at.get(offer.pk, 0.0) < 1:
        return
    if len(_told_at) > MOST_KEPT:
        _told_at.clear()
        _gone.clear()
    _told_at[offer.pk] = now
    tell_room(inside.room, "offer", {"id": offer.pk, "left": row.left})


def show_in_room(order: int) -> None:
    """Tell a room of a paid order that was made in it, if the member gave leave: one letter, and what was bought.

    What is told is ephemeral; an old order, or a room that is not on air any more, is no news.
    """
    found = Order.objects.select_related("member").filter(pk=order, paid_at__gt=timezone.now() - NEWS).first()
    if found is None:
        return
    purchases = RoomPurchase.objects.filter(group=found.group_id, shows_initial=True).select_related("room")
    purchase = purchases.filter(room__state__in=Room.ON_AIR).first()
    if purchase is None:
        return
    for product in Product.objects.filter(variants__order_lines__order=found).distinct()[:1]:
        tell_room(purchase.room, "order", {"initial": found.member.name[:1].upper(), "product": product.pk})


def _slice(offer: Offer) -> StockSlice | None:
    found = _slices(offer.occasion, offer.variant_id)
    return found[0] if found else None

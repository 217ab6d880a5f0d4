"""Offers in a room: made, closed by hand, by the clock, or with the show. Locks the room, the offer, and stock last."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from meadow.goods.actions.slices import close_slices, open_slices
from meadow.goods.desks import KEEPERS
from meadow.goods.models.products import PriceChange, Product, Variant
from meadow.goods.models.shops import Seat
from meadow.goods.models.stock import StockSlice
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.plumbing.money import format_amount
from meadow.venue.live.actions.explaining import show_that_is_on
from meadow.venue.live.broadcast import tell_room
from meadow.venue.live.events import OfferMade
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import (
    LEAST_COUNTDOWN,
    LEAST_MINUTES,
    MOST_COUNTDOWN,
    MOST_MINUTES,
    Offer,
    ShelfItem,
)
from meadow.venue.live.models.shows import Show
from meadow.venue.live.questions import lowest_allowed
from meadow.venue.live.refusals import (
    NotCheaper,
    NotOnTheShelf,
    NotSoCheap,
    NotToBeOffered,
    NotYoursToOffer,
    OfferedAlready,
    OfferOutOfBounds,
)
from meadow.venue.live.team import HOSTS, role_in

HISTORY = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is offered: so many pieces at a price in minor units, after a countdown in seconds, for some minutes."""

    price: int
    quantity: int
    limit_each: int = 1
    countdown: int = 30
    minutes: int = 5


@transaction.atomic
def make_offer(room: Room, variant: Variant, terms: Terms, *, by: Person) -> Offer:
    """Offer a variant that stands on the shelf at a lower price, and keep its pieces for it alone.

    The price lies below the one outside and below every price of the last 30 days (Directive 98/6/EC Art. 6a). The shop
    bears it: it is made by the shop's own people, by hosts of the shop's room, or where the shop has agreed to it.
    Raises `OutOfStock` when there are not so many pieces.
    """
    room = Room.objects.locked().get(pk=room.pk)
    show = show_that_is_on(room)
    variant = Variant.objects.select_related("product__shop").get(pk=variant.pk)
    product, title = variant.product, variant.product.in_words["title"]
    if not (LEAST_COUNTDOWN <= terms.countdown <= MOST_COUNTDOWN and LEAST_MINUTES <= terms.minutes <= MOST_MINUTES):
        raise OfferOutOfBounds
    on_sale = Product.objects.on_sale().filter(pk=product.pk).exists() and variant.is_active
    if not on_sale or not room.shelf.filter(product=product).exists():
        raise NotOnTheShelf(title=title)
    if product.kind in {Product.Kind.BUNDLE, Product.Kind.DIGITAL}:
        raise NotToBeOffered
    _check_leave(room, variant, terms.price, by)
    if Offer.objects.filter(variant=variant, state=Offer.State.OPEN, show=show).exists():
        raise OfferedAlready(title=title)
    now = timezone.now()
    outside = PriceChange.objects.lowest_within(variant, now - HISTORY) or variant.price
    lowest = min(outside, variant.price)
    if terms.price >= lowest:
        raise NotCheaper(title=title, lowest=_in_money(lowest, product))
    here = Offer.objects.filter(variant=variant, ends_at__gt=now - HISTORY).values_list("price", flat=True)
    begins = now + timedelta(seconds=terms.countdown)
    offer = Offer.objects.create(
        show=show,
        variant=variant,
        price=terms.price,
        usual_price=variant.price,
        lowest_30=min([lowest, *here]),
        quantity=terms.quantity,
        limit_each=min(terms.limit_each, terms.quantity),
        starts_at=begins,
        ends_at=begins + timedelta(minutes=terms.minutes),
        by=by,
    )
    ShelfItem.objects.filter(room=room, product=product).update(is_hidden=False)
    announce(
        OfferMade(
            room=room.pk,
            show=show.pk,
            offer=offer.pk,
            variant=variant.pk,
            price=offer.price,
            quantity=offer.quantity,
            by=by.pk,
        )
    )
    tell_room(room, "offer", told(offer, variant, left=offer.quantity))
    app.configure_task("live.close_offer", schedule_at=offer.ends_at).defer(offer=offer.pk)
    open_slices({variant.pk: offer.quantity}, occasion=offer.occasion)
    return offer


@transaction.atomic
def close_offer(offer: Offer) -> int:
    """End an offer; what is left of its pieces can be bought by everybody again. Returns how many that were.

    Closed once, nothing is given back twice.
    """
    room = Room.objects.locked().get(shows=offer.show_id)
    offer = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    return _close(room, offer) if offer.state == Offer.State.OPEN else 0


def close_offers(show: Show) -> None:
    """End every offer of a show that closes. Part of a transaction that has locked the room; stands last in it."""
    room = Room.objects.get(pk=show.room_id)
    open_ones = Offer.objects.filter(show=show, state=Offer.State.OPEN)
    for offer in open_ones.select_for_update(of=("self",), no_key=True).order_by("pk"):
        _close(room, offer)


def close_due_offers() -> int:
    """End every offer whose time is over, each in a transaction of its own; returns how many."""
    due = list(Offer.objects.filter(state=Offer.State.OPEN, ends_at__lte=timezone.now()).order_by("ends_at")[:200])
    for offer in due:
        close_offer(offer)
    return len(due)


def told(offer: Offer, variant: Variant, *, left: int) -> dict[str, Any]:
    """An offer as everybody in the room is told of it; prices in minor units."""
    product = variant.product
    return {
        "id": offer.pk,
        "variant": variant.pk,
        "product": product.pk,
        "title": product.title,
        "price": offer.price,
        "usual_price": offer.usual_price,
        "lowest_30": offer.lowest_30,
        "currency": product.shop.currency,
        "quantity": offer.quantity,
        "limit_each": offer.limit_each,
        "starts_at": offer.starts_at.isoformat(),
        "ends_at": offer.ends_at.isoformat(),
        "state": offer.state,
        "left": left,
        "now": timezone.now().isoformat(),
    }


def left_of(offer: Offer) -> int:
    """How many pieces of an offer are still to be had."""
    row = StockSlice.objects.filter(occasion=offer.occasion, variant=offer.variant_id).first()
    return row.left if row and row.state == StockSlice.State.OPEN else 0


def _close(room: Room, offer: Offer) -> int:
    offer.state, offer.closed_at = Offer.State.CLOSED, timezone.now()
    offer.save(update_fields=["state", "closed_at"])
    variant = Variant.objects.select_related("product__shop").get(pk=offer.variant_id)
    tell_room(room, "offer", told(offer, variant, left=0))
    return close_slices(offer.occasion)


def _check_leave(room: Room, variant: Variant, price: int, by: Person) -> None:
    product = variant.product
    if Seat.objects.filter(shop=product.shop_id, person=by, role__in=KEEPERS).exists():
        return
    if room.shop_id == product.shop_id and role_in(room, by) in HOSTS:
        return
    title, lowest = product.in_words["title"], lowest_allowed(by, variant)
    if lowest is None:
        raise NotYoursToOffer(title=title)
    if price < lowest:
        raise NotSoCheap(title=title, lowest=_in_money(lowest, product))


def _in_money(amount: int, product: Product) -> str:
    return format_amount(amount, product.shop.currency, translation.get_language() or "en")

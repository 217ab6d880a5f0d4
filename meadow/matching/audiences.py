"""Who is likely to care for a live room: a simple rule, until something learns it."""

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from meadow.goods.models.shops import Seat
from meadow.people.models.persons import Block, Follow, Person
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.venue.live.models.rooms import Reservation, Room
from meadow.venue.live.models.shelf import ShelfItem
from meadow.venue.live.models.talk import Mute
from meadow.venue.notes.models.likes import Like
from meadow.venue.notes.models.notes import Pin

FOLLOWS, BOUGHT, LIKED = 3, 2, 1
"""What each tie weighs: following somebody says more than having bought, and that more than having liked a note."""


def audience_for(room: Room) -> list[int]:
    """Keys of people who may care that this room is open, the likeliest first; at most MEADOW_ROOM_AUDIENCE of them.

    Those who follow its host or an owner of its shop, who bought there or bought what it shows, and who liked notes
    that show its goods; of each the newest. Not its team, not those who reserved (they are told anyway), nobody across
    a block, and nobody who was banned from it.
    """
    most = settings.MEADOW_ROOM_AUDIENCE
    hosts = [room.host_id]
    if room.shop_id:
        hosts += Seat.objects.filter(shop=room.shop_id, role=Seat.Role.OWNER).values_list("person", flat=True)
    shown = ShelfItem.objects.filter(room=room, is_hidden=False).values("product")
    bought = Q(order__shop=room.shop_id) if room.shop_id else Q(variant__product__in=shown)
    lines = OrderLine.objects.filter(bought, order__state__in=Order.PAID_STATES)
    likes = Like.objects.filter(note__in=Pin.objects.filter(product__in=shown).values("note"))
    ties: tuple[tuple[int, Iterable[int]], ...] = (
        (FOLLOWS, Follow.objects.filter(followed__in=hosts).order_by("-pk").values_list("follower", flat=True)[:most]),
        (BOUGHT, lines.order_by("-pk").values_list("order__member", flat=True)[:most]),
        (LIKED, likes.order_by("-pk").values_list("person", flat=True)[:most]),
    )
    weights: Counter[int] = Counter()
    for weight, people in ties:
        for pk in set(people):
            weights[pk] += weight
    told = _who_may_be_told(room, weights)
    return sorted(told, key=lambda pk: (-weights[pk], -pk))[:most]


def _who_may_be_told(room: Room, people: Iterable[int]) -> set[int]:
    team = Q(pk=room.host_id) | Q(room_seats__room=room)
    if room.shop_id:
        team |= Q(seats__shop=room.shop_id)
    known = Person.objects.filter(pk__in=list(people), is_active=True)
    return set(
        known.exclude(pk__in=Person.objects.filter(team).values("pk"))
        .exclude(pk__in=Reservation.objects.filter(room=room).values("person"))
        .exclude(pk__in=Mute.objects.filter(room=room, is_ban=True).values("person"))
        .exclude(pk__in=Block.objects.filter(blocked=room.host_id).values("by"))
        .exclude(pk__in=Block.objects.filter(by=room.host_id).values("blocked"))
        .values_list("pk", flat=True)
    )

"""Questions that live rooms put to the rooms above, which they may not import: they bring their answers along."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from meadow.goods.models.products import Product, Variant
from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room

Goods = Callable[[Person], "QuerySet[Any, Any]"]
Earning = Callable[[Room, Collection[int]], set[int]]
Leave = Callable[[Person, Variant], int | None]
_goods: list[Goods] = []
_earning: list[Earning] = []
_leaves: list[Leave] = []


@dataclass(frozen=True)
class Prizes:
    """What a room above lets be won: `offered` names its prizes by their keys, `handed_out` gives one to members.

    `handed_out` is part of the transaction that draws, and returns those who could not be given it.
    """

    offered: Callable[[Room], list[tuple[int, str]]]
    handed_out: Callable[[int, Sequence[Person]], list[Person]]


_prizes: list[Prizes] = []


def knows_what_is_sold_by(function: Goods) -> Goods:
    """Have a function asked for the keys of the products that a buyer can show in a room of their own; a decorator."""
    _goods.append(function)
    return function


def to_show(room: Room) -> "QuerySet[Product]":
    """The goods on sale that may stand on a room's shelf: the shop's own, or what its host recommends and sells."""
    on_sale = Product.objects.on_sale()
    if room.shop_id is not None:
        return on_sale.filter(shop=room.shop_id)
    known = Q(pk__in=[])
    for answer in _goods:
        known |= Q(pk__in=answer(room.host))
    return on_sale.filter(known)


def knows_what_earns(function: Earning) -> Earning:
    """Have a function asked which products earn a room's host a commission; a decorator."""
    _earning.append(function)
    return function


def that_earn(room: Room, products: Collection[int]) -> set[int]:
    """Those of these products by which the room's host earns; a statement for each room that answers."""
    return {found for answer in _earning for found in answer(room, products)} if products else set()


def knows_how_low(function: Leave) -> Leave:
    """Have a function asked how cheaply somebody who is not of the shop may offer a variant; a decorator."""
    _leaves.append(function)
    return function


def lowest_allowed(person: Person, variant: Variant) -> int | None:
    """The lowest price to which a shop has agreed for this person's rooms; None when it has agreed to none."""
    found = [low for answer in _leaves if (low := answer(person, variant)) is not None]
    return min(found, default=None)


def has_prizes(prizes: Prizes) -> None:
    """Have these prizes offered in raffles."""
    _prizes.append(prizes)


def prizes_of(room: Room) -> list[tuple[int, str]]:
    """Prizes that this room may raffle, by key and name."""
    return [prize for prizes in _prizes for prize in prizes.offered(room)]


def hand_out(prize: int, members: Sequence[Person]) -> Iterator[Person]:
    """Give a prize to members; those who could not be given it."""
    for prizes in _prizes:
        yield from prizes.handed_out(prize, members)

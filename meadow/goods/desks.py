"""Who may sit at a shop's desk, for every room that has a page there."""

from django.shortcuts import get_object_or_404

from meadow.goods.models.shops import Seat
from meadow.people.models.persons import Person

KEEPERS = (Seat.Role.OWNER, Seat.Role.EDITOR)


def seat_or_404(person: Person, shop_handle: str, *roles: Seat.Role) -> Seat:
    """The person's seat in this shop, with the shop, in one statement; 404 without a seat of one of these roles."""
    seats = Seat.objects.filter(person=person, shop__handle=shop_handle).select_related("shop__picture")
    if roles:
        seats = seats.filter(role__in=roles)
    return get_object_or_404(seats)

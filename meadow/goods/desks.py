"""Who may sit at a shop's desk, for every room that has a page there; `docs/howto/roles.md` says what each may do."""

import functools
from collections.abc import Callable
from typing import TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from meadow.goods.models.shops import Seat
from meadow.people.models.persons import Person
from meadow.people.visitors import visitor

KEEPERS = (Seat.Role.OWNER, Seat.Role.EDITOR)
Door = TypeVar("Door", bound=Callable[..., HttpResponseBase])


def seat_or_404(person: Person, shop_handle: str, *roles: Seat.Role) -> Seat:
    """The person's seat in this shop, with the shop, in one statement; 404 without a seat of one of these roles."""
    seats = Seat.objects.filter(person=person, shop__handle=shop_handle)
    seats = seats.select_related("shop__picture", "shop__application")
    if roles:
        seats = seats.filter(role__in=roles)
    return get_object_or_404(seats)


def operators_only(view: Door) -> Door:
    """A door that is not there for anybody but operators."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        person = visitor(request)
        if person is None or not person.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return cast(Door, door)

"""Who knocks at a door: the types of requests, and doors that answer programs."""

import functools
from collections.abc import Callable
from typing import TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from meadow.people.models.persons import Person
from meadow.plumbing.problems import problem

Door = TypeVar("Door", bound=Callable[..., HttpResponse])


class Request(HttpRequest):
    """A request of somebody who has signed in."""

    user: Person


def visitor(request: HttpRequest) -> Person | None:
    """The person who has signed in, or None for a guest."""
    return request.user if request.user.is_authenticated else None


def is_removal(request: HttpRequest) -> bool:
    """True when the thing is to be taken away: DELETE, or a form that says `_method=delete`, as browsers must."""
    return request.method == "DELETE" or request.POST.get("_method") == "delete"


def signed_in_or_problem(view: Door) -> Door:
    """Like `login_required`, for doors that scripts use: guests get problem+json with 401 and no page."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if visitor(request) is None:
            return problem(401, "sign-in", _("Please sign in first."))
        return view(request, *args, **kwargs)

    return cast(Door, door)

"""Who may come in: doors that are there for buyers."""

import functools
from collections.abc import Callable
from typing import TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from meadow.people.visitors import visitor

Door = TypeVar("Door", bound=Callable[..., HttpResponse])


def buyers_only(view: Door) -> Door:
    """A door for buyers: guests sign in first, and other members are shown how to become one."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        person = visitor(request)
        if person is None:
            return redirect_to_login(request.get_full_path())
        if not person.is_buyer:
            return redirect("trade:buying-begin")
        return view(request, *args, **kwargs)

    return cast(Door, door)

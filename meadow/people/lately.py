"""Doors that ask again who it is, where signing in was long ago."""

import functools
import time
from collections.abc import Callable
from typing import TypeVar, cast

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http.response import HttpResponseBase

from meadow.people.visitors import Request

LATELY = 15 * 60
"""Seconds for which having signed in, or having shown again who one is, opens these doors."""
Door = TypeVar("Door", bound=Callable[..., HttpResponseBase])


def signed_in_lately(view: Door) -> Door:
    """Ask who signed in long ago for the password or passkey again: a device left open gives nothing away."""

    @functools.wraps(view)
    def door(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        shown = [record["at"] for record in get_authentication_records(request, request.user)]
        can_show = get_adapter().get_reauthentication_methods(request.user)
        if can_show and max(shown, default=0) < time.time() - LATELY:
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return cast(Door, door)

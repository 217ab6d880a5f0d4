"""What signing in does to a cart, and to what led a guest to it.

The house uses no signals between its rooms, and this is none of its own: signing in is a fact that Django tells, and
only there and then is the guest's session at hand. An event of ours would come after the session has gone on.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from meadow.people.models.persons import Person
from meadow.trade.actions.carts import merge_carts
from meadow.trade.actions.touches import merge_touches
from meadow.trade.session import forget_guest_key, guest_key


@receiver(user_logged_in, dispatch_uid="trade.carts_become_one")
def carts_become_one(request: HttpRequest | None, user: Person, **_: Any) -> None:
    """Give the guest's cart to the member that the guest turns out to be."""
    if request is not None and (key := guest_key(request)):
        merge_carts(key, into=user)
        merge_touches(key, into=user)
        forget_guest_key(request)

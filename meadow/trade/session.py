"""Whose cart a request has: a member's own, or the one whose key is in a guest's session."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from meadow.people.visitors import visitor
from meadow.trade.models.carts import Cart

_NAME = "cart"


def guest_key(request: HttpRequest) -> UUID | None:
    """The key of the guest's cart. Who brings no session cookie has none, and is not given a session by asking."""
    if not _has_session(request):
        return None
    key = request.session.get(_NAME)
    return UUID(key) if key else None


def made_guest_key(request: HttpRequest) -> UUID:
    """The key of the guest's cart, made and remembered when there is none yet."""
    key = guest_key(request)
    if key is None:
        key = uuid4()
        request.session[_NAME] = str(key)
    return key


def forget_guest_key(request: HttpRequest) -> None:
    request.session.pop(_NAME, None)


def owner(request: HttpRequest) -> Q | None:
    """The condition under which a cart is this request's, or None when it has none."""
    if not _has_session(request):
        return None
    person = visitor(request)
    if person is not None:
        return Q(person=person.pk)
    key = guest_key(request)
    return Q(key=key) if key else None


def cart_of(request: HttpRequest) -> Cart | None:
    mine = owner(request)
    return Cart.objects.filter(mine).first() if mine else None


def _has_session(request: HttpRequest) -> bool:
    """Whether the request came with a session or was given one; pages that are the same for all guests need none."""
    session = getattr(request, "session", None)  # an answer from before the session's middleware has none
    return session is not None and (settings.SESSION_COOKIE_NAME in request.COOKIES or session.modified)

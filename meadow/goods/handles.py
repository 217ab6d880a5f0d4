"""Handles of shops: which ones nobody may take, and which one to propose for a name."""

import secrets

from django.utils.translation import gettext as _

from meadow.goods.catalogues.building import slug
from meadow.goods.models.shops import FormerHandle, Shop
from meadow.people.handles import is_reserved

SHORTEST, LONGEST = 2, 50
# Pages of the desk and of the shops that stand where a handle would.
_PAGES = frozenset({"collections", "invitations", "open", "opening", "review"})


def why_not(handle: str, *, shop: Shop | None = None) -> str:
    """Why this well-formed handle cannot be had, by `shop` when it has one already; nothing when it can."""
    if is_reserved(handle.replace("-", "")) or handle in _PAGES:
        return _("“%(handle)s” is kept for the platform itself.") % {"handle": handle}
    taken = Shop.objects.filter(handle=handle)
    left = FormerHandle.objects.filter(handle=handle)
    if shop is not None:
        taken, left = taken.exclude(pk=shop.pk), left.exclude(shop=shop)
    if taken.exists() or left.exists():
        return _("There is a shop at “%(handle)s” already.") % {"handle": handle}
    return ""


def propose_handle(name: str) -> str:
    """A free handle that resembles the name, with digits where that alone is taken.

    A name without Latin letters proposes `shop` and digits: guessing at its sound would be worse.
    """
    base = slug(name)[: LONGEST - 6].strip("-")
    if len(base) < SHORTEST or not base.isascii():
        base = "shop"
    elif not why_not(base):
        return base
    while why_not(handle := f"{base}-{secrets.randbelow(90_000) + 10_000}"):
        pass
    return handle

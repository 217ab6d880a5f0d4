"""What was archived last, so that the list of products can offer to undo it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meadow.goods.actions.products import restore_product
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.visitors import Request
from meadow.plumbing.limits import limit_writes

_KEY = "archived-product"


def remember_archived(request: Request, before: Product) -> None:
    """Keep in the session how the product was before; `before` is the row as it was read."""
    request.session[_KEY] = {
        "shop": before.shop_id,
        "product": before.pk,
        "title": before.title,
        "status": before.status,
        "publish_at": before.publish_at.isoformat() if before.publish_at else None,
    }


def archived_last(request: Request, shop: Shop) -> dict[str, Any] | None:
    """What can be brought back, told once: the next look at the list no longer offers it."""
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if not kept or kept["shop"] != shop.pk or kept.get("told"):
        return None
    request.session[_KEY] = {**kept, "told": True}
    return kept


@login_required
@require_POST
def undo(request: Request, handle: str) -> HttpResponse:
    """Bring the product that was archived last back to how it was."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "desk")
    kept = request.session.get(_KEY)
    if not kept or kept["shop"] != seat.shop.pk:
        raise Http404
    known = get_object_or_404(Product.objects.filter(shop=seat.shop), pk=kept["product"])
    publish_at = datetime.fromisoformat(kept["publish_at"]) if kept["publish_at"] else None
    restore_product(known, status=Product.Status(kept["status"]), publish_at=publish_at, by=request.user)
    del request.session[_KEY]
    messages.success(request, _("“%(title)s” is back.") % {"title": known.title})
    return redirect("goods:desk-products", handle)

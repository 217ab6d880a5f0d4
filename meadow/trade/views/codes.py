"""Doors to codes at the cart, and to coupons that members take."""

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.models.shops import Shop
from meadow.people.visitors import Request, is_removal, visitor
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.promotions import claim_coupon, claimable, take_code_out, type_code
from meadow.trade.forms.buying import CodeForm
from meadow.trade.models.orders import Order
from meadow.trade.models.promotions import Coupon, Promotion
from meadow.trade.refusals import EmptyCart, NoSuchCode
from meadow.trade.session import cart_of
from meadow.trade.views.carts import cart_page
from meadow.trade.wording import what_it_asks, what_it_gives

_TRIES, _TRIES_A_DAY = 10, 60
_AT_ONCE = 60


@require_POST
@idempotent("codes")
def codes(request: HttpRequest) -> HttpResponse:
    """Type a code at the cart. Guessing is slow: so many a minute, and so many a day."""
    limit_writes(request, "codes", times=_TRIES)
    limit_writes(request, "codes-a-day", times=_TRIES_A_DAY, seconds=86_400)
    cart = cart_of(request)
    form = CodeForm(request.POST)
    refusal: Refusal | None = None
    try:
        if cart is None:
            raise EmptyCart
        if not form.is_valid():
            raise NoSuchCode(code=request.POST.get("code", "")[:40])
        type_code(cart, form.cleaned_data["code"], by=visitor(request))
    except Refusal as said:
        refusal = said
    return _back(request, refusal)


@require_http_methods(["POST", "DELETE"])
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a code out of the cart."""
    limit_writes(request, "cart")
    cart = cart_of(request)
    if cart is not None and is_removal(request):
        take_code_out(cart, pk)
    return _back(request, None)


@require_GET
@login_required
@never_cache
def coupons(request: Request) -> HttpResponse:
    """The coupons that the member holds, and those that may be taken."""
    now = timezone.now()
    held = Coupon.objects.filter(person=request.user, claimed_at__isnull=False).select_related("promotion__shop")
    rows = [(coupon, coupon.promotion) for coupon in held.order_by("-claimed_at")[:_AT_ONCE]]
    usable = [row for row in rows if _is_usable(*row)]
    known = Order.objects.placed_by(request.user).values("shop")
    more = claimable(known).exclude(coupons__in=held).select_related("shop").order_by("ends_at", "-pk")
    context = {
        "usable": [_told(promotion) for _coupon, promotion in usable],
        "over": [
            (*_told(promotion), promotion.is_running(now))
            for coupon, promotion in rows
            if (coupon, promotion) not in usable
        ],
        "claimable": [_told(promotion) for promotion in more[:_AT_ONCE]],
    }
    return TemplateResponse(request, "trade/coupons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def coupon(request: HttpRequest, pk: int) -> HttpResponse:
    """One coupon, at an address that can be shared; a POST takes it."""
    own = Coupon.objects.filter(promotion=OuterRef("pk"), person=getattr(visitor(request), "pk", None))
    shown = Promotion.objects.filter(
        Q(shop=None) | Q(shop__state=Shop.State.OPEN), trigger=Promotion.Trigger.CLAIM, is_active=True
    ).annotate(taken_at=Subquery(own.values("claimed_at")[:1]))
    promotion = get_object_or_404(shown.select_related("shop"), pk=pk)
    if request.method == "POST":
        return _claimed(request, promotion)
    now = timezone.now()
    context = {
        "promotion": promotion,
        "told": _told(promotion),
        "is_taken": promotion.taken_at is not None,  # type: ignore[attr-defined]  # annotated
        "is_over": promotion.is_over(now),
        "is_gone": promotion.left == 0,
    }
    return TemplateResponse(request, "trade/coupon.html", context)


def _claimed(request: HttpRequest, promotion: Promotion) -> HttpResponse:
    limit_writes(request, "coupons", times=30)
    person = visitor(request)
    here = request.path
    if person is None:
        return redirect(f"/account/login/?{urlencode({'next': here})}")
    claim_coupon(promotion, by=person)
    messages.success(request, _("“%(name)s” is yours.") % {"name": promotion.in_words["name"]})
    where = {"cart": "trade:cart", "checkout": "trade:checkout"}.get(request.POST.get("back", ""), "trade:coupons")
    return redirect(where)


def _is_usable(coupon: Coupon, promotion: Promotion) -> bool:
    return promotion.is_active and not promotion.is_over(timezone.now()) and coupon.used < (promotion.each or 1)


def _told(promotion: Promotion) -> tuple[Promotion, str, list[str]]:
    return promotion, what_it_gives(promotion), list(what_it_asks(promotion))


def _back(request: HttpRequest, refusal: Refusal | None) -> HttpResponse:
    """The cart or the checkout once more, with why a code was refused."""
    if request.headers.get("HX-Request"):
        status = refusal.status if refusal else 200
        answer = cart_page(request, part="#cart", code_refused=refusal, status=status)
        if refusal:
            answer["HX-Trigger"] = json.dumps({"toast": {"text": str(refusal), "kind": "error"}})
        return answer
    if refusal and request.POST.get("back") != "checkout":
        return cart_page(request, code_refused=refusal, status=refusal.status)
    if refusal:
        messages.error(request, str(refusal))
    return redirect("trade:checkout" if request.POST.get("back") == "checkout" else "trade:cart")

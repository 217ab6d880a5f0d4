"""A member's doors to their wishes for what is sold out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meadow.goods.actions.wishes import wish_for, withdraw_wish
from meadow.goods.models.products import Variant
from meadow.goods.models.stock import StockWish
from meadow.people.visitors import Request
from meadow.plumbing.cursors import leaf
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes

LINES = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def wishes(request: Request) -> HttpResponse:
    """What the member waits for, and what came back; POST wishes for one thing more."""
    if request.method == "POST":
        return _wished(request)
    rows = StockWish.objects.filter(member=request.user).select_related(
        "variant__product__shop", "variant__product__cover", "variant__stock"
    )
    page = leaf(rows, by="-pk", after=request.GET.get("after"), limit=LINES)
    template = "goods/wishes.html#lines" if request.headers.get("HX-Request") else "goods/wishes.html"
    return TemplateResponse(request, template, {"leaf": page, "me_tab": "wishes"})


@require_POST
@login_required
def wish(request: Request, pk: int) -> HttpResponse:
    """Take a wish back."""
    limit_writes(request, "wishes")
    withdraw_wish(get_object_or_404(StockWish, pk=pk, member=request.user))
    return redirect("goods:wishes")


@idempotent("wishes")
def _wished(request: Request) -> HttpResponse:
    limit_writes(request, "wishes")
    key = request.POST.get("variant", "")
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        raise Http404
    known = Variant.objects.on_sale().select_related("product__shop", "stock").exclude(stock=None)
    variant = get_object_or_404(known, pk=key)
    wish_for(variant, by=request.user)
    messages.success(request, _("We will tell you when it is back."))
    return redirect(f"{variant.product.get_absolute_url()}?variant={variant.pk}")

"""The owner's door to what sending costs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.shipping import keep_rate, remove_rate
from meadow.trade.forms import RateForm
from meadow.trade.models.shipping import ShippingRate


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def rates(request: Request, handle: str) -> HttpResponse:
    """The ways in which the shop sends, and a form for one more."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    if request.method == "POST":
        return _kept(request, seat, RateForm(request.POST, shop=seat.shop))
    return _page(request, seat, RateForm(shop=seat.shop))


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@login_required
@never_cache
def rate(request: Request, handle: str, pk: int) -> HttpResponse:
    """One way of sending: change it or remove it."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    found = get_object_or_404(ShippingRate, pk=pk, shop=seat.shop)
    if is_removal(request):
        limit_writes(request, "rates")
        remove_rate(found)
        messages.success(request, _("This way of sending is no longer offered."))
        return redirect("trade:desk-shipping", handle)
    if request.method == "POST":
        return _kept(request, seat, RateForm(request.POST, instance=found, shop=seat.shop))
    return _page(request, seat, RateForm(instance=found, shop=seat.shop))


def _kept(request: Request, seat: Seat, form: RateForm) -> HttpResponse:
    limit_writes(request, "rates")
    if not form.is_valid():
        return _page(request, seat, form, status=422)
    keep_rate(form.save(commit=False))
    messages.success(request, _("Saved."))
    return redirect("trade:desk-shipping", seat.shop.handle)


def _page(request: Request, seat: Seat, form: RateForm, status: int = 200) -> HttpResponse:
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "shipping",
        "rates": seat.shop.shipping_rates.all(),
        "form": form,
    }
    return TemplateResponse(request, "trade/desk_shipping.html", context, status=status)

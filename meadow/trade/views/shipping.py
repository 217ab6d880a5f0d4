"""The owner's doors to what sending costs: zones, and the rates in each."""

from typing import Any
from uuid import uuid4

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
from meadow.people.countries import country_name
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.shipping_rates import keep_rate, keep_zone, remove_rate, remove_zone
from meadow.trade.forms.shipping import RateForm, ZoneForm
from meadow.trade.models.shipping import ShippingRate, ShippingZone


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent("rates")
def rates(request: Request, handle: str) -> HttpResponse:
    """The zones and the ways of sending to each, and a form for one more way."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    if request.method == "POST":
        return _kept(request, seat, RateForm(request.POST, shop=seat.shop))
    wanted = request.GET.get("zone", "")
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else 0
    return _page(request, seat, RateForm(shop=seat.shop, zone=seat.shop.shipping_zones.filter(pk=number).first()))


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


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@login_required
@never_cache
def zone(request: Request, handle: str, pk: int) -> HttpResponse:
    """One zone: change where it is, or remove it with its rates."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    found = get_object_or_404(ShippingZone, pk=pk, shop=seat.shop)
    if is_removal(request):
        limit_writes(request, "rates")
        remove_zone(found)
        messages.success(request, _("Nothing is sent to this zone any more."))
        return redirect("trade:desk-shipping", handle)
    if request.method == "POST":
        return _kept(request, seat, ZoneForm(request.POST, instance=found, shop=seat.shop))
    return _page(request, seat, ZoneForm(instance=found, shop=seat.shop))


def _kept(request: Request, seat: Seat, form: RateForm | ZoneForm) -> HttpResponse:
    limit_writes(request, "rates")
    if not form.is_valid():
        return _page(request, seat, form, status=422)
    kept = form.save(commit=False)
    if isinstance(kept, ShippingZone):
        keep_zone(kept)
    else:
        keep_rate(kept, countries=form.cleaned_data["countries"], regions=form.cleaned_data["regions"])
    messages.success(request, _("Saved."))
    return redirect("trade:desk-shipping", seat.shop.handle)


def _page(request: Request, seat: Seat, form: RateForm | ZoneForm, status: int = 200) -> HttpResponse:
    found = list(seat.shop.shipping_zones.prefetch_related("rates"))
    context: dict[str, Any] = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "shipping",
        "zones": [(zone, [country_name(code) for code in zone.countries], list(zone.rates.all())) for zone in found],
        "has_rates": any(zone.rates.all() for zone in found),
        "form": form,
        "is_zone": isinstance(form, ZoneForm),
        "idempotency_key": uuid4().hex,
    }
    return TemplateResponse(request, "trade/desk_shipping.html", context, status=status)

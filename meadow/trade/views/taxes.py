"""The owner's doors to the tax rates of their shop."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat
from meadow.people.countries import country_name
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.money import percent_text
from meadow.trade.actions.tax_rates import begin_with_rates, keep_tax_rate, remove_tax_rate, starter
from meadow.trade.forms.taxes import StarterForm, TaxRateForm
from meadow.trade.models.taxes import TaxRate


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent("tax-rates")
def rates(request: Request, handle: str) -> HttpResponse:
    """The shop's tax rates, and a form for one more."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    if request.method == "POST":
        return _kept(request, seat, TaxRateForm(request.POST, shop=seat.shop))
    return _page(request, seat, TaxRateForm(shop=seat.shop))


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@login_required
@never_cache
def rate(request: Request, handle: str, pk: int) -> HttpResponse:
    """One tax rate: change it or remove it."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    found = get_object_or_404(TaxRate, pk=pk, shop=seat.shop)
    if is_removal(request):
        limit_writes(request, "rates")
        remove_tax_rate(found)
        messages.success(request, _("Removed."))
        return redirect("trade:desk-taxes", handle)
    if request.method == "POST":
        return _kept(request, seat, TaxRateForm(request.POST, instance=found, shop=seat.shop))
    return _page(request, seat, TaxRateForm(instance=found, shop=seat.shop))


@require_POST
@login_required
@idempotent("tax-starter")
def beginning(request: Request, handle: str) -> HttpResponse:
    """Begin with the rates of some countries that come with the house."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    limit_writes(request, "rates")
    form = StarterForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, TaxRateForm(shop=seat.shop), starting=form, status=422)
    number = begin_with_rates(seat.shop, form.cleaned_data["countries"])
    said = ngettext("%(number)s rate is new. Please check it.", "%(number)s rates are new. Please check them.", number)
    messages.success(request, said % {"number": number})
    return redirect("trade:desk-taxes", handle)


def _kept(request: Request, seat: Seat, form: TaxRateForm) -> HttpResponse:
    limit_writes(request, "rates")
    if not form.is_valid():
        return _page(request, seat, form, status=422)
    keep_tax_rate(form.save(commit=False))
    messages.success(request, _("Saved."))
    return redirect("trade:desk-taxes", seat.shop.handle)


def _page(
    request: Request, seat: Seat, form: TaxRateForm, *, starting: StarterForm | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "taxes",
        "rates": [
            (one, country_name(one.country), percent_text(one.rate)) for one in TaxRate.objects.filter(shop=seat.shop)
        ],
        "form": form,
        "starting": starting or StarterForm(),
        "as_of": parse_date(starter()["as_of"]),
        "idempotency_key": uuid4().hex,
    }
    return TemplateResponse(request, "trade/desk_taxes.html", context, status=status)

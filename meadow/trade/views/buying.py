"""Doors for buying one thing at once: a checkout on one page that leaves the cart alone."""

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meadow.people.actions.addresses import keep_address
from meadow.people.forms import AddressForm
from meadow.people.models.persons import Address
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import given_key, idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.placing import buy
from meadow.trade.checkout import look_over
from meadow.trade.forms.purchases import Purchase, Wanted
from meadow.trade.models.carts import CartLine
from meadow.trade.views.checkout import way_to_pay


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def buying(request: Request) -> HttpResponse:
    """One thing looked over before it is bought; choices are made by GET, and POST buys it."""
    return _bought(request) if request.method == "POST" else _page(request, request.GET)


@require_POST
@login_required
@idempotent("buy-address")
def address(request: Request) -> HttpResponse:
    """Keep a new address, and go on with it."""
    limit_writes(request, "addresses", times=20)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, request.GET, address_form=form, status=422)
    kept = keep_address(form.save(commit=False), by=request.user)
    chosen = {name: request.GET[name] for name in ("variant", "quantity", "note") if request.GET.get(name)}
    return redirect(f"{reverse('trade:buy')}?{urlencode({**chosen, 'address': kept.pk})}")


@idempotent("buy")
def _bought(request: Request) -> HttpResponse:
    """Place the order that the page showed, and go on to its payment."""
    limit_writes(request, "checkout", times=20)
    form = Purchase(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, request.POST, form=form, status=422)
    typed = form.cleaned_data
    try:
        group = buy(
            typed["variant"],
            typed["quantity"],
            by=request.user,
            address=typed["address"],
            rate=typed["rate"],
            note=typed["note"],
            expected_total=typed["expected_total"],
            request_key=given_key(request),
        )
    except Refusal as refusal:
        return _page(request, request.POST, refusal=refusal, status=refusal.status)
    return redirect(way_to_pay(request, group))


def _page(
    request: Request,
    chosen: QueryDict,
    *,
    form: Purchase | None = None,
    address_form: AddressForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    wanted = Wanted(chosen, by=request.user)
    wanted.is_valid()
    variant = wanted.cleaned_data.get("variant")
    if variant is None:
        raise Http404
    quantity, note = wanted.cleaned_data.get("quantity") or 1, wanted.cleaned_data.get("note")
    addresses = list(Address.objects.kept_by(request.user))
    asked = chosen.get("address", "")
    where = next((one for one in addresses if str(one.pk) == asked), addresses[0] if addresses else None)
    line = CartLine(variant=variant, quantity=quantity, note=note)
    rate = chosen.get("rate", "")
    rates = {variant.product.shop_id: int(rate)} if rate.isascii() and rate.isdecimal() and len(rate) < 19 else {}
    country, region = (where.country, where.region) if where else (None, "")
    summary = look_over([line], country=country, region=region, rates=rates, by=request.user)
    kept = {"variant": variant.pk, "quantity": quantity, **({"note": note.pk} if note else {})}
    context = {
        "addresses": addresses,
        "where": where,
        "summary": summary,
        "parcel": summary.parcels[0],
        "line": line,
        "note": note,
        "query": urlencode(kept),
        "refusal": refusal or summary.obstacle,
        "can_order": summary.obstacle is None and (where is not None or not summary.needs_sending),
        "form": form,
        "address_form": address_form or AddressForm(initial={"name": request.user.name}),
        "address_opens": (not addresses and summary.needs_sending) or address_form is not None,
        "idempotency_key": uuid4().hex,
    }
    return TemplateResponse(request, "trade/buy.html", context, status=status)

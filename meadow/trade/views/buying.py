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

from meadow.goods.models.products import Variant
from meadow.people.actions.addresses import keep_address
from meadow.people.forms import AddressForm
from meadow.people.models.persons import Address
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import given_key, idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.placing import buy
from meadow.trade.actions.room_sales import Inside, is_gone, objection_to, price_by_offer
from meadow.trade.checkout import look_over
from meadow.trade.forms.purchases import Purchase, Wanted
from meadow.trade.models.carts import CartLine
from meadow.trade.refusals import PriceChanged
from meadow.trade.views.checkout import way_to_pay
from meadow.trade.views.payments import onwards
from meadow.venue.live.refusals import OfferHadYours, OfferOver, OfferSoldOut

KEPT = ("variant", "quantity", "note", "room", "offer", "shows_initial")
"""What a choice on the page takes along."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def buying(request: Request) -> HttpResponse:
    """One thing looked over before it is bought; choices are made by GET, and POST buys it."""
    if request.method != "POST":
        return _page(request, request.GET)
    offer = request.POST.get("offer", "")
    if offer.isascii() and offer.isdecimal() and is_gone(int(offer), by=request.user, key=given_key(request)):
        return _refused(request, OfferSoldOut())
    return _bought(request)


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
    chosen = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
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
            inside=typed["inside"],
        )
    except (OfferSoldOut, OfferOver, OfferHadYours) as refusal:
        return _refused(request, refusal)
    except Refusal as refusal:
        # Out of a room it stands in a sheet, which takes in what can be corrected.
        status = 422 if request.headers.get("HX-Request") else refusal.status
        return _page(request, request.POST, refusal=refusal, status=status)
    return onwards(request, group, way_to_pay(request, group))


def _refused(request: Request, refusal: Refusal) -> HttpResponse:
    """That an offer is gone, and where the thing is still to be had; hardly more, for many hear it at once."""
    is_sheet = bool(request.headers.get("HX-Request"))
    template = "trade/offer_gone_sheet.html" if is_sheet else "trade/offer_gone.html"
    asked = {name: request.POST[name] for name in ("variant", "quantity", "room") if request.POST.get(name)}
    context = {"refusal": refusal, "url": f"{reverse('trade:buy')}?{urlencode(asked)}"}
    return TemplateResponse(request, template, context, status=422 if is_sheet else refusal.status)


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
    inside: Inside | None = wanted.cleaned_data.get("inside")
    offer = inside.offer if inside else None
    line = CartLine(variant=variant, quantity=quantity, note=note)
    if offer is not None:
        refusal = refusal or objection_to(offer, line, request.user)
        price_by_offer(line, offer)
    rate = chosen.get("rate", "")
    rates = {variant.product.shop_id: int(rate)} if rate.isascii() and rate.isdecimal() and len(rate) < 19 else {}
    country, region = (where.country, where.region) if where else (None, "")
    places = [inside.occasion] if inside and inside.occasion else ()
    summary = look_over([line], country=country, region=region, rates=rates, by=request.user, places=places)
    kept = {"variant": variant.pk, "quantity": quantity, **({"note": note.pk} if note else {})}
    if inside is not None:
        kept |= {"room": inside.room.pk, **({"offer": offer.pk} if offer else {})}
        kept |= {"shows_initial": "on"} if inside.shows_initial else {}
    if offer is not None:
        line.lowest_30 = offer.lowest_30
    context = {
        "addresses": addresses,
        "where": where,
        "summary": summary,
        "parcel": summary.parcels[0],
        "line": line,
        "note": note,
        "inside": inside,
        "offer": offer,
        "is_refused_by_offer": offer is not None and refusal is not None,
        "variants": _variants_of(variant) if inside and not offer else [],
        "query": urlencode(kept),
        "refusal": refusal or summary.obstacle,
        "can_order": (offer is None or refusal is None or isinstance(refusal, PriceChanged))
        and summary.obstacle is None
        and (where is not None or not summary.needs_sending),
        "form": form,
        "address_form": address_form or AddressForm(initial={"name": request.user.name}),
        "address_opens": (not addresses and summary.needs_sending) or address_form is not None,
        "idempotency_key": uuid4().hex,
    }
    return TemplateResponse(request, "trade/buy.html", context, status=status)


def _variants_of(variant: Variant) -> list[Variant]:
    """What else of the same product can be chosen, where there is a choice."""
    found = list(variant.product.variants.filter(is_active=True).order_by("pk")[:100])
    return found if len(found) > 1 else []

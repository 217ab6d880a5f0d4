"""Doors to the cart."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.people.countries import country_choices, country_name
from meadow.people.models.persons import Address, Person
from meadow.people.visitors import visitor
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.middleware import wants_json
from meadow.plumbing.problems import problem
from meadow.trade.actions.carts import change_line, put_in_cart
from meadow.trade.actions.promotions import claimable
from meadow.trade.arrivals import note_arrival
from meadow.trade.checkout import look_over
from meadow.trade.forms.buying import HowMany, PutInCart
from meadow.trade.models.carts import CartLine
from meadow.trade.models.promotions import Coupon, Promotion
from meadow.trade.session import cart_of, made_guest_key
from meadow.trade.summary import Summary
from meadow.trade.wording import what_it_asks, what_it_gives

_COUNTRY = "country"  # what the session remembers: where the estimate is for
_COUPONS = 5


@require_GET
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    """Everything in the cart, shop by shop, with an estimate for where it will go; `country` chooses another place."""
    return cart_page(request)


@require_POST
@idempotent("cart-lines")
def lines(request: HttpRequest) -> HttpResponse:
    """Put something into the cart."""
    limit_writes(request, "cart")
    person = visitor(request)
    form = PutInCart(request.POST, by=person)
    if not form.is_valid():
        return _wrong(request, form)
    key = None if person else made_guest_key(request)
    typed = form.cleaned_data
    line = put_in_cart(typed["variant"], typed["quantity"], by=person, key=key, note=typed["note"])
    note_arrival(request, line.variant.product)

    said = _("“%(title)s” is in your cart.") % {"title": line.variant.product.in_words["title"]}
    if request.headers.get("HX-Request"):
        response: HttpResponse = TemplateResponse(request, "trade/put_in_cart.html")
        toast = {"text": said, "url": reverse("trade:cart"), "label": _("Cart")}
        response["HX-Trigger"] = json.dumps({"toast": toast})
        response["HX-Reswap"] = "none"  # only the count in the bar changes
        return response
    messages.success(request, said)
    return redirect("trade:cart")


@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how many of a line there are, or take it out."""
    limit_writes(request, "cart")
    found = get_object_or_404(CartLine, pk=pk, cart=cart_of(request))
    form = HowMany(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    change_line(found, form.cleaned_data["quantity"])
    if request.headers.get("HX-Request"):
        return cart_page(request, part="#cart")
    return redirect("trade:cart")


def _wrong(request: HttpRequest, form: HowMany | PutInCart) -> HttpResponse:
    """The cart once more with what is wrong, or problem+json that names the fields."""
    if wants_json(request):
        errors = {field: [str(error) for error in wrong] for field, wrong in form.errors.items()}
        return problem(422, "bad-input", _("Something is missing or wrong."), errors=errors)
    said = [f"{form[field].label}: {error}" for field, wrong in form.errors.items() for error in wrong]
    if request.headers.get("HX-Request"):
        toast = {"toast": {"text": " ".join(said), "kind": "error"}}
        return HttpResponse(status=422, headers={"HX-Reswap": "none", "HX-Trigger": json.dumps(toast)})
    return cart_page(request, wrong=said, status=422)


def cart_page(request: HttpRequest, *, part: str = "", status: int = 200, **said: object) -> HttpResponse:
    """The cart, or a part of its page, priced for where it will probably go."""
    country, region = _whereto(request)
    person = visitor(request)
    summary = look_over(cart_of(request), country=country, region=region, is_estimate=True)
    context = {
        "summary": summary,
        "countries": country_choices(),
        "country_name": country_name(country) if country else "",
        "coupons": _coupons(summary, person),
        "oob": bool(part),
        **said,
    }
    return TemplateResponse(request, f"trade/cart.html{part}", context, status=status)


def _whereto(request: HttpRequest) -> tuple[str | None, str]:
    """The country that was chosen for the estimate, or else where the member's usual address is."""
    chosen = request.GET.get("country")
    known = {code for code, _name in country_choices()}
    if chosen is not None and (chosen in known or not chosen) and cart_of(request) is not None:
        request.session[_COUNTRY] = chosen
    kept = request.session.get(_COUNTRY)
    if kept is not None:
        return (kept or None), ""
    person = visitor(request)
    usual = Address.objects.kept_by(person).first() if person else None
    return (usual.country, usual.region) if usual else (None, "")


def _coupons(summary: Summary, person: Person | None) -> list[tuple[Promotion, str, list[str]]]:
    """Coupons for what is in the cart that may still be taken."""
    if not summary.lines:
        return []
    found = claimable([parcel.shop.pk for parcel in summary.parcels]).filter(currency__in=summary.currencies)
    if person is not None:
        found = found.exclude(pk__in=Coupon.objects.filter(person=person, claimed_at__isnull=False).values("promotion"))
    return [(one, what_it_gives(one), list(what_it_asks(one))) for one in found.order_by("ends_at", "-pk")[:_COUPONS]]

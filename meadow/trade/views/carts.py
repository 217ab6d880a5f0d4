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

from meadow.people.visitors import visitor
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.middleware import wants_json
from meadow.plumbing.problems import problem
from meadow.trade.actions.carts import change_line, put_in_cart
from meadow.trade.checkout import look_over
from meadow.trade.forms.buying import HowMany, PutInCart
from meadow.trade.models.carts import CartLine
from meadow.trade.session import cart_of, made_guest_key


@require_GET
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    """Everything in the cart, shop by shop."""
    return TemplateResponse(request, "trade/cart.html", {"summary": look_over(cart_of(request))})


@require_POST
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
        return TemplateResponse(request, "trade/cart.html#cart", {"summary": look_over(cart_of(request)), "oob": True})
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
    context = {"summary": look_over(cart_of(request)), "wrong": said}
    return TemplateResponse(request, "trade/cart.html", context, status=422)

"""Doors to the checkout: look everything over, add an address, place the order."""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
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
from meadow.trade.actions.payments import begin_payment
from meadow.trade.actions.placing import place_order
from meadow.trade.checkout import look_over
from meadow.trade.forms.buying import Confirmation
from meadow.trade.models.groups import OrderGroup
from meadow.trade.payments.offered import offered
from meadow.trade.refusals import CannotCharge, EmptyCart, ProviderUnreachable
from meadow.trade.session import cart_of
from meadow.trade.views.payments import device_of

_RATE = "rate-"  # `rate-7=12`: shop 7 is to send by rate 12


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def checkout(request: Request) -> HttpResponse:
    """The whole checkout on one page; choices are made by GET, and POST places the order."""
    return place(request) if request.method == "POST" else _page(request, request.GET)


@idempotent("checkout")
def place(request: Request) -> HttpResponse:
    """Place the order that the page showed, and go on to its payment."""
    limit_writes(request, "checkout", times=20)
    needs_address = bool(request.POST.get("address")) or look_over(cart_of(request)).needs_sending
    form = Confirmation(request.POST, by=request.user, needs_address=needs_address)
    if not form.is_valid():
        return _page(request, request.POST, form=form, status=422)
    try:
        group = _placed(request, form)
    except Refusal as refusal:
        return _page(request, request.POST, refusal=refusal, status=refusal.status)
    return redirect(way_to_pay(request, group))


@require_POST
@login_required
@idempotent("checkout-address")
def address(request: Request) -> HttpResponse:
    """Keep a new address, and go on with it."""
    limit_writes(request, "addresses", times=20)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, request.GET, address_form=form, status=422)
    kept = keep_address(form.save(commit=False), by=request.user)
    return redirect(f"{reverse('trade:checkout')}?address={kept.pk}")


def _placed(request: Request, form: Confirmation) -> OrderGroup:
    cart = cart_of(request)
    if cart is None:
        raise EmptyCart
    return place_order(
        cart,
        by=request.user,
        address=form.cleaned_data["address"],
        rates=_rates(request.POST),
        expected_total=form.cleaned_data["expected_total"],
        request_key=given_key(request),
    )


def way_to_pay(request: Request, group: OrderGroup) -> str:
    """Where the member pays. With one provider there is nothing to choose, so its payment begins right away."""
    providers = offered(group.currency)
    if group.state == OrderGroup.State.OPEN and len(providers) == 1:
        try:
            _, begun = begin_payment(group, provider=providers[0], by=request.user, device=device_of(request))
        except (CannotCharge, ProviderUnreachable):
            return group.get_absolute_url()  # the page lets the member try again
        return begun.url or group.get_absolute_url()
    return group.get_absolute_url()


def _page(
    request: Request,
    chosen: QueryDict,
    *,
    form: Confirmation | None = None,
    address_form: AddressForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    addresses = list(Address.objects.kept_by(request.user))
    wanted = chosen.get("address", "")
    where = next((one for one in addresses if str(one.pk) == wanted), addresses[0] if addresses else None)
    country, region = (where.country, where.region) if where else (None, "")
    summary = look_over(cart_of(request), country=country, region=region, rates=_rates(chosen))
    context = {
        "addresses": addresses,
        "where": where,
        "summary": summary,
        "refusal": refusal or summary.obstacle,
        "can_order": summary.obstacle is None and (where is not None or not summary.needs_sending),
        "form": form,
        "address_form": address_form or AddressForm(initial={"name": request.user.name}),
        "address_opens": (not addresses and summary.needs_sending) or address_form is not None,
        "idempotency_key": uuid4().hex,
    }
    return TemplateResponse(request, "trade/checkout.html", context, status=status)


def _rates(chosen: QueryDict) -> dict[int, int]:
    """The rate chosen for each shop, of whatever was sent."""
    pairs = ((name.removeprefix(_RATE), str(chosen[name])) for name in chosen if name.startswith(_RATE))
    return {int(shop): int(rate) for shop, rate in pairs if _is_key(shop) and _is_key(rate)}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19

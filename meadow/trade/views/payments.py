"""The member's doors to paying: choosing how, coming back from a provider, and looking out for news."""

import re
from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import address, limit_writes
from meadow.plumbing.qr import code_for
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.orders import expire_group
from meadow.trade.actions.payments import begin_payment, catch_up, take_notice, take_up
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.payments import Payment
from meadow.trade.payments.offered import offered, provider_called
from meadow.trade.payments.provider import Begun, Device
from meadow.trade.payments.sandbox import Sandbox
from meadow.trade.refusals import CannotCharge, NoSuchProvider, PaymentClosed, ProviderUnreachable

_PHONES = re.compile(r"Mobi|Android|iPhone|iPad|HarmonyOS", re.ASCII)
_QUICK, _MOST = 20, 60  # looks every three seconds, and looks at all, before the page leaves it to the member
_LOOKS_FOR = timedelta(seconds=8)  # how long after one question the provider is asked the next


def device_of(request: HttpRequest) -> Device:
    """What the member pays with."""
    return Device(address(request), bool(_PHONES.search(request.headers.get("User-Agent", ""))))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def payment(request: Request, pk: int) -> HttpResponse:
    """How a checkout is paid, or that it was; POST begins with a provider."""
    group = get_object_or_404(OrderGroup.objects.placed_by(request.user), pk=pk)
    if request.method == "POST":
        return _begun(request, group)

    payments = list(group.payments.select_related("group").order_by("-pk"))
    payable = group.can_be_paid(timezone.now())
    device = device_of(request)
    providers = offered(group.currency)
    open_one = _fitting(payments, providers, device) if payable else None
    begun, refusal = _taken_up(open_one, device) if open_one else (None, None)
    is_back = "back" in request.GET and any(one.state == Payment.State.OPEN for one in payments)
    context = {
        "group": group,
        "orders": group.orders.select_related("shop").order_by("pk"),
        "payable": payable,
        "payment": payments[0] if payments else None,
        "open_one": open_one,
        "begun": begun,
        "code": code_for(begun.fields["code"]) if begun and begun.fields and "code" in begun.fields else None,
        "is_back": is_back,
        "looks_out": is_back or (begun is not None and begun.is_told_later),
        "asked": 0,
        "wait": 3,
        "refusal": refusal,
        "providers": [name for name in providers if begun is None or open_one is None or name != open_one.provider],
    }
    return TemplateResponse(request, "trade/payment.html", context)


@idempotent("payment")
def _begun(request: Request, group: OrderGroup) -> HttpResponse:
    limit_writes(request, "payment", times=20)
    provider = request.POST.get("provider", "")
    _, ready = begin_payment(group, provider=provider, by=request.user, device=device_of(request))
    return onwards(request, group, ready.url)


def onwards(request: Request, group: OrderGroup, url: str | None) -> HttpResponse:
    """On to where it is paid. In a sheet a page elsewhere is opened beside it, for no script may fetch it."""
    if url and not url.startswith("/") and request.headers.get("HX-Request"):
        return render(request, "trade/pay_elsewhere.html", {"url": url, "group": group})
    return redirect(url or group)


@require_POST
@login_required
def sandbox(request: Request, pk: int) -> HttpResponse:
    """The two buttons of the sandbox: the payment goes through, or is declined."""
    provider_called(Sandbox.name)
    group = get_object_or_404(OrderGroup.objects.placed_by(request.user), pk=pk)
    open_one = group.payments.filter(provider=Sandbox.name, state=Payment.State.OPEN).first()
    if expire_group(group) or open_one is None:
        raise PaymentClosed
    notice = Sandbox().decided(open_one, paid=request.POST.get("outcome") == "pay")
    take_notice(notice, provider=Sandbox.name)
    return redirect(group)


@require_GET
@login_required
@never_cache
def standing(request: Request, pk: int) -> HttpResponse:
    """Where a provider sends the member back to: ask it how the payment stands rather than believe the address."""
    group = get_object_or_404(OrderGroup.objects.placed_by(request.user), pk=pk)
    limit_writes(request, "payment", times=20)
    for open_one in group.payments.filter(state=Payment.State.OPEN).select_related("group").order_by("-pk")[:3]:
        with suppress(ProviderUnreachable, NoSuchProvider):  # then the notice or the clock will tell
            catch_up(open_one)
    still_open = group.payments.filter(state=Payment.State.OPEN).exists()
    return redirect(f"{group.get_absolute_url()}?back=1" if still_open else group)


@require_GET
@login_required
@never_cache
def news(request: Request, pk: int) -> HttpResponse:
    """What the open page asks every few seconds: it is loaded anew once something has happened, and asks no longer
    after some minutes."""
    group = get_object_or_404(OrderGroup.objects.placed_by(request.user), pk=pk)
    asked = min(_number(request.GET.get("asked", "")) + 1, _MOST)
    open_ones = list(group.payments.filter(state=Payment.State.OPEN).select_related("group").order_by("-pk")[:3])
    if asked % 4 == 0:
        open_ones = [one for one in open_ones if _asked_now(one).state == Payment.State.OPEN]
        group.refresh_from_db()
    if not open_ones or not group.can_be_paid(timezone.now()):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {"group": group, "looks_out": asked < _MOST, "asked": asked, "wait": 3 if asked < _QUICK else 10}
    return TemplateResponse(request, "trade/payment_news.html", context)


def _asked_now(payment: Payment) -> Payment:
    """The payment, after asking its provider unless that was a moment ago."""
    if payment.asked_at is None or payment.asked_at < timezone.now() - _LOOKS_FOR:
        with suppress(ProviderUnreachable, NoSuchProvider):
            return catch_up(payment)
    return payment


def _fitting(payments: list[Payment], providers: list[str], device: Device) -> Payment | None:
    """The latest open payment that this device can take up."""
    for one in payments:
        is_offered = one.state == Payment.State.OPEN and one.provider in providers
        if is_offered and one.flow == provider_called(one.provider).flow_for(device):
            return one
    return None


def _taken_up(payment: Payment, device: Device) -> tuple[Begun | None, Refusal | None]:
    try:
        return take_up(payment, device), None
    except (ProviderUnreachable, NoSuchProvider, CannotCharge) as refusal:
        return None, refusal


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0

"""Doors to paying: the member's pages, and the one at which Stripe knocks."""

from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.people.visitors import Request
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.orders import expire_group
from meadow.trade.actions.payments import begin_payment, catch_up, take_notice, take_up
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.payments import Payment
from meadow.trade.payments.offered import offered, provider_called
from meadow.trade.payments.provider import Begun
from meadow.trade.payments.sandbox import Sandbox
from meadow.trade.payments.stripe import Stripe
from meadow.trade.refusals import NoSuchProvider, PaymentClosed, ProviderUnreachable


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def payment(request: Request, pk: int) -> HttpResponse:
    """How a checkout is paid, or that it was; POST begins with a provider."""
    group = get_object_or_404(OrderGroup.objects.placed_by(request.user), pk=pk)
    if request.method == "POST":
        limit_writes(request, "payment", times=20)
        _, ready = begin_payment(group, provider=request.POST.get("provider", ""), by=request.user)
        return redirect(ready.url or group)

    payments = list(group.payments.order_by("-pk"))
    open_one = next((one for one in payments if one.state == Payment.State.OPEN), None)
    payable = group.can_be_paid(timezone.now())
    begun, refusal = _taken_up(open_one) if payable and open_one else (None, None)
    context = {
        "group": group,
        "orders": group.orders.select_related("shop").order_by("pk"),
        "payable": payable,
        "payment": payments[0] if payments else None,
        "begun": begun,
        "refusal": refusal,
        "providers": offered(),
    }
    return TemplateResponse(request, "trade/payment.html", context)


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
def standing(request: Request, pk: int) -> HttpResponse:
    """Where a provider sends the member back to: ask it how the payment stands rather than believe the address."""
    group = get_object_or_404(OrderGroup.objects.placed_by(request.user), pk=pk)
    limit_writes(request, "payment", times=20)
    open_one = group.payments.filter(state=Payment.State.OPEN).select_related("group").last()
    if open_one:
        with suppress(ProviderUnreachable, NoSuchProvider):  # then the notice or the clock will tell
            catch_up(open_one)
    return redirect(group)


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Stripe tells how a payment stands. What is not signed by Stripe is refused, what was told before is ignored."""
    notice = provider_called(Stripe.name).read_notice(request.body, request.headers)
    take_notice(notice, provider=Stripe.name)
    return HttpResponse("ok\n", content_type="text/plain")


def _taken_up(payment: Payment) -> tuple[Begun | None, Exception | None]:
    try:
        return take_up(payment), None
    except (ProviderUnreachable, NoSuchProvider) as refusal:
        return None, refusal

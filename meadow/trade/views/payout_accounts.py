"""Doors to where earnings are sent: an owner's for the shop, a buyer's for their own."""

from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat
from meadow.people.lately import signed_in_lately
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.payout_accounts import Owner, begin_connect, give_up, look_at_account, pay_by_hand
from meadow.trade.forms.payout_accounts import BankForm, ConnectForm
from meadow.trade.models.payout_accounts import PayoutAccount
from meadow.trade.payments.connect import Connect
from meadow.trade.payments.payouts import connect, payout_names
from meadow.trade.refusals import NoSuchProvider, ProviderUnreachable


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@login_required
@signed_in_lately
@never_cache
@idempotent("payout-account")
def of_shop(request: Request, handle: str) -> HttpResponse:
    """Where the shop's earnings are sent, and how to change it."""
    return _answer(request, _shops(request, handle), reverse("trade:desk-payout-account", args=[handle]))


@require_GET
@login_required
@never_cache
def of_shop_standing(request: Request, handle: str) -> HttpResponse:
    """Where Stripe sends the owner back to."""
    return _looked_at(request, _shops(request, handle), reverse("trade:desk-payout-account", args=[handle]))


@require_GET
@login_required
@signed_in_lately
@never_cache
def of_shop_onboarding(request: Request, handle: str) -> HttpResponse:
    """On to Stripe's page; Stripe sends back here when the page was open for too long."""
    return _on_to_stripe(request, _shops(request, handle), reverse("trade:desk-payout-account", args=[handle]))


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@login_required
@signed_in_lately
@never_cache
@idempotent("payout-account")
def of_buyer(request: Request) -> HttpResponse:
    """Where the buyer's own earnings are sent, and how to change it."""
    return _answer(request, _buyers(request), reverse("trade:payout-account"))


@require_GET
@login_required
@never_cache
def of_buyer_standing(request: Request) -> HttpResponse:
    """Where Stripe sends the buyer back to."""
    return _looked_at(request, _buyers(request), reverse("trade:payout-account"))


@require_GET
@login_required
@signed_in_lately
@never_cache
def of_buyer_onboarding(request: Request) -> HttpResponse:
    """As for shops."""
    return _on_to_stripe(request, _buyers(request), reverse("trade:payout-account"))


def _shops(request: Request, handle: str) -> Owner:
    return Owner(shop=seat_or_404(request.user, handle, Seat.Role.OWNER).shop)


def _buyers(request: Request) -> Owner:
    """A buyer's, and that of one who was: what was earned is still sent."""
    owner = Owner(person=request.user)
    if not request.user.is_buyer and owner.account() is None:
        raise Http404
    return owner


def _answer(request: Request, owner: Owner, here: str) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        return _page(request, owner, here, BankForm(), _connect_form())
    limit_writes(request, "payout-account", times=20)
    if is_removal(request):
        give_up(owner, by=request.user)
        messages.success(request, _("Given up. Earnings stay here until you say where they go."))
        return redirect(here)
    if request.POST.get("provider") == Connect.name:
        return _begun_with_stripe(request, owner, here)
    bank = BankForm(request.POST)
    if not bank.is_valid():
        return _page(request, owner, here, bank, _connect_form(), status=422)
    pay_by_hand(owner, by=request.user, **bank.cleaned_data)
    messages.success(request, _("Saved. Payouts go to this account from now on."))
    return redirect(here)


def _begun_with_stripe(request: Request, owner: Owner, here: str) -> HttpResponse:
    chosen = _connect_form(request.POST)
    if not chosen.is_valid():
        return _page(request, owner, here, BankForm(), chosen, status=422)
    account = begin_connect(owner, country=chosen.cleaned_data["country"], email=request.user.email, by=request.user)
    return redirect(_page_of_stripe(account, here))


def _on_to_stripe(request: Request, owner: Owner, here: str) -> HttpResponse:
    account = owner.account()
    if account is None or account.provider != Connect.name or not account.reference:
        return redirect(here)
    limit_writes(request, "payout-account", times=20)
    return redirect(_page_of_stripe(account, here))


def _page_of_stripe(account: PayoutAccount, here: str) -> str:
    base = f"{settings.PUBLIC_URL}{here}"
    return connect().page_for(account, back=f"{base}standing/", again=f"{base}onboarding/")


def _looked_at(request: Request, owner: Owner, here: str) -> HttpResponse:
    limit_writes(request, "payout-account", times=20)
    if account := owner.account():
        with suppress(ProviderUnreachable, NoSuchProvider):  # then the clock asks
            look_at_account(account)
    return redirect(here)


def _connect_form(typed: QueryDict | None = None) -> ConnectForm:
    """Both forms ask for a country; their fields need names of their own on the page."""
    return ConnectForm(typed, auto_id="stripe_%s")


def _page(
    request: Request, owner: Owner, here: str, bank: BankForm, stripe: ConnectForm, status: int = 200
) -> HttpResponse:
    context = {
        "shop": owner.shop,
        "desk_tab": "payout-account",
        "account": owner.account(),
        "names": payout_names(),
        "bank": bank,
        "stripe": stripe,
        "base": here,  # `here` is the door at hand, on every page
    }
    template = "trade/desk_payout_account.html" if owner.shop else "trade/my_payout_account.html"
    return TemplateResponse(request, template, context, status=status)

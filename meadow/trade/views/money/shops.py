"""Owners' doors to what their shop earns."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.payouts import plan_payout
from meadow.trade.models.ledger import Account
from meadow.trade.views.money.owners import Owner
from meadow.trade.views.money.pages import money_page, statement_page


@require_GET
@login_required
@never_cache
def money(request: Request, handle: str) -> HttpResponse:
    """What the shop has, what is coming, payouts, statements, and what was left of each order."""
    seat = _seat(request, handle)
    context = {"shop": seat.shop, "seat": seat, "desk_tab": "money"}
    return money_page(request, Owner(shop=seat.shop), "trade/money/desk.html", context)


@require_GET
@login_required
@never_cache
def statement(request: Request, handle: str, name: str) -> HttpResponseBase:
    """A statement of a month (`2026-11-USD`) or of a payout (`payout-7`), also as `.csv` and `.pdf`."""
    seat = _seat(request, handle)
    context = {"shop": seat.shop, "seat": seat, "desk_tab": "money"}
    return statement_page(request, Owner(shop=seat.shop), name, "trade/money/desk_statement.html", context)


@require_POST
@login_required
@idempotent("payout")
def payouts(request: Request, handle: str) -> HttpResponse:
    """Have everything that is settled paid out now, and not on the next day of the schedule."""
    limit_writes(request, "payouts", times=10)
    seat = _seat(request, handle)
    accounts = Account.objects.filter(shop=seat.shop, kind=Account.Kind.SHOP_PAYABLE)
    plan_payout(get_object_or_404(accounts, currency=request.POST.get("currency", "")), by=request.user)
    messages.success(request, _("The payout is planned."))
    return redirect("trade:desk-money", handle)


def _seat(request: Request, handle: str) -> Seat:
    return seat_or_404(request.user, handle, Seat.Role.OWNER)

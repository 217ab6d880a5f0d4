"""Buyers' doors to what they earn. Those who were buyers keep them: what was earned is theirs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

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
def earnings(request: Request) -> HttpResponse:
    """What the buyer has earned, what is coming, payouts, statements, and what each sale brought."""
    return money_page(request, _owner(request), "trade/money/earnings.html", _desk(request))


@require_GET
@login_required
@never_cache
def statement(request: Request, name: str) -> HttpResponseBase:
    """A statement of a month (`2026-11-USD`) or of a payout (`payout-7`), also as `.csv` and `.pdf`."""
    owner = _owner(request)
    return statement_page(request, owner, name, "trade/money/earnings_statement.html", _desk(request))


@require_POST
@login_required
@idempotent("payout")
def payouts(request: Request) -> HttpResponse:
    """Have everything that is settled paid out now, and not on the next day of the schedule."""
    limit_writes(request, "payouts", times=10)
    accounts = Account.objects.filter(person=request.user, kind=Account.Kind.BUYER_PAYABLE)
    plan_payout(get_object_or_404(accounts, currency=request.POST.get("currency", "")), by=request.user)
    messages.success(request, _("The payout is planned."))
    return redirect("trade:earnings")


def _owner(request: Request) -> Owner:
    owner = Owner(person=request.user)
    if not request.user.is_buyer and not owner.accounts.exists():
        raise Http404
    return owner


def _desk(request: Request) -> dict[str, str]:
    """The buyers' desk around the page; for those who were buyers, a plain one."""
    desk = "trade/buying/page.html" if request.user.is_buyer else "trade/money/plain.html"
    return {"desk": desk, "buying_tab": "earnings"}

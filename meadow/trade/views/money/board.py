"""The operators' money board: what stands where, and everything that waits for somebody."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.desks import operators_only
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.money import decimal_text
from meadow.plumbing.spreadsheet import csv_table
from meadow.trade.actions.payouts import bring_back, plan_payout, plan_payouts, say_sent
from meadow.trade.books import balances, balances_of, trial_balance
from meadow.trade.fees import fees_in_words
from meadow.trade.models.ledger import Account
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.payouts import Payout
from meadow.trade.models.refunds import Refund
from meadow.trade.statements import Holder, months, standing
from meadow.trade.views.money.owners import Owner
from meadow.trade.views.money.pages import statement_page

ROWS = 50
MONTHS = 24
UNHEARD = timedelta(hours=1)  # a payment that is open for longer is looked at
PLATFORM = Owner()


class SentForm(forms.Form):
    """The bank's reference of a payout that was sent by hand."""

    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=120)


class BackForm(forms.Form):
    """Why a payout did not arrive."""

    problem = forms.CharField(label=gettext_lazy("What went wrong"), max_length=300)


@operators_only
@require_GET
@never_cache
def board(request: Request) -> HttpResponse:
    """The trial balance, what waits, and the fees in words."""
    rows = trial_balance()
    columns = []
    for currency in dict.fromkeys(row.currency for row in rows):
        mine = [row for row in rows if row.currency == currency]
        holder = Holder.of(PLATFORM.accounts, currency)
        columns.append(
            {
                "currency": currency,
                "rows": [row for row in mine if row.debit or row.credit or row.kind == Account.Kind.ROUNDING],
                "debit": sum(row.debit for row in mine),
                "credit": sum(row.credit for row in mine),
                "earned": standing(holder),
                "months": months(holder)[:MONTHS],
            }
        )
    waiting = {name: _count(name) for name in LISTS}
    waiting["refunds"] = Refund.objects.filter(state__in=[Refund.State.DUE, Refund.State.FAILED]).count()
    context = {"columns": columns, "waiting": waiting, "owner": PLATFORM, "fees": fees_in_words()}
    return TemplateResponse(request, "trade/money/board.html", {**context, **_tabs("board")})


@operators_only
@require_GET
@never_cache
def listed(request: Request, name: str) -> HttpResponse:
    """One of the lists to which the board's numbers lead."""
    if name not in LISTS:
        raise Http404
    template = f"trade/money/lists/{name}.html"
    page = Paginator(LISTS[name](), ROWS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "name": name, "stuck_days": settings.MEADOW_STUCK_DAYS}
    if name == "balances":
        owing = cast(list[Account], list(page))
        stands = balances(owing)
        context["rows"] = [(account, -stands[account.pk]) for account in owing]
    if name == "payouts":
        context |= {"sent_form": SentForm(), "back_form": BackForm()}
    return TemplateResponse(request, template, {**context, **_tabs(name)})


@operators_only
@require_GET
@never_cache
def statement(request: Request, name: str) -> HttpResponseBase:
    """What the platform earned and spent in a month (`2026-11-USD`), also as `.csv` and `.pdf`."""
    return statement_page(request, PLATFORM, name, "trade/money/board_statement.html", _tabs("board"))


@operators_only
@require_POST
@idempotent("payouts-planned")
def planned(request: Request) -> HttpResponse:
    """Plan payouts now: of one account, or of everybody to whom enough is settled."""
    if account := request.POST.get("account", ""):
        payable = Account.objects.filter(kind__in=Account.PAYABLE)
        plan_payout(get_object_or_404(payable, pk=_whole_number(account)), by=request.user)
        number = 1
    else:
        number = plan_payouts()
    messages.success(request, _("%(number)s payouts are planned.") % {"number": number})
    return redirect("trade:review-money-list", "payouts")


@operators_only
@require_POST
@idempotent("payout-answer")
def payout(request: Request, pk: int) -> HttpResponse:
    """Say that a payout was sent by hand, with its `reference`; or that it did not arrive, and the `problem`."""
    found = get_object_or_404(Payout.objects.select_related("to"), pk=pk)
    if "problem" in request.POST:
        back = BackForm(request.POST)
        if not back.is_valid():
            return _again(request, found, back_form=back)
        bring_back(found, problem=back.cleaned_data["problem"])
        messages.success(request, _("Payout %(number)s goes with the next one.") % {"number": pk})
        return redirect("trade:review-money-list", "payouts")
    sent = SentForm(request.POST)
    if not sent.is_valid():
        return _again(request, found, sent_form=sent)
    say_sent(found, reference=sent.cleaned_data["reference"], by=request.user)
    messages.success(request, _("Payout %(number)s is marked as sent.") % {"number": pk})
    return redirect("trade:review-money-list", "payouts")


@operators_only
@require_GET
def payouts_csv(request: Request) -> HttpResponse:
    """What is to be sent by hand, as a table for the bank."""
    return HttpResponse(
        b"".join(csv_table(_by_hand())),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="payouts-{timezone.localdate():%Y-%m-%d}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _by_hand() -> Iterator[list[object]]:
    yield [_("Payout"), _("In the name of"), _("Account"), _("Country"), _("Amount"), _("Currency"), _("Key")]
    rows = Payout.objects.filter(state__in=Payout.UNDER_WAY, to__provider="by_hand").select_related("to")
    for one in rows.order_by("pk"):
        to = one.to
        words = [to.holder, to.reference, to.country] if to else ["", "", ""]
        yield [one.pk, *words, decimal_text(one.amount, one.currency), one.currency, one.key]


def unreconciled() -> "QuerySet[Payment, Payment]":
    """Payments of which nothing was heard for too long, and money that could not be kept and is still here."""
    old = Payment.objects.filter(state=Payment.State.OPEN, begun_at__lt=timezone.now() - UNHEARD)
    due = Payment.objects.filter(state=Payment.State.REFUND_DUE)
    return (old | due).select_related("group").order_by("pk")


def negative() -> "QuerySet[Account, Account]":
    """Shops and buyers who owe money: more was taken back than they had settled."""
    owing = balances_of(Account.PAYABLE, above=0)
    return Account.objects.filter(pk__in=owing).select_related("shop", "person").order_by("pk")


def stuck() -> "QuerySet[Order, Order]":
    """Orders that were paid long ago and of which nothing was sent."""
    before = timezone.now() - timedelta(days=settings.MEADOW_STUCK_DAYS)
    return Order.objects.filter(state=Order.State.PAID, paid_at__lt=before).select_related("shop").order_by("pk")


def waiting_payouts() -> "QuerySet[Payout, Payout]":
    """Payouts that are planned or sent and have not arrived."""
    return Payout.objects.under_way().select_related("account__shop", "account__person", "to").order_by("pk")


LISTS = {
    "payments": unreconciled,
    "balances": negative,
    "orders": stuck,
    "payouts": waiting_payouts,
}


def _whole_number(text: str) -> int:
    """The number that was typed; 0 for anything else, which is nobody's key."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _count(name: str) -> int:
    found: QuerySet[Any, Any] = LISTS[name]()
    return found.count()


def _again(request: Request, found: Payout, **wrong: forms.Form) -> HttpResponse:
    """The list with this payout alone, and what was wrong."""
    page = Paginator([found], ROWS).get_page(1)
    context = {"page": page, "name": "payouts", "sent_form": SentForm(), "back_form": BackForm(), **wrong}
    return TemplateResponse(request, "trade/money/lists/payouts.html", {**context, **_tabs("payouts")}, status=422)


def _tabs(name: str) -> dict[str, str]:
    return {"review_tab": "money", "money_tab": name}

"""The page of money and the page of a statement, the same for whoever owns it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime

from meadow.plumbing.cursors import leaf
from meadow.trade.actions.payouts import least_payout
from meadow.trade.fees import percent
from meadow.trade.models.ledger import Account
from meadow.trade.models.orders import Order
from meadow.trade.models.payout_accounts import PayoutAccount
from meadow.trade.models.shares import LineShare, ShareBack
from meadow.trade.sharing import Parts
from meadow.trade.statements import Holder, Pair, currencies, months, standing
from meadow.trade.views.money.files import csv_of, pdf_of
from meadow.trade.views.money.owners import Owner
from meadow.trade.views.paging import page_of

PAYOUTS = 10
LINES = 50
MONTHS = 36


@dataclass
class Purse:
    """What is an owner's in one currency, and what of it could be paid out now."""

    currency: str
    stands: Pair
    payable: Account | None
    least: int
    months: list[Any]

    @property
    def can_be_paid_out(self) -> bool:
        return self.payable is not None and self.stands.settled >= self.least

    @property
    def is_owed(self) -> bool:
        return self.stands.settled < 0


@dataclass
class Sale:
    """What is left of the shares of one order, or of one line for its earner, after refunds."""

    order: Order
    title: str
    parts: Parts
    rate: int
    is_settled: bool

    @property
    def rate_in_words(self) -> str:
        return percent(self.rate)


def money_page(request: HttpRequest, owner: Owner, template: str, context: dict[str, Any]) -> HttpResponse:
    """What an owner has, what is coming, payouts, statements and sales."""
    sales, next_url = _sales_of_shop(request, owner) if owner.shop else _sales_of_buyer(request, owner)
    shared = {"owner": owner, "sales": sales, "next_url": next_url, "idempotency_key": uuid4(), **context}
    if request.headers.get("HX-Request") and (request.GET.get("before") or request.GET.get("after")):
        part = "trade/money/parts/sales_of_shop.html" if owner.shop else "trade/money/parts/sales_of_buyer.html"
        return TemplateResponse(request, part, shared)
    payouts = Paginator(owner.payouts.select_related("to").order_by("-pk"), PAYOUTS)
    shared |= {
        "purses": _purses(owner),
        "page": payouts.get_page(request.GET.get("page")),
        "goes_to": PayoutAccount.objects.standing().filter(shop=owner.shop, person=owner.person).first(),
        "schedule": settings.MEADOW_PAYOUT_SCHEDULE,
    }
    return TemplateResponse(request, template, shared)


def statement_page(
    request: HttpRequest, owner: Owner, name: str, template: str, context: dict[str, Any]
) -> HttpResponseBase:
    """A statement: as a page, and as a file where its name ends in `.csv` or `.pdf`."""
    name, _, kind = name.partition(".")
    statement = owner.statement(name)
    if kind == "csv":
        return csv_of(owner, statement)
    if kind == "pdf":
        return pdf_of(owner, statement)
    lines, after = statement.page(_after(request), LINES)
    context |= {
        "owner": owner,
        "statement": statement,
        "lines": lines,
        "next_url": f"?after={after[0].isoformat().replace('+', '%2B')}&entry={after[1]}" if after else "",
        "is_continued": "after" in request.GET,
        "base": f"{owner.url}statements/{name}",
    }
    return TemplateResponse(request, template, context)


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    try:
        at = parse_datetime(request.GET.get("after", ""))
    except ValueError:
        return None
    entry = request.GET.get("entry", "")
    if at is None or at.tzinfo is None or not (entry.isascii() and entry.isdecimal() and len(entry) < 19):
        return None
    return at, int(entry)


def _purses(owner: Owner) -> list[Purse]:
    found = []
    for currency in currencies(owner.accounts):
        holder = Holder.of(owner.accounts, currency)
        payable = next((one for one in holder.accounts if one.kind in Account.PAYABLE), None)
        listed = months(holder)[:MONTHS]
        found.append(Purse(currency, standing(holder), payable, least_payout(currency), listed))
    return found


def _sales_of_shop(request: HttpRequest, owner: Owner) -> tuple[list[Sale], str]:
    orders, next_url = page_of(Order.objects.filter(shop=owner.shop, paid_at__isnull=False), request)
    left, settled = _left(LineShare.objects.filter(order__in=orders))
    by_order: dict[int, Parts] = defaultdict(Parts)
    for share, parts in left.items():
        by_order[share.order_id] += parts
    return [Sale(order, "", by_order[order.pk], 0, order.pk in settled) for order in orders], next_url


def _sales_of_buyer(request: HttpRequest, owner: Owner) -> tuple[list[Sale], str]:
    shares = LineShare.objects.filter(earner=owner.person, commission_rate__gt=0).select_related("line", "order")
    found = leaf(shares, by="-pk", after=request.GET.get("after"), limit=20)
    left, _settled = _left(found.rows)
    sales = [
        Sale(share.order, share.line.title if share.line else "", left[share], share.commission_rate,
             share.settled_at is not None)
        for share in found.rows
    ]  # fmt: skip
    return sales, f"{request.path}?after={found.after}" if found.after else ""


def _left(shares: Iterable[LineShare]) -> tuple[dict[LineShare, Parts], set[int]]:
    """What refunds have left of these shares, and the orders that are settled."""
    left = {share: share.parts for share in shares}
    known = {share.pk: share for share in left}
    for back in ShareBack.objects.filter(share__in=list(known)):
        left[known[back.share_id]] -= back.parts
    return left, {share.order_id for share in left if share.settled_at}

"""Statements as files: a CSV row per line, and paper."""

from collections.abc import Iterator
from decimal import Decimal

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meadow.plumbing.money import decimal_text
from meadow.plumbing.spreadsheet import csv_table
from meadow.trade.paper import paper
from meadow.trade.statements import Line, Pair, Statement
from meadow.trade.views.money.owners import Owner


def csv_of(owner: Owner, statement: Statement) -> StreamingHttpResponse:
    """Opening balance, every line, closing balance; texts that would run as formulas are defused."""
    return StreamingHttpResponse(
        csv_table(_rows(statement)), content_type="text/csv; charset=utf-8", headers=_named(owner, statement, "csv")
    )


def pdf_of(owner: Owner, statement: Statement) -> HttpResponse:
    title = owner.shop.in_words["name"] if owner.shop else owner.person.name if owner.person else ""
    return HttpResponse(
        paper(statement, title), content_type="application/pdf", headers=_named(owner, statement, "pdf")
    )


def _named(owner: Owner, statement: Statement, kind: str) -> dict[str, str]:
    name = f"{owner.name}-{statement.name}.{kind}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _rows(statement: Statement) -> Iterator[list[object]]:
    yield [
        _("Time"), _("What"), _("Order"), _("Refund"), _("Payout"), _("Goods"), pgettext("bill", "Shipping"),
        _("Borne by the platform"), _("Commission"), _("Platform's share of the commission"), _("Platform fee"),
        _("Payment fee"), _("Tax on fees"), _("Tax remitted by the platform"), _("Estimated"), _("Settled"),
        _("Currency"),
    ]  # fmt: skip
    yield _bound(_("Opening balance"), statement.opening, statement.currency)
    for line in statement.lines():
        yield _row(line, statement)
    yield _bound(_("Closing balance"), statement.closing, statement.currency)


def _bound(words: str, pair: Pair, currency: str) -> list[object]:
    shown = [_number(pair.estimated, currency), _number(pair.settled, currency)]
    return ["", words, *[""] * 12, *shown, currency]


def _row(line: Line, statement: Statement) -> list[object]:
    """Every amount with the sign that it has for the owner: a commission is the shop's cost and the buyer's income."""
    parts, entry, currency = line.parts, line.entry, statement.currency
    is_buyers = statement.holder.earner is not None
    commission, share = (parts.commission, -parts.platform_share) if is_buyers else (-parts.commission, 0)
    amounts = (
        line.goods, line.sending, parts.promotion, commission, share, -parts.fee,
        -parts.payment_fee, -(parts.fee_tax + parts.payment_fee_tax), -parts.tax_kept, line.moved.estimated,
        line.moved.settled,
    )  # fmt: skip
    shown = [_number(amount, currency) for amount in amounts]
    at = timezone.localtime(line.at).isoformat(timespec="seconds")
    about = [entry.order_id or "", entry.refund_id or "", entry.payout_id or ""]
    return [at, entry.get_kind_display(), *about, *shown, currency]


def _number(minor: int, currency: str) -> Decimal:
    """Digits to be reckoned with: a minus before them is no formula."""
    return Decimal(decimal_text(minor, currency))

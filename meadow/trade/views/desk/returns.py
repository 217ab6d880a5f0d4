"""The managers' doors to returns: what waits for an answer, what comes back, and on which terms."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.answering import approve_return, refuse_return, shipping_due
from meadow.trade.actions.returns import keep_terms
from meadow.trade.actions.taking_back import pay_instead, receive_return, send_exchange, settle_return
from meadow.trade.carriers import carrier_names
from meadow.trade.forms.parcels import ParcelForm
from meadow.trade.forms.refunds import WordsForm
from meadow.trade.forms.returns import InspectionForm, RefusalForm, TermsForm
from meadow.trade.models.returns import Return, ReturnTerms
from meadow.trade.roads import due_at, road_of
from meadow.trade.views.desk.seats import seat_of
from meadow.trade.views.returns import PARCELS, PHOTOS, ROWS

PAGE = 20
_S = Return.State
SHELVES = {
    "to-answer": (gettext_lazy("To answer"), Q(state=_S.ASKED)),
    "to-receive": (gettext_lazy("To receive"), Q(state__in=[_S.APPROVED, _S.SENT_BACK])),
    "to-settle": (gettext_lazy("To settle"), Q(state__in=[_S.RECEIVED, _S.REPLACING])),
    "over": (gettext_lazy("Over"), Q(state__in=[_S.DONE, _S.REFUSED, _S.WITHDRAWN])),
}


@require_GET
@login_required
@never_cache
def returns(request: Request, handle: str) -> HttpResponse:
    """The shop's returns by what is to be done, those that wait longest first."""
    seat = seat_of(request, handle)
    mine = Return.objects.filter(order__shop=seat.shop)
    counts = mine.aggregate(**{name: Count("pk", filter=where) for name, (_label, where) in SHELVES.items()})
    shelf = request.GET.get("state", "")
    if shelf not in SHELVES:
        shelf = next((name for name in SHELVES if counts[name]), "to-answer")
    page = _page_number(request)
    rows = list(_in_order(mine.filter(SHELVES[shelf][1]), shelf)[page * PAGE : (page + 1) * PAGE + 1])
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "returns",
        "returns": [(ret, due_at(ret)) for ret in rows[:PAGE]],
        "shelves": [(name, label, counts[name]) for name, (label, _where) in SHELVES.items()],
        "state": shelf,
        "now": timezone.now(),
        "next_url": f"?state={shelf}&page={page + 1}" if len(rows) > PAGE else "",
        "is_empty": not any(counts.values()),
    }
    template = "trade/desk_returns.html#rows" if request.headers.get("HX-Request") else "trade/desk_returns.html"
    return TemplateResponse(request, template, context)


@require_GET
@login_required
@never_cache
def ret(request: Request, handle: str, pk: int) -> HttpResponse:
    """One return: what the member says, and what the shop can do now."""
    seat = seat_of(request, handle)
    return _page(request, seat, _in_care(seat, pk))


@require_POST
@login_required
@idempotent("return-answer")
def answer(request: Request, handle: str, pk: int) -> HttpResponse:
    """Grant or refuse: `answer` is `granted`, `money` (instead of an exchange) or `refused`."""
    limit_writes(request, "returns", times=120)
    seat = seat_of(request, handle)
    found = _in_care(seat, pk)
    said = request.POST.get("answer")
    if said == "refused":
        refusal = RefusalForm(request.POST, prefix="no")
        if not refusal.is_valid():
            return _page(request, seat, found, _part(request), forms={"refusal_form": refusal}, status=422)
        refuse_return(found, words=refusal.cleaned_data["words"], by=request.user)
        return _changed(request, seat, pk)
    words = WordsForm(request.POST, prefix="yes")
    if not words.is_valid():
        return _page(request, seat, found, _part(request), forms={"words_form": words}, status=422)
    approve_return(found, words=words.cleaned_data["words"], as_money=said == "money", by=request.user)
    return _changed(request, seat, pk)


@require_POST
@login_required
@idempotent("return-receipt")
def receipt(request: Request, handle: str, pk: int) -> HttpResponse:
    """The goods came back."""
    limit_writes(request, "returns", times=120)
    seat = seat_of(request, handle)
    receive_return(_in_care(seat, pk), by=request.user)
    return _changed(request, seat, pk)


@require_POST
@login_required
@idempotent("return-inspection")
def inspection(request: Request, handle: str, pk: int) -> HttpResponse:
    """The goods were looked at: what can be sold again, and what is kept back."""
    limit_writes(request, "returns", times=120)
    seat = seat_of(request, handle)
    found = _in_care(seat, pk)
    form = _inspection(found, request)
    if not form.is_valid():
        return _page(request, seat, found, _part(request), forms={"inspection_form": form}, status=422)
    typed = form.cleaned_data
    settle_return(
        found,
        restocked=form.restocked,
        deducted=typed.get("deducted") or 0,
        deducted_words=typed.get("words", ""),
        shipping=typed.get("shipping") or 0,
        by=request.user,
    )
    return _changed(request, seat, pk)


@require_POST
@login_required
@idempotent("return-exchange")
def exchange(request: Request, handle: str, pk: int) -> HttpResponse:
    """The other goods are on their way."""
    limit_writes(request, "returns", times=120)
    seat = seat_of(request, handle)
    found = _in_care(seat, pk)
    form = ParcelForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, found, _part(request), forms={"parcel_form": form}, status=422)
    typed = form.cleaned_data
    send_exchange(found, carrier=typed["carrier"], tracking=typed["tracking"], by=request.user)
    return _changed(request, seat, pk)


@require_POST
@login_required
@idempotent("return-money")
def money(request: Request, handle: str, pk: int) -> HttpResponse:
    """Give the money back instead of other goods."""
    limit_writes(request, "returns", times=120)
    seat = seat_of(request, handle)
    pay_instead(_in_care(seat, pk), by=request.user)
    return _changed(request, seat, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def terms(request: Request, handle: str) -> HttpResponse:
    """On which terms the shop takes goods back."""
    seat = seat_of(request, handle)
    kept = ReturnTerms.objects.filter(shop=seat.shop).first() or ReturnTerms(shop=seat.shop)
    form = TermsForm(request.POST or None, instance=kept)
    if request.method == "POST":
        limit_writes(request, "returns", times=120)
        if form.is_valid():
            keep_terms(form.save(commit=False))
            messages.success(request, _("Saved."))
            return redirect("trade:desk-returns", handle)
    context = {"shop": seat.shop, "seat": seat, "desk_tab": "returns", "form": form}
    return TemplateResponse(request, "trade/desk_terms.html", context, status=422 if form.errors else 200)


def _in_order(returns: "QuerySet[Return]", shelf: str) -> "QuerySet[Return]":
    returns = returns.select_related("order__member", "refund").prefetch_related(ROWS)
    if shelf == "over":
        return returns.order_by("-pk")
    waiting_since = Case(
        When(state=_S.ASKED, then=F("answer_by")),
        When(state=_S.APPROVED, then=F("answered_at")),
        default=F("sent_back_at"),
        output_field=DateTimeField(),
    )
    on_its_way_first = Case(When(state=_S.APPROVED, then=Value(1)), default=Value(0))
    return returns.order_by(on_its_way_first, waiting_since, "pk")


def _page_number(request: Request) -> int:
    page = request.GET.get("page", "")
    return int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 0


def _in_care(seat: Seat, pk: int) -> Return:
    ours = Return.objects.filter(order__shop=seat.shop).select_related(
        "order__member__picture", "order__shop", "refund"
    )
    return get_object_or_404(ours.prefetch_related(ROWS, PHOTOS, PARCELS), pk=pk)


def _part(request: Request) -> str:
    return "#return" if request.headers.get("HX-Request") else ""


def _changed(request: Request, seat: Seat, pk: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _page(request, seat, _in_care(seat, pk), "#return")
    return redirect("trade:desk-return", seat.shop.handle, pk)


def _inspection(ret: Return, request: Request | None = None) -> InspectionForm:
    return InspectionForm(
        request.POST if request else None,
        ret=ret,
        lines=list(ret.lines.all()),
        worth=0 if ret.refund_id else ret.worth(ret.lines.all()),
        shipping=0 if ret.refund_id or ret.is_exchange else shipping_due(ret.order, ret),
        prefix="look",
    )


def _page(
    request: Request,
    seat: Seat,
    ret: Return,
    part: str = "",
    *,
    forms: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "returns",
        "ret": ret,
        "order": ret.order,
        "road": road_of(ret),
        "due": due_at(ret),
        "now": timezone.now(),
        "worth": 0 if ret.refund_id else ret.worth(ret.lines.all()),
        "words_form": WordsForm(prefix="yes"),
        "refusal_form": RefusalForm(prefix="no"),
        "inspection_form": _inspection(ret) if ret.state == _S.RECEIVED else None,
        "parcel_form": ParcelForm(),
        "carriers": carrier_names(),
        "idempotency_key": uuid4().hex,
        **(forms or {}),
    }
    return TemplateResponse(request, f"trade/desk_return.html{part}", context, status=status)

"""The managers' doors to money that goes back: refunds, pieces called off, and wishes to cancel."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.cancelling import call_off_pieces, refuse_cancellation
from meadow.trade.actions.giving_back import give_back, pieces_waiting
from meadow.trade.forms.refunds import CallOffForm, RefundForm, WordsForm
from meadow.trade.models.refunds import Refund
from meadow.trade.views.desk.seats import changed, order_of, order_page, part_of, seat_of


@require_POST
@login_required
@idempotent("refund")
def refund(request: Request, handle: str, pk: int) -> HttpResponse:
    """Give money of an order back."""
    limit_writes(request, "refunds", times=120)
    seat = seat_of(request, handle)
    order = order_of(seat, pk)
    lines = list(order.lines.all())
    form = RefundForm(request.POST, order=order, lines=lines, waiting=pieces_waiting(order), prefix="back")
    if not form.is_valid():
        return order_page(request, seat, order, part_of(request), forms={"refund_form": form}, status=422)
    typed = form.cleaned_data
    give_back(
        order,
        pieces=form.pieces,
        amounts=form.amounts,
        shipping=typed.get("shipping") or 0,
        goodwill=typed["goodwill"] or 0,
        reason=Refund.Reason(typed["reason"]),
        words=typed["words"],
        by=request.user,
    )
    return changed(request, seat, pk)


@require_POST
@login_required
@idempotent("calling-off")
def calling_off(request: Request, handle: str, pk: int) -> HttpResponse:
    """Call off what cannot be sent."""
    limit_writes(request, "refunds", times=120)
    seat = seat_of(request, handle)
    order = order_of(seat, pk)
    form = CallOffForm(request.POST, lines=list(order.lines.all()), prefix="off")
    if not form.is_valid():
        return order_page(request, seat, order, part_of(request), forms={"call_off_form": form}, status=422)
    call_off_pieces(order, form.pieces, words=form.cleaned_data["words"], by=request.user)
    return changed(request, seat, pk)


@require_POST
@login_required
@idempotent("cancellation-answer")
def wish(request: Request, handle: str, pk: int) -> HttpResponse:
    """Answer a wish to cancel: `answer` is `granted` or `refused`."""
    limit_writes(request, "refunds", times=120)
    seat = seat_of(request, handle)
    order = order_of(seat, pk)
    form = WordsForm(request.POST, prefix="wish")
    if not form.is_valid():
        return order_page(request, seat, order, part_of(request), forms={"wish_form": form}, status=422)
    words = form.cleaned_data["words"]
    if request.POST.get("answer") == "granted":
        call_off_pieces(order, words=words, by=request.user)
    else:
        refuse_cancellation(order, words=words, by=request.user)
    return changed(request, seat, pk)

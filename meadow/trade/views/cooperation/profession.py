"""Becoming a buyer, saying what one curates, leaving; and the operators' answers."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.desks import operators_only
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.buyers import answer_buyer, become_buyer, describe_buyer, stop_being_buyer
from meadow.trade.forms.cooperation import BeginningForm, BuyerAnswerForm, ProfessionForm
from meadow.trade.models.buyers import Buyer
from meadow.trade.standing import standings


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent("buying-begin")
def begin(request: Request) -> HttpResponse:
    """“Sell what you love”: what it means to be a buyer, and the way in."""
    known = Buyer.objects.filter(person=request.user).first()
    if request.user.is_buyer and known is not None:
        return redirect("trade:buying")
    form = BeginningForm(request.POST if request.method == "POST" else None, initial=_said(known))
    if request.method == "POST":
        limit_writes(request, "buying", times=20)
        if form.is_valid():
            typed = form.cleaned_data
            buyer = become_buyer(request.user, curates=typed["curates"], places=typed["places"])
            if buyer.state == Buyer.State.ACTIVE:
                messages.success(request, _("Welcome. Here is everything that you can sell."))
                return redirect("trade:selection-centre")
            messages.success(request, _("Thank you. You will hear from us soon."))
            return redirect("trade:buying-begin")
    context = {
        "form": form,
        "buyer": known,
        "is_waiting": known is not None and known.state == Buyer.State.ASKED,
        "asks_operators": settings.MEADOW_BUYERS == "operators",
        "share": settings.MEADOW_COMMISSION_SHARE,
        "notice_days": settings.MEADOW_RATE_NOTICE_DAYS,
        "touch_days": settings.MEADOW_TOUCH_DAYS,
    }
    return TemplateResponse(request, "trade/buying/begin.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def profession(request: Request) -> HttpResponse:
    """What a buyer tells shops of themselves; and (`_method=delete`) the end of it."""
    if is_removal(request):
        limit_writes(request, "buying", times=20)
        stop_being_buyer(request.user)
        messages.success(request, _("You are no buyer any more. What you earned stays yours."))
        return redirect("people:me")
    buyer = Buyer.objects.filter(person=request.user, state=Buyer.State.ACTIVE).first()
    if buyer is None:
        return redirect("trade:buying-begin")
    form = ProfessionForm(request.POST if request.method == "POST" else None, initial=_said(buyer))
    if request.method == "POST":
        limit_writes(request, "buying", times=20)
        if form.is_valid():
            describe_buyer(request.user, curates=form.cleaned_data["curates"], places=form.cleaned_data["places"])
            messages.success(request, _("Saved."))
            return redirect("trade:buying-profession")
    context = {"form": form, "buyer": buyer, "buying_tab": "profession"}
    return TemplateResponse(request, "trade/buying/profession.html", context, status=422 if form.errors else 200)


@operators_only
@require_GET
@never_cache
def waiting(request: Request) -> HttpResponse:
    """Members who ask to be buyers, the longest waiting first."""
    asking = list(Buyer.objects.waiting().select_related("person__picture").order_by("asked_at")[:100])
    numbers = standings(buyer.person_id for buyer in asking)
    context = {"asking": [(buyer, numbers[buyer.person_id]) for buyer in asking], "review_tab": "buyers"}
    return TemplateResponse(request, "trade/review_buyers.html", context)


@operators_only
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Welcome a member as a buyer, or refuse with words."""
    limit_writes(request, "review")
    buyer = get_object_or_404(Buyer, pk=pk)
    form = BuyerAnswerForm(request.POST)
    if form.is_valid():
        is_welcome = form.cleaned_data["answer"] == Buyer.State.ACTIVE
        answer_buyer(buyer, is_welcome=is_welcome, by=request.user, words=form.cleaned_data["words"])
        messages.success(request, _("Answered."))
    return redirect("trade:review-buyers")


def _said(buyer: Buyer | None) -> dict[str, object]:
    return {"curates": buyer.curates, "places": list(buyer.places)} if buyer else {}

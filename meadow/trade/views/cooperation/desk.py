"""The manager's desk of cooperation: what buyers sell, who asks to, and the samples on their way."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.cursors import leaf
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.agreements import accept_application, decline, end_agreement
from meadow.trade.actions.samples import approve_sample, refuse_sample, send_sample
from meadow.trade.forms.cooperation import AnswerForm, SentForm
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.buyers import Buyer
from meadow.trade.models.plans import Plan
from meadow.trade.models.samples import Sample
from meadow.trade.standing import sold_through, standings

ROWS = 30
State = Agreement.State


@require_GET
@login_required
@never_cache
def overview(request: Request, handle: str) -> HttpResponse:
    """What sells through whom, and what waits for an answer."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    shop = seat.shop
    counts = Agreement.objects.filter(shop=shop).aggregate(
        applied=Count("pk", filter=Q(state=State.APPLIED)),
        running=Count("pk", filter=Q(state=State.ACTIVE)),
        buyers=Count("buyer", filter=Q(state=State.ACTIVE), distinct=True),
    )
    context = {
        "shop": shop,
        "seat": seat,
        "desk_tab": "cooperation",
        "counts": counts,
        "samples": Sample.objects.filter(agreement__shop=shop, state=Sample.State.ASKED).count(),
        "has_plans": shop.plans.filter(state=Plan.State.ACTIVE).exists(),
        "sellers": sold_through(shop),
    }
    return TemplateResponse(request, "trade/desk_cooperation.html", context)


@require_GET
@login_required
@never_cache
def buyers(request: Request, handle: str) -> HttpResponse:
    """Agreements by their state with the numbers of their buyers; those who apply come first."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    theirs = Agreement.objects.filter(shop=seat.shop)
    counts = dict(theirs.values_list("state").annotate(number=Count("pk")).order_by("state"))
    state = request.GET.get("state", "")
    if state not in State.values:
        state = str(State.APPLIED if counts.get(State.APPLIED) else State.ACTIVE)
    found = theirs.filter(state=state).select_related("buyer__picture", "product", "plan")
    page = leaf(found, by="-pk", after=request.GET.get("after"), limit=ROWS)
    numbers = standings(one.buyer_id for one in page.rows)
    professions = Buyer.objects.in_bulk([one.buyer_id for one in page.rows])
    for one in page.rows:
        one.product.shop = seat.shop
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "buyers",
        "rows": [(one, numbers[one.buyer_id], professions.get(one.buyer_id)) for one in page.rows],
        "next_url": f"?state={state}&after={page.after}" if page.after else "",
        "states": [(value, label, counts.get(value, 0)) for value, label in State.choices],
        "state": state,
    }
    part = "#rows" if request.headers.get("HX-Request") else ""
    return TemplateResponse(request, f"trade/desk_buyers.html{part}", context)


@require_POST
@login_required
@idempotent("desk-agreement")
def agreement(request: Request, handle: str, pk: int) -> HttpResponse:
    """Answer an application, or (`_method=delete`) take an invitation back or end an agreement."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "cooperation", times=120)
    found = get_object_or_404(Agreement, pk=pk, shop=seat.shop)
    form = AnswerForm(request.POST)
    if is_removal(request):
        if found.state == State.ACTIVE:
            ended = end_agreement(found, by=request.user)
            messages.success(request, _("It ends on %(day)s, as was promised.") % {"day": f"{ended.ends_at:%Y-%m-%d}"})
        else:
            decline(found, by=request.user)
            messages.success(request, _("Taken back."))
    elif form.is_valid():
        if form.is_yes:
            accept_application(found, by=request.user, words=form.cleaned_data["words"])
        else:
            decline(found, by=request.user, words=form.cleaned_data["words"])
        messages.success(request, _("Answered."))
    else:
        messages.error(request, _("Something is missing or wrong."))
    return redirect("trade:desk-buyers", handle)


@require_GET
@login_required
@never_cache
def samples(request: Request, handle: str) -> HttpResponse:
    """Samples by their state; what waits for the shop comes first."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    theirs = Sample.objects.filter(agreement__shop=seat.shop)
    counts = dict(theirs.values_list("state").annotate(number=Count("pk")).order_by("state"))
    state = request.GET.get("state", "")
    if state not in Sample.State.values:
        waiting = (Sample.State.ASKED, Sample.State.APPROVED)
        state = str(next((one for one in waiting if counts.get(one)), Sample.State.ASKED))
    found = theirs.filter(state=state).select_related(
        "agreement__buyer__picture", "agreement__product", "agreement__plan", "variant", "line__order"
    )
    page = leaf(found, by="-pk", after=request.GET.get("after"), limit=ROWS)
    numbers = standings(one.agreement.buyer_id for one in page.rows)
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "samples",
        "rows": [(one, numbers[one.agreement.buyer_id]) for one in page.rows],
        "next_url": f"?state={state}&after={page.after}" if page.after else "",
        "states": [(value, label, counts.get(value, 0)) for value, label in Sample.State.choices],
        "state": state,
    }
    part = "#rows" if request.headers.get("HX-Request") else ""
    return TemplateResponse(request, f"trade/desk_samples.html{part}", context)


@require_POST
@login_required
@idempotent("desk-sample")
def sample(request: Request, handle: str, pk: int) -> HttpResponse:
    """Promise a sample or refuse it (`answer`), or say with which carrier a free one left."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "cooperation", times=120)
    found = get_object_or_404(Sample, pk=pk, agreement__shop=seat.shop)
    if "carrier" in request.POST:
        sent = SentForm(request.POST)
        if sent.is_valid():
            typed = sent.cleaned_data
            send_sample(found, carrier=typed["carrier"], tracking=typed["tracking"], by=request.user)
            messages.success(request, _("The buyer knows that it is on its way."))
        else:
            messages.error(request, _("Please say which carrier has it."))
        return redirect("trade:desk-samples", handle)
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer = approve_sample if form.is_yes else refuse_sample
        answer(found, by=request.user, words=form.cleaned_data["words"])
        messages.success(request, _("Answered."))
    else:
        messages.error(request, _("Something is missing or wrong."))
    return redirect("trade:desk-samples", handle)

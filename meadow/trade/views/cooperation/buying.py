"""A buyer's own desk: what runs, what waits for whom, samples on their way, and what was earned."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.people.visitors import Request, is_removal
from meadow.plumbing.cursors import leaf
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.agreements import accept_invitation, decline, end_agreement
from meadow.trade.actions.samples import receive_sample, withdraw_sample
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.orders import Order
from meadow.trade.models.samples import Sample
from meadow.trade.models.touches import LineTouch
from meadow.trade.views.cooperation.doors import buyers_only

ROWS = 30
State = Agreement.State


@require_GET
@buyers_only
@never_cache
def overview(request: Request) -> HttpResponse:
    """What waits for the buyer, and how the last thirty days went."""
    now = timezone.now()
    mine = Agreement.objects.made_by(request.user)
    running = Q(state=State.ACTIVE) & (Q(ends_at=None) | Q(ends_at__gt=now))
    counts = mine.aggregate(running=Count("pk", filter=running), waiting=Count("pk", filter=Q(state=State.APPLIED)))
    whole = mine.select_related("product__shop", "product__cover", "shop", "plan")
    to_show = whole.filter(running, show_by__isnull=False, shown_at=None).order_by("show_by", "pk")
    sold = (
        LineTouch.objects.filter(earner=request.user, line__order__state__in=Order.PAID_STATES)
        .filter(line__order__paid_at__gt=now - timedelta(days=30))
        .values("line__order__currency")
        .annotate(
            pieces=Sum(F("line__quantity") - F("line__refunded_quantity")), orders=Count("line__order", distinct=True)
        )
        .order_by("line__order__currency")
    )
    context = {
        "counts": counts,
        "invitations": list(whole.filter(state=State.INVITED)[:ROWS]),
        "to_show": list(to_show[:ROWS]),
        "ending": list(whole.filter(running, ends_at__isnull=False).order_by("ends_at", "pk")[:ROWS]),
        "samples": list(_samples(request).filter(state__in=Sample.OPEN)[:ROWS]),
        "sold": sum(row["pieces"] for row in sold),
        "orders": sum(row["orders"] for row in sold),
        "now": now,
        "buying_tab": "overview",
    }
    return TemplateResponse(request, "trade/buying/overview.html", context)


@require_GET
@buyers_only
@never_cache
def agreements(request: Request) -> HttpResponse:
    """Agreements by their state, the newest first."""
    mine = Agreement.objects.made_by(request.user)
    counts = dict(mine.values_list("state").annotate(number=Count("pk")).order_by("state"))
    state = request.GET.get("state", State.ACTIVE)
    state = state if state in State.values else str(State.ACTIVE)
    found = mine.filter(state=state).select_related("product__shop", "product__cover", "plan")
    page = leaf(found, by="-pk", after=request.GET.get("after"), limit=ROWS)
    context = {
        "agreements": page.rows,
        "next_url": f"?state={state}&after={page.after}" if page.after else "",
        "states": [(value, label, counts.get(value, 0)) for value, label in State.choices],
        "state": state,
        "buying_tab": "agreements",
    }
    part = "#rows" if request.headers.get("HX-Request") else ""
    return TemplateResponse(request, f"trade/buying/agreements.html{part}", context)


@require_POST
@buyers_only
@idempotent("buying-agreement")
def agreement(request: Request, pk: int) -> HttpResponse:
    """Answer an invitation (`answer`), or (`_method=delete`) end the agreement or take the application back."""
    limit_writes(request, "buying")
    found = get_object_or_404(Agreement.objects.made_by(request.user).select_related("product"), pk=pk)
    title = {"title": found.product.in_words["title"]}
    if is_removal(request):
        if found.state == State.ACTIVE:
            end_agreement(found, by=request.user)
            messages.success(request, _("You sell “%(title)s” no more.") % title)
        else:
            decline(found, by=request.user)
            messages.success(request, _("Turned down."))
    elif request.POST.get("answer") == "yes":
        accept_invitation(found, by=request.user)
        messages.success(request, _("You sell “%(title)s” from now on.") % title)
    else:
        raise Http404
    return redirect("trade:buying-agreements")


@require_GET
@buyers_only
@never_cache
def samples(request: Request) -> HttpResponse:
    """Every sample that was asked for, the newest first."""
    page = leaf(_samples(request), by="-pk", after=request.GET.get("after"), limit=ROWS)
    context = {
        "samples": page.rows,
        "next_url": f"?after={page.after}" if page.after else "",
        "buying_tab": "samples",
    }
    part = "#rows" if request.headers.get("HX-Request") else ""
    return TemplateResponse(request, f"trade/buying/samples.html{part}", context)


@require_POST
@buyers_only
@idempotent("buying-sample-step")
def sample(request: Request, pk: int) -> HttpResponse:
    """Say that a sample arrived, or (`_method=delete`) do without it."""
    limit_writes(request, "buying")
    found = get_object_or_404(Sample.objects.asked_by(request.user), pk=pk)
    if is_removal(request):
        withdraw_sample(found, by=request.user)
        messages.success(request, _("The shop knows that you do without it."))
    else:
        receive_sample(found, by=request.user)
        messages.success(request, _("Enjoy trying it."))
    return redirect("trade:buying-samples")


@require_GET
@buyers_only
@never_cache
def earnings(request: Request) -> HttpResponse:
    """Every line that was sold through the buyer, the newest first, and what it earns or is to earn."""
    mine = LineTouch.objects.filter(earner=request.user).select_related(
        "line__order", "line__variant__product__cover", "line__variant__product__shop", "line__share", "note"
    )
    page = leaf(mine.prefetch_related("line__share__backs"), by="-pk", after=request.GET.get("after"), limit=ROWS)
    context = {
        "touches": page.rows,
        "next_url": f"?after={page.after}" if page.after else "",
        "buying_tab": "earnings",
    }
    part = "#rows" if request.headers.get("HX-Request") else ""
    return TemplateResponse(request, f"trade/buying/earnings.html{part}", context)


def _samples(request: Request) -> "QuerySet[Sample]":
    mine = Sample.objects.asked_by(request.user)
    return mine.select_related("agreement__product__shop", "agreement__product__cover", "variant", "line__order")

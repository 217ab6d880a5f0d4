"""Orders and customers from before: the desk's pages for those who look after orders, and a member's own."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Sum
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat
from meadow.moving.actions.history.leaving import claim_history, forget_customer, let_history_go
from meadow.moving.models.history import HistoryCustomer, HistoryLine, HistoryOrder
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes

ROWS = 30
MOST_CLAIMS = 20
CARERS = (Seat.Role.OWNER, Seat.Role.SUPPORT)
_LINES = Prefetch("lines", HistoryLine.objects.select_related("variant__product__shop"))


@login_required
@never_cache
@require_GET
def orders(request: Request, handle: str) -> HttpResponse:
    """The shop's orders from before, the newest first, and what each year came to."""
    seat = seat_or_404(request.user, handle, *CARERS)
    of_shop = HistoryOrder.objects.filter(shop=seat.shop)
    q = request.GET.get("q", "").strip()[:80]
    found = of_shop.filter(_fits(q)) if q else of_shop
    page = leaf(
        found.select_related("customer").prefetch_related(_LINES),
        by="-placed_at",
        after=request.GET.get("after"),
        limit=ROWS,
    )
    context = {
        **_desk(seat, "orders", q, page.after),
        "orders": page.rows,
        "years": [] if request.headers.get("HX-Request") else _years(seat.shop.pk),
    }
    template = "moving/history.html#rows" if request.headers.get("HX-Request") else "moving/history.html"
    return TemplateResponse(request, template, context)


@login_required
@never_cache
@require_GET
def customers(request: Request, handle: str) -> HttpResponse:
    """The shop's customers from before, the newest first."""
    seat = seat_or_404(request.user, handle, *CARERS)
    found = HistoryCustomer.objects.filter(shop=seat.shop).annotate(orders_here=Count("orders"))
    q = request.GET.get("q", "").strip()[:80]
    if q:
        found = found.filter(Q(email__iexact=q) | Q(name__icontains=q) | Q(city__iexact=q))
    if request.GET.get("letters"):
        found = found.filter(agreed_to_letters=True)
    page = leaf(found, by="-pk", after=request.GET.get("after"), limit=ROWS)
    context = {
        **_desk(seat, "customers", q, page.after, letters="1" if request.GET.get("letters") else ""),
        "customers": page.rows,
        "letters": bool(request.GET.get("letters")),
        "years_kept": settings.MEADOW_HISTORY_YEARS,
    }
    template = "moving/history_customers.html"
    return TemplateResponse(request, f"{template}#rows" if request.headers.get("HX-Request") else template, context)


@login_required
@require_POST
def customer(request: Request, handle: str, pk: int) -> HttpResponse:
    """Forget one customer (`_method=delete`), who asked for it."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    if not is_removal(request):
        raise Http404
    limit_writes(request, "desk")
    found = get_object_or_404(HistoryCustomer.objects.select_related("shop"), shop=seat.shop, pk=pk)
    forget_customer(found, by=request.user)
    messages.success(request, _("The customer is forgotten; their orders stay, under nobody's name."))
    return redirect("moving:history-customers", handle)


@login_required
@never_cache
@require_GET
def before(request: Request) -> HttpResponse:
    """A member's orders from before: those claimed, and those that may be claimed by an address shown to be theirs."""
    claimable = HistoryCustomer.objects.claimable_by(request.user).filter(person=None)
    ordered = HistoryOrder.objects.filter(customer=OuterRef("pk"))
    mine = HistoryOrder.objects.filter(customer__person=request.user).select_related("shop", "customer")
    page = leaf(mine.prefetch_related(_LINES), by="-placed_at", after=request.GET.get("after"), limit=ROWS)
    context: dict[str, Any] = {
        "orders": page.rows,
        "next_url": f"?after={page.after}" if page.after else "",
        "claimable": claimable.filter(Exists(ordered))
        .select_related("shop")
        .annotate(orders_here=Count("orders"))[:MOST_CLAIMS],
    }
    template = "moving/before.html#rows" if request.headers.get("HX-Request") else "moving/before.html"
    return TemplateResponse(request, template, context)


@login_required
@require_http_methods(["POST", "DELETE"])
def claim(request: Request, pk: int) -> HttpResponse:
    """Say that these orders are one's own, or (`_method=delete`) show them among one's own no more."""
    limit_writes(request, "orders")
    found = get_object_or_404(HistoryCustomer.objects.claimable_by(request.user), pk=pk)
    if is_removal(request):
        let_history_go(found, by=request.user)
    else:
        claim_history(found, by=request.user)
        messages.success(request, _("These orders are among yours now."))
    return redirect("moving:before")


def _desk(seat: Seat, tab: str, q: str, after: str | None, letters: str = "") -> dict[str, Any]:
    said = "".join(f"{name}={value}&" for name, value in (("letters", letters),) if value)
    return {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "orders",
        "history_tab": tab,
        "q": q,
        "next_url": f"?{said}q={quote(q)}&after={after}" if after else "",
    }


def _fits(q: str) -> Q:
    return (
        Q(number__iexact=q) | Q(number__iexact=f"#{q}") | Q(customer__email__iexact=q) | Q(customer__name__icontains=q)
    )


def _years(shop: int) -> list[dict[str, Any]]:
    """What each year came to, in each currency: orders, their totals, and what of it was given back."""
    by_year = HistoryOrder.objects.filter(shop=shop).annotate(year=ExtractYear("placed_at")).order_by()
    totals = by_year.values("year", "currency").annotate(
        count=Count("pk"), total=Sum("total"), refunded=Sum("refunded_total")
    )
    return [dict(row) for row in totals.order_by("-year", "currency")]

"""The operators' door to refunds that a provider refused."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.desks import operators_only
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.refunds import retry_refund
from meadow.trade.models.refunds import Refund

PAGE = 50


@require_GET
@login_required
@operators_only
@never_cache
def refunds(request: Request) -> HttpResponse:
    """Refunds that did not go through, those that wait longest first."""
    failed = Refund.objects.filter(state=Refund.State.FAILED).select_related("order__shop", "order__member", "payment")
    page = Paginator(failed.order_by("pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "review_tab": "refunds",
        "refunds": page.object_list,
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "on_their_way": Refund.objects.filter(state=Refund.State.DUE).count(),
    }
    return TemplateResponse(request, "trade/refunds.html", context)


@require_POST
@login_required
@operators_only
@idempotent("refund-again")
def refund(request: Request, pk: int) -> HttpResponse:
    """Send a refund to its provider once more."""
    limit_writes(request, "refunds", times=120)
    retry_refund(get_object_or_404(Refund, pk=pk))
    return redirect("trade:refunds")

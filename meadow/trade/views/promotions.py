"""Doors to promotions: a shop's at its desk, the platform's at the operators'."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.models.shops import Seat, Shop
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.spreadsheet import csv_table
from meadow.trade.actions.promotions import delete_promotion, generate_codes, keep_promotion
from meadow.trade.forms.promotions import BatchForm, PromotionForm
from meadow.trade.models.promotions import Promotion, PromotionCode, Redemption
from meadow.trade.refusals import PromotionInUse
from meadow.trade.wording import what_it_asks, what_it_gives

ROWS = 30
_AT_ONCE = 1000


@dataclass(frozen=True)
class Desk:
    """Whose promotions are at hand: a shop's, by somebody who keeps its goods, or the platform's."""

    shop: Shop | None
    seat: Seat | None

    def url(self, door: str, *parts: object) -> str:
        if self.shop is None:
            return reverse(f"trade:review-{door}", args=parts)
        return reverse(f"trade:desk-{door}", args=[self.shop.handle, *parts])

    def template(self, name: str) -> str:
        return f"trade/{'desk' if self.shop else 'review'}_{name}.html"

    def frame(self) -> dict[str, Any]:
        """What every page of it shows."""
        here = {"list_url": self.url("promotions"), "new_url": self.url("promotion-new"), "desk_tab": "promotions"}
        return {**here, "shop": self.shop, "seat": self.seat, "review_tab": "promotions"}


@require_GET
@login_required
@never_cache
def promotions(request: Request, handle: str | None = None) -> HttpResponse:
    """All promotions, the newest first, with what they have done."""
    desk = _desk(request, handle)
    now = timezone.now()
    taken = Q(redemptions__state=Redemption.State.TAKEN)
    found = Promotion.objects.of(desk.shop).annotate(
        times=Count("redemptions", filter=taken), off=Sum("redemptions__amount", filter=taken)
    )
    page = Paginator(found.order_by("-pk"), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            (one, desk.url("promotion", one.pk), what_it_gives(one), list(what_it_asks(one)), _state(one, now))
            for one in page
        ],
        **desk.frame(),
    }
    return TemplateResponse(request, desk.template("promotions"), context)


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@login_required
@never_cache
@idempotent("promotions")
def promotion(request: Request, handle: str | None = None, pk: int | None = None) -> HttpResponse:
    """One promotion, or a new one; `_method=delete` deletes what was never used."""
    desk = _desk(request, handle)
    known = get_object_or_404(Promotion.objects.of(desk.shop), pk=pk) if pk else None
    if request.method in {"GET", "HEAD"}:
        return _page(request, desk, known, PromotionForm(instance=known, shop=desk.shop))
    limit_writes(request, "desk")
    if is_removal(request):
        return _deleted(request, desk, known)
    form = PromotionForm(request.POST, instance=known, shop=desk.shop)
    if not form.is_valid():
        return _page(request, desk, known, form, status=422)
    kept = keep_promotion(form.save(commit=False), about=form.about(), code=form.cleaned_data["code"])
    messages.success(request, _("“%(name)s” is saved.") % {"name": kept.name})
    return redirect(desk.url("promotion", kept.pk))


@require_POST
@login_required
@idempotent("promotion-codes")
def codes(request: Request, pk: int, handle: str | None = None) -> HttpResponse:
    """Generate a batch of codes."""
    desk = _desk(request, handle)
    known = get_object_or_404(Promotion.objects.of(desk.shop), pk=pk, trigger=Promotion.Trigger.CODE)
    limit_writes(request, "batches", times=10)
    form = BatchForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, known, PromotionForm(instance=known, shop=desk.shop), batch=form, status=422)
    typed = form.cleaned_data
    generate_codes(known, typed["number"], limit=typed["limit"])
    messages.success(request, _("%(number)s codes are ready.") % {"number": typed["number"]})
    return redirect(desk.url("promotion", pk) + "#codes")


@require_GET
@login_required
def codes_csv(request: Request, pk: int, handle: str | None = None) -> HttpResponseBase:
    """The codes of a promotion as a CSV file; `batch` narrows them down."""
    desk = _desk(request, handle)
    known = get_object_or_404(Promotion.objects.of(desk.shop), pk=pk)
    found = PromotionCode.objects.filter(promotion=known)
    if batch := request.GET.get("batch", "")[:40]:
        found = found.filter(batch=batch)
    return StreamingHttpResponse(
        csv_table(_rows(found.order_by("pk").iterator(chunk_size=_AT_ONCE))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="codes-{pk}.csv"', "Cache-Control": "no-store"},
    )


def _desk(request: Request, handle: str | None) -> Desk:
    if handle is not None:
        seat = seat_or_404(request.user, handle, *KEEPERS)
        return Desk(seat.shop, seat)
    if not request.user.is_staff:
        raise Http404
    return Desk(None, None)


def _deleted(request: Request, desk: Desk, known: Promotion | None) -> HttpResponse:
    if known is None:
        raise Http404
    try:
        delete_promotion(known)
    except PromotionInUse as refusal:
        messages.error(request, str(refusal))
        return redirect(desk.url("promotion", known.pk))
    messages.success(request, _("“%(name)s” is deleted.") % {"name": known.name})
    return redirect(desk.url("promotions"))


def _page(
    request: Request,
    desk: Desk,
    known: Promotion | None,
    form: PromotionForm,
    *,
    batch: BatchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"promotion": known, "form": form, "idempotency_key": uuid4().hex, **desk.frame()}
    if known is not None:
        stored = Promotion.objects.get(pk=known.pk)  # the form has put what was typed into the other one
        context["state"] = _state(stored, timezone.now())
        context["here"] = desk.url("promotion", known.pk)
        context["share_url"] = reverse("trade:coupon", args=[known.pk])
        if stored.trigger == Promotion.Trigger.CODE:
            batches = known.codes.exclude(batch="").values("batch")
            context["batch_form"] = batch or BatchForm()
            context["batches"] = batches.annotate(number=Count("pk"), used=Sum("used")).order_by("-batch")[:ROWS]
            context["codes_url"] = desk.url("promotion-codes", known.pk)
            context["csv_url"] = desk.url("promotion-codes-csv", known.pk)
    return TemplateResponse(request, desk.template("promotion"), context, status=status)


def _state(promotion: Promotion, now: Any) -> str:
    """`on`, `off`, `early`, `over` or `gone`."""
    if not promotion.is_active:
        return "off"
    if promotion.is_over(now):
        return "over"
    if promotion.left == 0:
        return "gone"
    return "on" if promotion.has_started(now) else "early"


def _rows(found: Iterator[PromotionCode]) -> Iterator[list[object]]:
    yield [_("Code"), _("Batch"), _("Used"), _("Limit")]
    for code in found:
        yield [code.code, code.batch, code.used, code.limit or ""]

"""The desk's pages of stock: what lies where, and what happened to it."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.actions.counting import change_stock, move_stock, tell_when_low
from meadow.goods.actions.shelf import warehouses_of
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.forms.stock import LowForm, MoveForm, StockForm
from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Seat
from meadow.goods.models.stock import StockChange, StockLevel, StockWish, Warehouse
from meadow.goods.views.lists import frame
from meadow.people.visitors import Request
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal
from meadow.plumbing.spreadsheet import csv_table

ROWS = 50
_AT_ONCE = 1000
Levels = dict[Warehouse | None, int]


@login_required
@require_GET
def stock(request: Request, handle: str, pk: int) -> HttpResponse:
    """The stock of one product's variants, and what lies in which warehouse."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    product = get_object_or_404(Product.objects.filter(shop=seat.shop), pk=pk)
    variants = list(product.variants.filter(is_active=True).select_related("stock"))
    places = warehouses_of([seat.shop.pk]).get(seat.shop.pk, [])
    known: dict[tuple[int, int], int] = {}
    if places:
        levels = StockLevel.objects.filter(variant__in=variants)
        known = {(level.variant_id, level.warehouse_id): level.on_hand for level in levels}
    rows = [(variant, [(place, known.get((variant.pk, place.pk), 0)) for place in places]) for variant in variants]
    context = {"product": product, "rows": rows, "places": places, **frame(seat)}
    return TemplateResponse(request, "goods/stock.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def variant(request: Request, handle: str, pk: int) -> HttpResponse:
    """The stock of one variant: what lies there, what happened to it, and what happens now."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    known = _variant(seat, pk)
    levels = _levels(seat, known)
    form = StockForm(request.POST or None, levels=levels)
    if request.method == "GET":
        return _page(request, seat, known, levels, form)

    limit_writes(request, "desk", times=240)
    if not form.is_valid():
        return _page(request, seat, known, levels, form, status=422)
    said = form.cleaned_data
    reason = StockChange.Reason(said["reason"])
    try:
        change_stock(
            known, said["number"], reason=reason, by=request.user, seen=form.seen, at=form.at, words=said["words"]
        )
    except Refusal as refused:
        known, levels = _variant(seat, pk), _levels(seat, known)
        form.look_again(levels)
        form.add_error(None, str(refused))
        return _page(request, seat, known, levels, form, status=409)
    messages.success(request, _("The stock is changed."))
    return redirect("goods:desk-variant-stock", handle, pk)


@login_required
@require_POST
def move(request: Request, handle: str, pk: int) -> HttpResponse:
    """Carry some of a variant from one warehouse to another."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "desk", times=240)
    known = _variant(seat, pk)
    levels = _levels(seat, known)
    form = MoveForm(request.POST, places=[place for place in levels if place])
    status = 422
    if form.is_valid():
        try:
            move_stock(
                known,
                form.cleaned_data["quantity"],
                start=form.place("start"),
                end=form.place("end"),
                by=request.user,
            )
        except Refusal as refused:
            status = 409
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The goods are moved."))
            return redirect("goods:desk-variant-stock", handle, pk)
    return _page(request, seat, known, levels, StockForm(levels=levels), moving=form, status=status)


@login_required
@require_POST
def mark(request: Request, handle: str, pk: int) -> HttpResponse:
    """Say at how many left the team wants to know."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "desk", times=240)
    known = _variant(seat, pk)
    form = LowForm(request.POST)
    if not form.is_valid():
        levels = _levels(seat, known)
        return _page(request, seat, known, levels, StockForm(levels=levels), low=form, status=422)
    tell_when_low(known, form.cleaned_data["low_at"])
    messages.success(request, _("That is noted."))
    return redirect("goods:desk-variant-stock", handle, pk)


@login_required
@require_GET
def history_csv(request: Request, handle: str, pk: int) -> HttpResponseBase:
    """All that ever happened to a variant's stock, as a CSV file; texts that would run as formulas are defused."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    known = _variant(seat, pk)
    name = f"{seat.shop.handle}-stock-{known.pk}-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_table(_table(known)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _variant(seat: Seat, pk: int) -> Variant:
    variants = Variant.objects.filter(product__shop=seat.shop).select_related("product", "stock")
    return get_object_or_404(variants, pk=pk)


def _levels(seat: Seat, known: Variant) -> Levels:
    """What lies where now, warehouse by warehouse; under None where the shop has but one place."""
    places = warehouses_of([seat.shop.pk]).get(seat.shop.pk, [])
    if not places:
        stock = getattr(known, "stock", None)
        return {None: stock.on_hand if stock else 0}
    there = dict(StockLevel.objects.filter(variant=known).values_list("warehouse", "on_hand"))
    return {place: there.get(place.pk, 0) for place in places}


def _page(
    request: Request,
    seat: Seat,
    known: Variant,
    levels: Levels,
    form: StockForm,
    *,
    moving: MoveForm | None = None,
    low: LowForm | None = None,
    status: int = 200,
) -> HttpResponse:
    stock = getattr(known, "stock", None)
    places = [place for place in levels if place]
    changes = StockChange.objects.filter(variant=known).select_related("by", "warehouse")
    context = {
        "variant": known,
        "waiting": StockWish.objects.filter(variant=known, told_at=None).count(),
        "product": known.product,
        "stock": stock,
        "levels": levels.items() if places else (),
        "form": form,
        "moving": moving or (MoveForm(places=places) if len(places) > 1 else None),
        "low": low or LowForm(initial={"low_at": stock.low_at if stock else None}),
        "changes": leaf(changes, by="-pk", after=request.GET.get("after"), limit=ROWS),
        **frame(seat),
    }
    return TemplateResponse(request, "goods/variant_stock.html", context, status=status)


def _table(known: Variant) -> Iterator[list[object]]:
    yield [_("When"), _("What happened"), _("Change"), _("On hand"), _("Warehouse"), _("By whom"), _("Words")]
    changes = StockChange.objects.filter(variant=known).select_related("by", "warehouse").order_by("-pk")
    for change in changes.iterator(chunk_size=_AT_ONCE):
        yield [
            timezone.localtime(change.at).isoformat(timespec="seconds"),
            change.get_reason_display(),
            change.change,
            change.on_hand,
            change.warehouse.name if change.warehouse else "",
            change.by.handle if change.by else "",
            change.words,
        ]

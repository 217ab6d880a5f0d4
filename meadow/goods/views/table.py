"""The desk's table: many variants on one page, changed cell by cell or pasted from a spreadsheet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from meadow.goods.actions.table import edit_table
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.forms.table import Table
from meadow.goods.models.products import Variant, VariantQuerySet
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.refusals import CellsRefused
from meadow.goods.views.lists import choices, frame
from meadow.goods.wanted import Wanted
from meadow.people.visitors import Request
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes

ROWS = 100


@login_required
@require_http_methods(["GET", "POST"])
def table(request: Request, handle: str) -> HttpResponse:
    """The variants of the products that the address asks for, at most a hundred a page."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    wanted, after = Wanted.read(request.GET), request.GET.get("after")
    variants, next_after = _page(seat.shop, wanted, after)
    if request.method == "GET":
        return _answer(request, seat, Table(seat.shop, variants), wanted, next_after)

    limit_writes(request, "desk")
    # What was typed is about the variants that the page showed, wherever they would stand in the list by now.
    shown = {row.pk for row in variants}
    variants = [*(row for row in _named(seat.shop, request) if row.pk not in shown), *variants]
    typed = Table(seat.shop, variants, request.POST)
    if typed.errors:
        return _answer(request, seat, typed, wanted, next_after, status=422)
    try:
        changed = edit_table(seat.shop, typed.edits, by=request.user) if typed.edits else 0
    except CellsRefused as refused:
        now = {row.pk: row for row in _variants(seat.shop).filter(pk__in=[row.pk for row in variants])}
        typed = Table(seat.shop, [now[row.pk] for row in variants if row.pk in now], request.POST)
        typed.refuse(refused.facts["problems"])  # type: ignore[arg-type]  # facts are objects
        return _answer(request, seat, typed, wanted, next_after, status=409)
    words = ngettext("%(number)s variant is changed.", "%(number)s variants are changed.", changed)
    messages.success(request, words % {"number": changed})
    return redirect(request.get_full_path())


def _answer(
    request: Request, seat: Seat, shown: Table, wanted: Wanted, after: str | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "table": shown,
        "wanted": wanted,
        "after": after,
        "is_first": not request.GET.get("after"),
        **choices(seat.shop, wanted),
        **frame(seat),
    }
    return TemplateResponse(request, "goods/table.html", context, status=status)


def _page(shop: Shop, wanted: Wanted, after: str | None) -> tuple[list[Variant], str | None]:
    """As many whole products as fit on a page, in the order of the list, and the cursor of the next page."""
    found = wanted.found(shop)
    page = leaf(found, by=wanted.by, after=after, limit=ROWS)
    fits, variants = 0, 0
    for product in page.rows:
        variants += getattr(product, "variant_count", None) or 1
        if fits and variants > ROWS:
            break
        fits += 1
    if fits < len(page.rows):
        page = leaf(found, by=wanted.by, after=after, limit=fits)
    place = {product.pk: number for number, product in enumerate(page.rows)}
    rows = _variants(shop).filter(product__in=place)
    return sorted(rows, key=lambda row: (place[row.product_id], row.position, row.pk)), page.after


def _named(shop: Shop, request: Request) -> list[Variant]:
    """The variants of which the page sent something, in the order in which it did."""
    keys = [word.removeprefix("seen-") for word in request.POST if word.startswith("seen-")]
    pks = [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19][: 2 * ROWS]
    known = {row.pk: row for row in _variants(shop).filter(pk__in=pks)}
    return [known[pk] for pk in pks if pk in known]


def _variants(shop: Shop) -> VariantQuerySet:
    rows = Variant.objects.filter(product__shop=shop, is_active=True).select_related("product", "stock")
    return rows.defer("product__description")

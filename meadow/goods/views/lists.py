"""The desk's list of products: searched, filtered, sorted, read leaf by leaf, and taken along as a table."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.db import connection
from django.db.models import Prefetch
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.models.bulk import BulkEdit
from meadow.goods.models.products import Category, Product, ProductQuerySet, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.product_lines import product_lines
from meadow.goods.views.archived import archived_last
from meadow.goods.wanted import SORTS, STOCKS, Wanted, marked
from meadow.people.visitors import Request
from meadow.plumbing.cursors import turned
from meadow.plumbing.money import decimal_text
from meadow.plumbing.spreadsheet import csv_table

ROWS = 50
MOST_COUNTED = 1000
"""Up to here a list says how many there are; beyond it says “more than 1,000”, which costs the same for any shop."""
_LOW = """
    (SELECT count(*) FROM (
        SELECT FROM goods_productstock stock JOIN goods_product product ON product.id = stock.product_id
        WHERE stock.shop_id = %s AND stock.is_low AND product.status <> 'archived' LIMIT %s
    ) low)
"""
_A_MINUTE = 60
_AT_ONCE = 500


@login_required
@require_GET
def products(request: Request, handle: str) -> HttpResponse:
    """All products of the shop, to be searched, filtered and sorted."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    wanted = Wanted.read(request.GET)
    said = wanted.said(seat.shop)
    found = wanted.narrowed(seat.shop, said)
    after, before = request.GET.get("after"), request.GET.get("before")
    page = turned(marked(found, by=wanted.by), by=wanted.by, after=after, before=before, limit=ROWS)
    is_whole = page.before is None and page.after is None
    known = len(page.rows) if is_whole else wanted.told(said, most=MOST_COUNTED)
    count, low_count = _numbers(seat.shop, found, known)
    context = {
        "lines": SafeString("".join(product_lines(page.rows, seat.shop))),
        "count": count,
        "most_counted": MOST_COUNTED,
        "after": page.after,
        "before": page.before,
        "wanted": wanted,
        "query": wanted.query,
        "has_products": bool(page.rows) or wanted.is_narrow or Product.objects.filter(shop=seat.shop).exists(),
        "verbs": BulkEdit.Verb.choices,
        "archived": archived_last(request, seat.shop),
        "low_count": low_count,
        **choices(seat.shop, wanted),
        **frame(seat),
    }
    template = "goods/products.html#list" if request.headers.get("HX-Request") else "goods/products.html"
    return TemplateResponse(request, template, context)


@login_required
@require_GET
def products_csv(request: Request, handle: str) -> HttpResponseBase:
    """The same products as a CSV file, a variant per line; texts that would run as formulas are defused."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    name = f"{seat.shop.handle}-products-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_table(_table(seat.shop, Wanted.read(request.GET).found(seat.shop))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def frame(seat: Seat) -> dict[str, object]:
    """What every page of the desk's products shows."""
    return {"shop": seat.shop, "seat": seat, "desk_tab": "products"}


def counted(found: ProductQuerySet) -> int:
    """How many there are, but no more than one above MOST_COUNTED."""
    return found.order_by().values("pk")[: MOST_COUNTED + 1].count()


def _numbers(shop: Shop, found: ProductQuerySet, known: int | None) -> tuple[int, int]:
    """How many were found and how many of all are running low, counted as `counted` does, in one statement.

    The first number is not counted where it is `known`. Put together by hand, for this is asked for every page.
    """
    most = MOST_COUNTED + 1
    with connection.cursor() as cursor:
        if known is not None:
            cursor.execute(f"SELECT {_LOW}", [shop.pk, most])
            return known, cursor.fetchone()[0]
        statement, words = found.order_by().values("pk")[:most].query.sql_with_params()
        both = f"SELECT {_LOW}, (SELECT count(*) FROM ({statement}) found)"  # noqa: S608  # both halves are ours
        cursor.execute(both, [shop.pk, most, *words])
        low_count, count = cursor.fetchone()
        return count, low_count


def choices(shop: Shop, wanted: Wanted) -> dict[str, object]:
    """What a list can be narrowed down to."""
    return {
        "sorts": [(name, label) for name, (label, _by) in SORTS.items()],
        "statuses": Product.Status.choices,
        "stocks": list(STOCKS.items()),
        "categories": category_paths(),
        "collections": shop.collections.all()[:200],
    }


def category_paths() -> list[tuple[int, str]]:
    """Every category with the way to it, in the order of the tree: “Home › Lighting › Lamps”; kept for a minute."""
    key = f"category-paths-{get_language()}"
    kept: list[tuple[int, str]] | None = caches["fragments"].get(key)
    if kept is None:
        kept = _category_paths()
        caches["fragments"].set(key, kept, _A_MINUTE)
    return kept


def _category_paths() -> list[tuple[int, str]]:
    below: dict[int | None, list[Category]] = {}
    for row in Category.objects.order_by("position", "name"):
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent: int | None, way: str) -> Iterator[tuple[int, str]]:
        for row in below.get(parent, ()):
            path = f"{way}{row.in_words['name']}"
            yield row.pk, path
            yield from walk(row.pk, f"{path} › ")

    return list(walk(None, ""))


def _table(shop: Shop, found: ProductQuerySet) -> Iterator[list[object]]:
    yield [
        *(_("Title"), _("Status"), _("Options"), "SKU", _("Barcode"), _("Price"), _("Price before"), _("Currency")),
        *(_("On hand"), _("Held"), _("Running low at"), _("Sold")),
    ]
    variants = Prefetch("variants", Variant.objects.filter(is_active=True).select_related("stock"))
    last = 0
    while rows := list(found.filter(pk__gt=last).order_by("pk").prefetch_related(variants)[:_AT_ONCE]):
        for product in rows:
            yield from _rows(product, shop)
        last = rows[-1].pk


def _rows(product: Product, shop: Shop) -> Iterator[list[object]]:
    for variant in product.variants.all():
        stock: Stock | None = getattr(variant, "stock", None)
        yield [
            product.title,
            product.get_status_display(),
            " / ".join(variant.option_values),
            variant.sku,
            variant.barcode,
            decimal_text(variant.price, shop.currency),
            "" if variant.compare_at is None else decimal_text(variant.compare_at, shop.currency),
            shop.currency,
            stock.on_hand if stock and stock.is_tracked else "",
            stock.held if stock else "",
            stock.low_at if stock else "",
            getattr(product, "sold", "") or 0,
        ]

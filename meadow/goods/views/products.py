"""The desk's pages of one product: its sheet, and what can be done with it as a whole."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.actions.products import archive_product, duplicate_product, publish_product, save_product
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.forms.products import ProductSheet, empty_row, stock_seen_now
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat
from meadow.goods.refusals import StockMoved
from meadow.goods.texts import MOST_VARIANTS
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words
from meadow.plumbing.refusals import Refusal


@login_required
@require_http_methods(["GET", "POST"])
def product(request: Request, handle: str, pk: int | None = None) -> HttpResponse:
    """The sheet of one product, or of a new one."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    known = get_object_or_404(Product.objects.filter(shop=seat.shop), pk=pk) if pk else None
    if request.method == "GET":
        return _sheet(request, seat, ProductSheet(seat.shop, known))

    limit_writes(request, "desk")
    sheet = ProductSheet(seat.shop, known, request.POST, request.FILES)
    if not sheet.is_valid():
        return _sheet(request, seat, sheet, status=422)
    try:
        text = sheet.text(_put_uploads(sheet, request.user))
        saved = save_product(text, shop=seat.shop, by=request.user, product=known)
    except StockMoved as refused:
        assert known  # a new product has no stock that could move
        sheet = ProductSheet(seat.shop, known, stock_seen_now(request.POST, known), request.FILES)
        sheet.is_valid()
        sheet.form.add_error(None, str(refused))
        return _sheet(request, seat, sheet, status=409)
    except PictureRefused:  # the field says it
        return _sheet(request, seat, sheet, status=422)
    except Refusal as refused:
        sheet.form.add_error(None, str(refused))
        return _sheet(request, seat, sheet, status=409)
    messages.success(request, _("“%(title)s” is saved.") % {"title": saved.title})
    return redirect("goods:desk-product", handle, saved.pk)


def _put_uploads(sheet: ProductSheet, by: Person) -> list[Photo]:
    photos = []
    for upload in sheet.form.cleaned_data["uploads"]:
        try:
            photos.append(put_photo(upload, by=by))
        except PictureRefused as refused:
            sheet.form.add_error("uploads", f"{upload.name}: {in_words(refused)}")
            raise
    return photos


def _sheet(request: Request, seat: Seat, sheet: ProductSheet, *, status: int = 200) -> HttpResponse:
    context = {"sheet": sheet, "form": sheet.form, "product": sheet.product, **_frame(seat)}
    return TemplateResponse(request, "goods/product.html", context, status=status)


@login_required
@require_GET
def variant_row(request: Request, handle: str) -> HttpResponse:
    """One more empty row for the table of variants, numbered `at`."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    at = request.GET.get("variants-TOTAL_FORMS", "")
    if not at.isdecimal() or len(at) > 3 or int(at) >= MOST_VARIANTS:
        return HttpResponse(status=204)
    context = {"row": empty_row(seat.shop.currency, int(at), request.GET), "total": int(at) + 1, **_frame(seat)}
    return TemplateResponse(request, "goods/parts/new_row.html", context)


@login_required
@require_POST
def publication(request: Request, handle: str, pk: int) -> HttpResponse:
    """Put a product on sale; with `_method=delete` archive it."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "desk")
    known = get_object_or_404(Product.objects.filter(shop=seat.shop), pk=pk)
    if is_removal(request):
        archive_product(known, by=request.user)
        messages.success(request, _("“%(title)s” is in the archive.") % {"title": known.title})
    else:
        publish_product(known, by=request.user)
        messages.success(request, _("“%(title)s” is on sale.") % {"title": known.title})
    return redirect("goods:desk-products", handle)


@login_required
@require_POST
def copies(request: Request, handle: str, pk: int) -> HttpResponse:
    """Make a draft that says the same as this product."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "desk")
    known = get_object_or_404(Product.objects.filter(shop=seat.shop), pk=pk)
    copy = duplicate_product(known, by=request.user)
    messages.success(request, _("This is the copy. It is a draft with nothing on hand."))
    return redirect("goods:desk-product", handle, copy.pk)


def _frame(seat: Seat) -> dict[str, object]:
    return {"shop": seat.shop, "seat": seat, "desk_tab": "products"}

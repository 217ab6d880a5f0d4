"""The desk's sheet of one product, and what its page asks for while somebody fills it in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.actions.products import (
    archive_product,
    duplicate_product,
    publish_product,
    save_product,
)
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.forms.products.answers import AnswersForm, asked_about
from meadow.goods.forms.products.making import with_made_rows
from meadow.goods.forms.products.photos import with_uploads
from meadow.goods.forms.products.sheet import ProductSheet, own_variants, stock_seen_now
from meadow.goods.forms.products.variants import empty_row
from meadow.goods.forms.products.words import VALUES
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat
from meadow.goods.refusals import StockMoved, TooManyVariants
from meadow.goods.taxonomy.tree import Tree
from meadow.goods.texts import MOST_VARIANTS
from meadow.goods.views.archived import remember_archived
from meadow.goods.views.shelves import offered, ticked
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words
from meadow.plumbing.refusals import Refusal

MOST_FOUND = 12


@login_required
@require_http_methods(["GET", "POST"])
def product(request: Request, handle: str, pk: int | None = None) -> HttpResponse:
    """The sheet of one product, or of a new one."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    known = get_object_or_404(Product.objects.filter(shop=seat.shop), pk=pk) if pk else None
    if request.method == "GET":
        return _page(request, seat, ProductSheet(seat.shop, known, by=request.user))
    limit_writes(request, "desk")
    return _make_rows(request, seat, known) if "make_rows" in request.POST else _save(request, seat, known)


def _save(request: Request, seat: Seat, known: Product | None) -> HttpResponse:
    sheet = ProductSheet(seat.shop, known, request.POST, request.FILES, by=request.user)
    if not sheet.is_valid():
        return _again(request, seat, sheet, 422)
    uploaded, refused = _put_uploads(sheet, request.user)
    if refused:
        return _again(request, seat, sheet, 422, uploaded, {"uploads": refused})
    try:
        saved = save_product(sheet.text(uploaded), shop=seat.shop, by=request.user, product=known)
    except StockMoved as moved:
        assert known  # a new product has no stock that could move
        sheet.data = stock_seen_now(request.POST, known)
        return _again(request, seat, sheet, 409, uploaded, {None: [str(moved)]})
    except Refusal as refusal:
        return _again(request, seat, sheet, 409, uploaded, {None: [str(refusal)]})
    messages.success(request, _("“%(title)s” is saved.") % {"title": saved.title})
    return redirect("goods:desk-product", seat.shop.handle, saved.pk)


def _make_rows(request: Request, seat: Seat, known: Product | None) -> HttpResponse:
    """The page again with a row for every combination of the options; nothing is saved."""
    sheet = ProductSheet(seat.shop, known, request.POST, request.FILES, by=request.user)
    try:
        sheet.data = with_made_rows(request.POST)
    except TooManyVariants as refusal:
        return _again(request, seat, sheet, 422, None, {VALUES[0]: [str(refusal)]})
    return _again(request, seat, sheet, 200, None, {})


def _again(
    request: Request,
    seat: Seat,
    sheet: ProductSheet,
    status: int,
    uploaded: list[Photo] | None = None,
    errors: dict[str | None, list[str]] | None = None,
) -> HttpResponse:
    """The page as it was typed, with what is wrong. Uploads that are photos are kept as such and stand in the rows."""
    if uploaded is None and "uploads" not in sheet.form.errors:
        sheet.form.is_valid()
        fits = sheet.has_room_for(len(sheet.form.cleaned_data.get("uploads", ())))
        uploaded, refused = _put_uploads(sheet, request.user) if fits else ([], [])
        errors = {**(errors or {}), **({"uploads": refused} if refused else {})}
    assert sheet.data is not None
    shown = ProductSheet(seat.shop, sheet.product, with_uploads(sheet.data, uploaded or []), by=request.user)
    if status == 200:
        shown.quieten()
    else:
        shown.is_valid()
    for field, words in {**_errors_of_uploads(sheet), **(errors or {})}.items():
        for sentence in words:
            shown.form.add_error(field, sentence)
    return _page(request, seat, shown, status=status)


def _errors_of_uploads(sheet: ProductSheet) -> dict[str | None, list[str]]:
    """What is wrong with the files, which the page does not bring a second time."""
    return {"uploads": [str(error) for error in sheet.form.errors["uploads"]]} if "uploads" in sheet.form.errors else {}


def _put_uploads(sheet: ProductSheet, by: Person) -> tuple[list[Photo], list[str]]:
    """Keep the files that are photos; says of each other one why it is none."""
    photos, refused = [], []
    for upload in sheet.form.cleaned_data.get("uploads", ()):
        try:
            photos.append(put_photo(upload, by=by))
        except PictureRefused as refusal:
            refused.append(f"{upload.name}: {in_words(refusal)}")
    return photos, refused


def _page(request: Request, seat: Seat, sheet: ProductSheet, *, status: int = 200) -> HttpResponse:
    context = {
        "sheet": sheet,
        "form": sheet.form,
        "product": sheet.product,
        "shelves": ticked(sheet.tree, sheet.chosen) + offered(sheet.tree, "", sheet.chosen),
        "files": list(sheet.product.files.all()) if sheet.product else [],
        "most_mb": settings.MEADOW_FILE_MAX_MB,
        "public_url": settings.PUBLIC_URL,
        **_frame(seat),
    }
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
@require_GET
def shelves(request: Request, handle: str) -> HttpResponse:
    """Categories to tick: those that are, and what the words find."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    tree, chosen = Tree(), _keys(request.GET, "categories")
    words = request.GET.get("find_category", "").strip()[:60]
    context = {"shelves": ticked(tree, chosen) + offered(tree, words, chosen), "words": words, **_frame(seat)}
    return TemplateResponse(request, "goods/parts/shelves.html", context)


@login_required
@require_GET
def answers(request: Request, handle: str) -> HttpResponse:
    """What the ticked categories ask about, with the answers given so far."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    attributes = asked_about(_keys(request.GET, "categories"), Tree())
    form = AnswersForm(attributes, {}, request.GET)
    form.is_valid()
    form.errors.clear()  # whoever is still choosing categories has not handed anything in
    return TemplateResponse(request, "goods/parts/answers.html", {"answers": form, **_frame(seat)})


@login_required
@require_GET
def parts(request: Request, handle: str) -> HttpResponse:
    """Variants of the shop that words find, to be put into a bundle; with `add` the field of one of them."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    row = request.GET.get("row", "")
    if not row.removeprefix("variants-").isdecimal():
        return HttpResponse(status=204)
    own = own_variants(seat.shop)
    if added := _keys(request.GET, "add"):
        part = get_object_or_404(own, pk=added[0])
        return TemplateResponse(request, "goods/parts/bundle_part.html", {"prefix": row, "part": part, "number": 1})
    words = request.GET.get(f"{row}-find", "").strip()[:60]
    found = own.filter(product__title__icontains=words) | own.filter(sku__istartswith=words) if words else own.none()
    context = {"found": found.order_by("product__title", "position", "pk")[:MOST_FOUND], "row": row, "words": words}
    return TemplateResponse(request, "goods/parts/found_parts.html", {**context, **_frame(seat)})


@login_required
@require_POST
def publication(request: Request, handle: str, pk: int) -> HttpResponse:
    """Put a product on sale; with `_method=delete` archive it."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "desk")
    known = get_object_or_404(Product.objects.filter(shop=seat.shop), pk=pk)
    if is_removal(request):
        archive_product(known, by=request.user)
        remember_archived(request, known)
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


def _keys(data: QueryDict, name: str) -> list[int]:
    return [int(key) for key in data.getlist(name) if key.isascii() and key.isdecimal() and len(key) < 19]


def _frame(seat: Seat) -> dict[str, object]:
    return {"shop": seat.shop, "seat": seat, "desk_tab": "products"}

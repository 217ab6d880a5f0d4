"""The desk's doors to the files of digital goods."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meadow.goods.actions.digital import put_file, remove_file, replace_file
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.downloads import handed_out
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal


@login_required
@require_POST
def files(request: Request, handle: str, pk: int) -> HttpResponse:
    """Add a file."""
    seat, product = _product(request, handle, pk)
    limit_writes(request, "desk")
    refused = ""
    try:
        if upload := _upload(request):
            put_file(product, upload, by=request.user)
        else:
            refused = _("Choose a file first.")
    except Refusal as refusal:
        refused = str(refusal)
    return _answer(request, seat, product, refused)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def file(request: Request, handle: str, pk: int, file: int) -> HttpResponseBase:
    """One file: fetched; with a POST replaced, or (`_method=delete`) taken away."""
    seat, product = _product(request, handle, pk)
    known = get_object_or_404(product.files.select_related("product"), pk=file)
    if request.method == "GET":
        return handed_out(known)
    limit_writes(request, "desk")
    refused = ""
    try:
        if is_removal(request):
            remove_file(known, by=request.user)
        elif upload := _upload(request):
            replace_file(known, upload, by=request.user)
        else:
            refused = _("Choose a file first.")
    except Refusal as refusal:
        refused = str(refusal)
    return _answer(request, seat, product, refused)


def _product(request: Request, handle: str, pk: int) -> tuple[Seat, Product]:
    seat = seat_or_404(request.user, handle, *KEEPERS)
    return seat, get_object_or_404(Product.objects.filter(shop=seat.shop), pk=pk)


def _upload(request: Request) -> "UploadedFile[bytes] | None":
    return request.FILES.get("file")


def _answer(request: Request, seat: Seat, product: Product, refused: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        context = {
            "product": product,
            "files": list(product.files.all()),
            "shop": seat.shop,
            "refused": refused,
            "most_mb": settings.MEADOW_FILE_MAX_MB,
        }
        return TemplateResponse(request, "goods/parts/digital_files.html", context, status=422 if refused else 200)
    if refused:
        messages.error(request, refused)
    return redirect("goods:desk-product", seat.shop.handle, product.pk)

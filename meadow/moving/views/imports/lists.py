"""The desk's list of imports, and the page on which a file is uploaded."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from meadow.goods.catalogues.detection import FORMATS
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.models.shops import Seat
from meadow.moving.actions.importing.uploads import bring_file, discard_import
from meadow.moving.forms.imports import UploadForm
from meadow.moving.models.imports import Import
from meadow.moving.refusals import FileTooLarge, OnlyOwnersBringHistory
from meadow.people.visitors import Request
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.problems import in_words

SHOWN = 50


@login_required
@never_cache
@require_GET
def imports(request: Request, handle: str) -> HttpResponse:
    """The shop's imports, the newest first."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    found = Import.objects.filter(shop=seat.shop).select_related("by").order_by("-pk")
    if seat.role != Seat.Role.OWNER:
        found = found.filter(what=Import.What.CATALOGUE)
    rows = list(found[:SHOWN])
    context = {"shop": seat.shop, "seat": seat, "desk_tab": "products", "imports": rows}
    context["is_going"] = any(row.is_going for row in rows)
    template = "moving/imports.html#list" if request.headers.get("HX-Request") else "moving/imports.html"
    return TemplateResponse(request, template, context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: Request, handle: str) -> HttpResponse:
    """Upload a file; it is looked at, and nothing is imported yet."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        limit_writes(request, "import", times=30, seconds=600)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            try:
                an_import = bring_file(seat.shop, said["file"], photos=said["photos"], by=request.user)
            except FileTooLarge as refused:
                form.add_error("file", str(refused))
            except BadInput as refused:
                form.add_error("photos", in_words(refused))
            else:
                an_import.refresh_from_db()
                if an_import.what != Import.What.CATALOGUE and seat.role != Seat.Role.OWNER:
                    discard_import(an_import)
                    raise OnlyOwnersBringHistory
                url = an_import.get_absolute_url()
                return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "products",
        "form": form,
        "formats": sorted({form.title.split(" (")[0] for form in FORMATS}),
        "most": settings.IMPORT_MAX_BYTES,
        "most_photos": settings.IMPORT_PHOTOS_MAX_BYTES,
    }
    template = "moving/import_new.html#upload" if request.headers.get("HX-Request") else "moving/import_new.html"
    return TemplateResponse(request, template, context, status=422 if form.errors else 200)

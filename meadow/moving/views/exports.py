"""The desk's page of exports, for the shop's owners."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat
from meadow.moving.actions.exporting import ask_for_shop_export
from meadow.moving.forms.exports import ExportForm
from meadow.moving.models.exports import Export
from meadow.moving.views.archives import handed_over
from meadow.people.lately import signed_in_lately
from meadow.people.visitors import Request
from meadow.plumbing.limits import limit_writes

SHOWN = 20


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def exports(request: Request, handle: str) -> HttpResponse:
    """The shop's archives, how far they are, and a form that asks for one more."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    form = ExportForm(request.POST or None)
    if request.method == "POST":
        limit_writes(request, "export", times=20, seconds=600)
        if form.is_valid():
            ask_for_shop_export(seat.shop, by=request.user, **form.cleaned_data)
            messages.success(request, _("The archive is being made. You get a letter when it is ready."))
            return redirect("moving:exports", handle)
    rows = list(Export.objects.filter(shop=seat.shop).select_related("by").order_by("-pk")[:SHOWN])
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "exports",
        "form": form,
        "exports": rows,
        "is_going": any(export.is_going for export in rows),
    }
    template = "moving/exports.html#list" if request.headers.get("HX-Request") else "moving/exports.html"
    return TemplateResponse(request, template, context, status=422 if form.errors else 200)


@login_required
@require_GET
@signed_in_lately
def archive(request: Request, handle: str, pk: int) -> FileResponse:
    """One archive of the shop, as a download."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER)
    export = get_object_or_404(Export.objects.visible_to(request.user), shop=seat.shop, pk=pk)
    return handed_over(export, f"{handle}-{export.asked_at:%Y-%m-%d}.zip")

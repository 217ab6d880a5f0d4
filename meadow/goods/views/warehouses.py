"""The desk's page of warehouses: where goods lie, and in which order they leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meadow.goods.actions.warehouses import (
    close_warehouse,
    name_warehouse,
    open_warehouse,
    order_warehouses,
    reopen_warehouse,
)
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.forms.stock import WarehouseForm
from meadow.goods.views.lists import frame
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal


@login_required
@require_http_methods(["GET", "POST"])
def warehouses(request: Request, handle: str) -> HttpResponse:
    """Where the shop keeps its goods, and in which order they leave."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    form = WarehouseForm(request.POST or None)
    if request.method == "POST":
        limit_writes(request, "desk")
        if form.is_valid():
            try:
                opened = open_warehouse(seat.shop, by=request.user, **form.cleaned_data)
            except Refusal as refused:
                form.add_error("name", str(refused))
            else:
                messages.success(request, _("“%(name)s” is open.") % {"name": opened.name})
                return redirect("goods:desk-warehouses", handle)
    known = list(seat.shop.warehouses.all())
    context = {"form": form, "warehouses": known, "open_count": sum(place.is_active for place in known), **frame(seat)}
    return TemplateResponse(request, "goods/warehouses.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def warehouse(request: Request, handle: str, pk: int) -> HttpResponse:
    """One warehouse: another name; closed (`_method=delete`), open again (`reopen`), or one place further `up`."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "desk")
    known = get_object_or_404(seat.shop.warehouses, pk=pk)
    try:
        if is_removal(request):
            close_warehouse(known, by=request.user)
        elif "reopen" in request.POST:
            reopen_warehouse(known, by=request.user)
        elif "up" in request.POST:
            order = list(seat.shop.warehouses.values_list("pk", flat=True))
            place = order.index(pk)
            order.insert(max(place - 1, 0), order.pop(place))
            order_warehouses(seat.shop, order)
        elif (form := WarehouseForm(request.POST)).is_valid():
            name_warehouse(known, by=request.user, **form.cleaned_data)
        else:
            messages.error(request, _("A warehouse needs a name."))
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("goods:desk-warehouses", handle)

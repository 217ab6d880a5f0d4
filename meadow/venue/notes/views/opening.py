"""Opening a shop with what people asked for."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meadow.goods.models.shops import Shop
from meadow.goods.refusals import HandleTaken
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.venue.notes.actions.opening import begin_shop_with, take_up
from meadow.venue.notes.forms.opening import OpeningForm
from meadow.venue.notes.wanted import times_asked


@login_required
@require_http_methods(["GET", "POST"])
@idempotent("open-with-things")
def opening(request: Request) -> HttpResponse:
    """What people asked for, and the shop that begins with it."""
    form = OpeningForm(request.POST if request.method == "POST" else None, person=request.user)
    if request.method == "POST":
        limit_writes(request, "open-with-things", times=30, seconds=3600)
        if form.is_valid() and (shop := _open(request, form)) is not None:
            return redirect("goods:desk-home" if form.begins else "goods:desk-products", shop.handle)
    context = {"form": form, "asked": times_asked(request.user), "key": uuid.uuid4().hex}
    return TemplateResponse(request, "notes/opening.html", context, status=422 if request.method == "POST" else 200)


def _open(request: Request, form: OpeningForm) -> Shop | None:
    """The shop with its new drafts; None when somebody has its address."""
    if form.shop.meant is not None:
        shop = take_up(form.chosen, shop=form.shop.meant, by=request.user)
        messages.success(request, _("They are drafts now. Look them over and put them on sale."))
        return shop
    try:
        shop = begin_shop_with(form.chosen, shop=Shop(**form.new_shop.cleaned_data), by=request.user)
    except HandleTaken as refused:
        form.new_shop.add_error("handle", str(refused))
        return None
    messages.success(request, _("Your shop is begun, and its first products are drafts. Only you see them."))
    return shop

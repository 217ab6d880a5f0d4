"""The shop's settings: what it says and shows, its address, its holidays, and closing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meadow.goods.actions.running import change_handle, close_shop, end_holiday, go_on_holiday, reopen_shop
from meadow.goods.actions.shops import edit_shop
from meadow.goods.desks import seat_or_404
from meadow.goods.forms.shops import ClosingForm, HandleForm, HolidayForm, ShopForm
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.refusals import HandleTaken, ShopStillBusy, TooManyHandles
from meadow.goods.terms import terms_of
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words

OWNER = Seat.Role.OWNER


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: Request, handle: str) -> HttpResponse:
    """What the shop says and shows of itself."""
    seat = seat_or_404(request.user, handle, OWNER)
    form = ShopForm(request.POST or None, request.FILES or None, shop=seat.shop)
    if request.method == "POST":
        limit_writes(request, "desk")
        if form.is_valid() and _save(form, seat.shop, request.user):
            messages.success(request, _("The shop is changed."))
            return redirect("goods:desk-shop", handle)
    return _page(request, seat, form=form, status=422 if form.errors else 200)


@login_required
@require_POST
def address(request: Request, handle: str) -> HttpResponse:
    """Move the shop to another address."""
    seat = seat_or_404(request.user, handle, OWNER)
    limit_writes(request, "desk")
    form = HandleForm(request.POST, shop=seat.shop)
    if form.is_valid():
        try:
            moved = change_handle(seat.shop, by=request.user, handle=form.cleaned_data["handle"])
        except (HandleTaken, TooManyHandles) as refused:
            form.add_error("handle", str(refused))
        else:
            messages.success(request, _("The shop has a new address. The old one leads on to it."))
            return redirect("goods:desk-shop", moved.handle)
    return _page(request, seat, handle_form=form, status=422)


@login_required
@require_POST
def holiday(request: Request, handle: str) -> HttpResponse:
    """Send the shop on holiday; with `_method=delete` end it."""
    seat = seat_or_404(request.user, handle, OWNER)
    limit_writes(request, "desk")
    if is_removal(request):
        end_holiday(seat.shop, by=request.user)
        messages.success(request, _("The holiday is over. People can order again."))
        return redirect("goods:desk-shop", handle)
    form = HolidayForm(request.POST, shop=seat.shop)
    if form.is_valid():
        said = form.cleaned_data
        go_on_holiday(
            seat.shop,
            by=request.user,
            begin=said["begin"],
            until=said["until"],
            words=said["holiday_words"],
            translations={code: words["holiday_words"] for code, words in form.translations().items()},
        )
        messages.success(request, _("The holiday is kept."))
        return redirect("goods:desk-shop", handle)
    return _page(request, seat, holiday_form=form, status=422)


@login_required
@require_POST
def closing(request: Request, handle: str) -> HttpResponse:
    """Close the shop; with `_method=delete` open it again."""
    seat = seat_or_404(request.user, handle, OWNER)
    limit_writes(request, "desk")
    if is_removal(request):
        reopen_shop(seat.shop, by=request.user)
        messages.success(request, _("The shop is open again."))
        return redirect("goods:desk-home", handle)
    form = ClosingForm(request.POST, shop=seat.shop)
    if form.is_valid():
        try:
            close_shop(seat.shop, by=request.user)
        except ShopStillBusy as refused:
            form.add_error(None, str(refused))
            return _page(request, seat, closing_form=form, status=409)
        messages.success(request, _("The shop is closed. You can open it again whenever you like."))
        return redirect("goods:desk-home", handle)
    return _page(request, seat, closing_form=form, status=422)


def _page(
    request: Request,
    seat: Seat,
    *,
    form: ShopForm | None = None,
    handle_form: HandleForm | None = None,
    holiday_form: HolidayForm | None = None,
    closing_form: ClosingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shop = seat.shop
    context: dict[str, Any] = {
        "form": form or ShopForm(shop=shop),
        "handle_form": handle_form or HandleForm(shop=shop),
        "holiday_form": holiday_form or HolidayForm(shop=shop),
        "closing_form": closing_form or ClosingForm(shop=shop),
        "terms": terms_of(shop.kind),
        "former": list(shop.former_handles.order_by("-left_at").values_list("handle", flat=True)),
        "shop": shop,
        "seat": seat,
        "desk_tab": "settings",
    }
    return TemplateResponse(request, "goods/shop_settings.html", context, status=status)


def _save(form: ShopForm, shop: Shop, by: Person) -> bool:
    said = form.cleaned_data
    photos: dict[str, Photo | None] = {}
    for field, before in (("picture", shop.picture), ("cover", shop.cover)):
        try:
            photos[field] = _put(said[field], by) or before
        except PictureRefused as refused:
            form.add_error(field, in_words(refused))
    if form.errors:
        return False
    words = {field: said[field] for field in ("name", "story", "city")}
    edit_shop(shop, by=by, translations=form.translations(), picture=photos["picture"], cover=photos["cover"], **words)
    return True


def _put(upload: "UploadedFile[bytes] | None", by: Person) -> Photo | None:
    return put_photo(upload, by=by) if upload else None

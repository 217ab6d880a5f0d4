"""The desk's own pages: my shops, opening one, its settings and its team."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meadow.goods.actions.shops import edit_shop, open_shop, seat_person, unseat_person
from meadow.goods.desks import seat_or_404
from meadow.goods.forms.shops import OpenShopForm, RoleForm, SeatForm, ShopForm
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.refusals import HandleTaken, LastOwnerStays
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words

MOST_SHOPS = 100
OWNER = Seat.Role.OWNER


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: Request) -> HttpResponse:
    """The visitor's shops, or an invitation to open one."""
    form = OpenShopForm(request.POST or None)
    if request.method == "POST":
        limit_writes(request, "open-shop", times=5, seconds=3600)
        if form.is_valid():
            try:
                shop = open_shop(Shop(**form.cleaned_data), by=request.user)
            except HandleTaken as refused:
                form.add_error("handle", str(refused))
            else:
                messages.success(request, _("Your shop is open. Put the first product on its shelf."))
                return redirect("goods:desk-products", shop.handle)
    seats = Seat.objects.filter(person=request.user).select_related("shop__picture").order_by("shop__name")
    context = {"form": form, "seats": seats[:MOST_SHOPS]}
    return TemplateResponse(request, "goods/desk.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: Request, handle: str) -> HttpResponse:
    """What the shop says and shows of itself."""
    seat = seat_or_404(request.user, handle, OWNER)
    form = ShopForm(request.POST or None, request.FILES or None, shop=seat.shop)
    if request.method == "POST":
        limit_writes(request, "desk")
        if form.is_valid() and _save_settings(form, seat.shop, request.user):
            messages.success(request, _("The shop is changed."))
            return redirect("goods:desk-shop", handle)
    context = {"form": form, "shop": seat.shop, "seat": seat, "desk_tab": "settings"}
    return TemplateResponse(request, "goods/shop_settings.html", context, status=422 if form.errors else 200)


def _save_settings(form: ShopForm, shop: Shop, by: Person) -> bool:
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


@login_required
@require_http_methods(["GET", "POST"])
def team(request: Request, handle: str) -> HttpResponse:
    """Who runs the shop; owners add people here."""
    seat = seat_or_404(request.user, handle, OWNER)
    form = SeatForm(request.POST or None, by=request.user)
    if request.method == "POST":
        limit_writes(request, "desk")
        if form.is_valid():
            newcomer: Person = form.cleaned_data["handle"]
            try:
                seat_person(newcomer, seat.shop, role=Seat.Role(form.cleaned_data["role"]))
            except LastOwnerStays as refused:
                form.add_error("role", str(refused))
            else:
                messages.success(request, _("%(name)s is in the team.") % {"name": newcomer.name})
                return redirect("goods:desk-team", handle)
    seats = seat.shop.seats.select_related("person__picture").order_by("pk")
    context = {"form": form, "seats": seats, "roles": Seat.Role.choices}
    context |= {"shop": seat.shop, "seat": seat, "desk_tab": "team"}
    return TemplateResponse(request, "goods/team.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def member(request: Request, handle: str, pk: int) -> HttpResponse:
    """One seat of the team: another role, or (`_method=delete`) none. Owners decide, and anybody may leave."""
    own = seat_or_404(request.user, handle)
    if own.role != OWNER and not (own.pk == pk and is_removal(request)):
        raise Http404
    limit_writes(request, "desk")
    shop = own.shop
    person = get_object_or_404(Seat.objects.select_related("person"), shop=shop, pk=pk).person
    if is_removal(request):
        unseat_person(person, shop)
        messages.success(request, _("%(name)s has left the team.") % {"name": person.name})
    else:
        form = RoleForm(request.POST)
        if form.is_valid():
            seat_person(person, shop, role=Seat.Role(form.cleaned_data["role"]))
            messages.success(request, _("The role is changed."))
    return redirect(
        "goods:desk" if person == request.user else "goods:desk-team", *([] if person == request.user else [handle])
    )

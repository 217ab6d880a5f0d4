"""The desk's pages of collections: the list, and one collection with its products."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.actions.collections import (
    MOST_PRODUCTS,
    CollectionText,
    add_to_collection,
    arrange_collection,
    arrange_collections,
    delete_collection,
    restore_collection,
    save_collection,
)
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.forms.collections import CollectionForm
from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat
from meadow.goods.refusals import TooManyCollections
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words

FOUND = 12
DELETED = "deleted-collection"  # what the session remembers, so that deleting can be undone


@login_required
@require_http_methods(["GET", "POST"])
def collections(request: Request, handle: str) -> HttpResponse:
    """All collections of the shop; a POST arranges them."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    if request.method == "POST":
        limit_writes(request, "desk")
        arrange_collections(seat.shop, _keys(request.POST.getlist("collection")), by=request.user)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204)
        return redirect("goods:desk-collections", handle)
    deleted = request.session.get(DELETED)
    context = {
        "collections": seat.shop.collections.select_related("cover", "shop").annotate(product_count=Count("items")),
        "deleted": deleted["text"]["title"] if deleted and deleted["shop"] == seat.shop.pk else "",
        **_frame(seat),
    }
    return TemplateResponse(request, "goods/collections.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def collection(request: Request, handle: str, pk: int | None = None) -> HttpResponse:
    """One collection, or a new one: what it says, and which products it shows; `_method=delete` deletes it."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    known = get_object_or_404(seat.shop.collections.select_related("cover"), pk=pk) if pk else None
    if request.method == "GET":
        return _page(request, seat, known, CollectionForm(collection=known))
    limit_writes(request, "desk")
    if is_removal(request):
        return _deleted(request, seat, known)
    form = CollectionForm(request.POST, request.FILES, collection=known)
    if form.is_valid() and (saved := _saved(form, seat, known, request.user)):
        messages.success(request, _("“%(title)s” is saved.") % {"title": saved.title})
        return redirect("goods:desk-collection", handle, saved.pk)
    return _page(request, seat, known, form, status=422)


@login_required
@require_POST
def products(request: Request, handle: str, pk: int) -> HttpResponse:
    """Show these products in this order; `remove` names one that goes."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    known = get_object_or_404(seat.shop.collections, pk=pk)
    limit_writes(request, "desk", times=240)
    gone = set(_keys(request.POST.getlist("remove")))
    wanted = [product for product in _keys(request.POST.getlist("product")) if product not in gone]
    arrange_collection(known, wanted, by=request.user)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect("goods:desk-collection", handle, pk)


@login_required
@require_POST
def addition(request: Request, handle: str, pk: int) -> HttpResponse:
    """Show one more product, at the end."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    known = get_object_or_404(seat.shop.collections, pk=pk)
    limit_writes(request, "desk", times=240)
    for product in Product.objects.filter(shop=seat.shop, pk__in=_keys([request.POST.get("product", "")])):
        add_to_collection(known, product, by=request.user)
    return redirect("goods:desk-collection", handle, pk)


@login_required
@require_GET
def search(request: Request, handle: str, pk: int) -> HttpResponse:
    """Products that may still be added, by their words."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    known = get_object_or_404(seat.shop.collections, pk=pk)
    words = request.GET.get("q", "").strip()[:100]
    context = {"collection": known, "words": words, "found": _addable(seat, known, words), **_frame(seat)}
    return TemplateResponse(request, "goods/collection.html#found", context)


@login_required
@require_POST
def undo(request: Request, handle: str) -> HttpResponse:
    """Bring back the collection that was deleted last."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "desk")
    kept = request.session.get(DELETED)
    if not kept or kept["shop"] != seat.shop.pk:
        raise Http404
    restored = restore_collection(kept, shop=seat.shop, by=request.user)
    del request.session[DELETED]
    messages.success(request, _("“%(title)s” is back.") % {"title": restored.title})
    return redirect("goods:desk-collections", handle)


def _deleted(request: Request, seat: Seat, known: Collection | None) -> HttpResponse:
    if known is None:
        raise Http404
    request.session[DELETED] = delete_collection(known, by=request.user)
    return redirect("goods:desk-collections", seat.shop.handle)


def _saved(form: CollectionForm, seat: Seat, known: Collection | None, by: Person) -> Collection | None:
    said = form.cleaned_data
    cover = known.cover_id if known else None
    try:
        if said["cover"]:
            cover = put_photo(said["cover"], by=by).pk
        text = CollectionText(
            title=said["title"],
            words=said["words"],
            translations=form.translations(),
            cover=cover,
            is_shown=said["is_shown"],
        )
        return save_collection(text, shop=seat.shop, by=by, collection=known)
    except PictureRefused as refused:
        form.add_error("cover", in_words(refused))
    except TooManyCollections as refused:
        form.add_error(None, str(refused))
    return None


def _page(
    request: Request, seat: Seat, known: Collection | None, form: CollectionForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"collection": known, "form": form, "most": MOST_PRODUCTS, **_frame(seat)}
    if known is not None:
        words = request.GET.get("q", "").strip()[:100]
        context |= {"items": _items(known), "words": words, "found": _addable(seat, known, words)}
    return TemplateResponse(request, "goods/collection.html", context, status=status)


def _items(known: Collection) -> list[Product]:
    return [item.product for item in known.items.select_related("product__cover", "product__shop")]


def _addable(seat: Seat, known: Collection, words: str) -> list[Product]:
    """The newest products of the shop that the collection lacks, those with these words first of all."""
    found = Product.objects.filter(shop=seat.shop).exclude(status=Product.Status.ARCHIVED)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(tags__contains=[words]))
    lacking = found.exclude(pk__in=known.items.values("product"))
    return list(lacking.select_related("cover").order_by("-pk")[:FOUND])


def _keys(said: list[str]) -> list[int]:
    return [int(key) for key in said if key.isascii() and key.isdecimal() and len(key) < 19]


def _frame(seat: Seat) -> dict[str, object]:
    return {"shop": seat.shop, "seat": seat, "desk_tab": "collections"}

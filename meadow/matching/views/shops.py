"""All shops, and one shop's own page."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.models.collections import Collection, CollectionItem
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.matching.cards import marked_products, product_cards
from meadow.matching.rooms import room_of_shop
from meadow.matching.selling import best_sellers
from meadow.matching.structured import shop_data
from meadow.people.visitors import visitor
from meadow.plumbing.cursors import leaf
from meadow.plumbing.guests import kept_for_guests
from meadow.plumbing.public import public
from meadow.venue.notes.cards import marked_notes, note_cards
from meadow.venue.notes.models.notes import Note

SHOPS = 24
CARDS = 24
COLLECTIONS = 24
BEST = 4


@require_GET
@kept_for_guests
def shops(request: HttpRequest) -> HttpResponse:
    """Open shops, the newest first."""
    page = leaf(
        Shop.objects.open().select_related("picture", "cover"), by="-pk", after=request.GET.get("after"), limit=SHOPS
    )
    return _leaf(request, "matching/shops.html", {"leaf": page})


@require_GET
@kept_for_guests
def shop(request: HttpRequest, handle: str) -> HttpResponse:
    """One shop: its story, who runs it, its goods, and the notes that show them."""
    reader = visitor(request)
    seen = Shop.objects.visible_to(reader).select_related("picture", "cover")
    shown = get_object_or_404(seen, handle=handle)
    tab = "notes" if request.GET.get("tab") == "notes" else "products"
    after = request.GET.get("after")
    context: dict[str, Any] = {"shop": shown, "words": shown.in_words, "tab": tab}
    context |= {"structured": shop_data(shown), "share_image": public(shown.cover.url) if shown.cover else ""}
    if tab == "notes":
        notes = marked_notes(Note.objects.readable_by(reader).showing_goods_of(shown))
        note_page = leaf(notes, by="-heat", after=after, limit=CARDS)
        context["cards"], following = note_cards(note_page.rows, eager=not after), note_page.after
    else:
        goods = marked_products(Product.objects.filter(shop=shown, status=Product.Status.ACTIVE))
        goods_page = leaf(goods, by="-pk", after=after, limit=CARDS)
        context["cards"], following = (
            product_cards(goods_page.rows, eager=not after, without_shop=True),
            goods_page.after,
        )
    context["next_url"] = f"?tab={tab}&after={following}" if following else ""
    if not request.headers.get("HX-Request"):
        seats = shown.seats.filter(role=Seat.Role.OWNER, person__is_active=True).order_by("pk")
        context["room"] = room_of_shop(shown, reader)
        context["managers"] = [seat.person for seat in seats.select_related("person__picture")]
        context["collections"] = list(_collections(shown)[:COLLECTIONS])
        context["best"] = (
            product_cards(list(best_sellers(shown)[:BEST]), without_shop=True) if tab == "products" else []
        )
    return _leaf(request, "matching/shop.html", context)


def _collections(shown: Shop) -> QuerySet[Collection]:
    """The collections that the shop shows and that have something in them."""
    on_sale = CollectionItem.objects.filter(collection=OuterRef("pk"), product__status=Product.Status.ACTIVE)
    return shown.collections.filter(Exists(on_sale), is_shown=True).select_related("cover", "shop")


def _leaf(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or to htmx only its next leaf."""
    return TemplateResponse(request, f"{template}#leaf" if request.headers.get("HX-Request") else template, context)

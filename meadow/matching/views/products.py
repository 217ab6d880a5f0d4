"""All goods, shelf by shelf, and one product's own page."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.models.products import Category, PriceChange, Product, Variant
from meadow.matching.cards import marked_products, product_cards
from meadow.matching.choosing import choices
from meadow.matching.filters import Filters
from meadow.matching.rooms import room_showing
from meadow.matching.structured import product_data, shelf_data
from meadow.matching.traits import parts_of, traits_of
from meadow.people.models.persons import Person
from meadow.people.visitors import visitor
from meadow.plumbing.cursors import leaf
from meadow.plumbing.guests import kept_for_guests
from meadow.plumbing.public import public
from meadow.trade.models.selections import SelectionItem
from meadow.venue.groups.showing import showing
from meadow.venue.live.models.rooms import Room
from meadow.venue.notes.cards import marked_notes, note_cards
from meadow.venue.notes.models.notes import Note, Pin

CARDS = 24
NOTES = 12
MORE = 8
ORDERS = {"newest": "-published_at", "cheapest": "price_from", "dearest": "-price_from"}


@require_GET
@kept_for_guests
def products(request: HttpRequest) -> HttpResponse:
    """Everything on sale, or what stands on one shelf and those below it."""
    sort = request.GET.get("sort", "")
    sort = sort if sort in ORDERS else "newest"
    stands = Product.categories.through.objects.filter(category=OuterRef("pk"), product__in=Product.objects.on_sale())
    shelves = list(Category.objects.annotate(holds=Exists(stands)).order_by("position", "name"))
    here = next((shelf for shelf in shelves if shelf.slug == request.GET.get("category")), None)
    found = Product.objects.on_sale().exclude(published_at=None)
    if here is not None:
        on_shelf = Product.categories.through.objects.filter(product=OuterRef("pk"), category__in=_below(here, shelves))
        found = found.filter(Exists(on_shelf))
    above = _above(here, shelves) if here else []
    filters = Filters.read(request.GET, shelves=[shelf.pk for shelf in (*above, here)] if here else [])
    found = filters.narrow(found)
    after = request.GET.get("after")
    page = leaf(marked_products(found), by=ORDERS[sort], after=after, limit=CARDS)
    choice = f"category={here.slug}&{filters.query}" if here else filters.query
    context = {
        "cards": product_cards(page.rows, eager=not after),
        "next_url": f"?{choice}sort={sort}&after={page.after}" if page.after else "",
        "here_shelf": here,
        "structured": shelf_data(here, above) if here else "",
        "filters": filters,
        "above": next((shelf for shelf in shelves if here and shelf.pk == here.parent_id), None),
        "shelves": _that_hold_goods(here, shelves),
        "sort": sort,
        "choice": choice,
    }
    template = "matching/products.html"
    return TemplateResponse(request, f"{template}#leaf" if request.headers.get("HX-Request") else template, context)


@require_GET
@kept_for_guests
def product(request: HttpRequest, shop_handle: str, handle: str) -> HttpResponse:
    """One product: look, choose, buy; who shows it; and what else the shop has."""
    reader = visitor(request)
    seen = Product.objects.visible_to(reader).select_related("shop__picture", "cover")
    shown = get_object_or_404(seen, shop__handle=shop_handle, handle=handle)
    variants = list(shown.variants.filter(is_active=True).select_related("stock", "photo"))
    chosen = _chosen(variants, request.GET.get("variant", ""))
    photos = list(shown.photos.select_related("photo"))
    if chosen and chosen.photo_id:
        photos.sort(key=lambda row: row.photo_id != chosen.photo_id)
    rates = list(shown.shop.shipping_rates.offered())
    showing = Note.objects.readable_by(reader).filter(Exists(Pin.objects.filter(note=OuterRef("pk"), product=shown)))
    more = Product.objects.on_sale().filter(shop=shown.shop_id).exclude(pk=shown.pk).order_by("-pk")
    context: dict[str, Any] = {
        "product": shown,
        "words": shown.in_words,
        "shop": shown.shop,
        "photos": photos,
        "variants": variants,
        "chosen": chosen,
        "choices": choices(shown, variants, chosen),
        "traits": traits_of(shown, chosen),
        "parts": parts_of(chosen, shown),
        "available": _available(chosen),
        "lowest_30": _lowest(chosen),
        "is_on_sale": shown.status == Product.Status.ACTIVE and shown.shop.state == "open",
        "shipping": rates,
        "room": room_showing(shown, reader),
        "note": _note_of(request, shown, reader),
        "via": _item_of(request, shown, reader),
        "out_of": _room_of(request, shown, reader),
        "from_group": _group_of(request, shown, reader),
        "notes": note_cards(list(marked_notes(showing).order_by("-heat", "-pk")[:NOTES])),
        "more": product_cards(list(marked_products(more)[:MORE]), without_shop=True),
        "structured": product_data(shown, variants, [row.photo for row in photos], rates),
        "share_image": public(shown.cover.url) if shown.cover else "",
    }
    return TemplateResponse(request, "matching/product.html", context)


def _that_hold_goods(here: Category | None, shelves: Sequence[Category]) -> list[Category]:
    """The shelves right below this one, or the first ones, where something stands on sale on them or below them."""
    holding = {shelf.pk for shelf in shelves if getattr(shelf, "holds", False)}
    under = [shelf for shelf in shelves if shelf.parent_id == (here.pk if here else None)]
    return [shelf for shelf in under if not holding.isdisjoint(_below(shelf, shelves))]


def _below(shelf: Category, shelves: Sequence[Category]) -> list[int]:
    """The shelf and every shelf below it."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for other in shelves:
        children[other.parent_id].append(other.pk)
    found, at = [shelf.pk], 0
    while at < len(found):
        found += [child for child in children[found[at]] if child not in found]
        at += 1
    return found


def _above(shelf: Category, shelves: Sequence[Category]) -> list[Category]:
    """Every shelf above this one, the widest first."""
    by_key = {other.pk: other for other in shelves}
    found: list[Category] = []
    at = by_key.get(shelf.parent_id or 0)
    while at is not None and at not in found:
        found.insert(0, at)
        at = by_key.get(at.parent_id or 0)
    return found


def _chosen(variants: list[Variant], asked: str) -> Variant | None:
    """The variant asked for, or the first that can be had; a number that is none of them is not found."""
    if asked:
        found = next((variant for variant in variants if str(variant.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    return next((variant for variant in variants if _available(variant) != 0), variants[0] if variants else None)


def _available(variant: Variant | None) -> int | None:
    """How many can be had now; None when there is no limit."""
    if variant is None:
        return 0
    return variant.stock.available if hasattr(variant, "stock") else 0


def _lowest(variant: Variant | None) -> int | None:
    """For a reduced price, the lowest of the thirty days before the reduction."""
    return PriceChange.objects.lowest_before_reduction(variant) if variant and variant.is_reduced else None


def _note_of(request: HttpRequest, shown: Product, reader: Person | None) -> int | None:
    """The note that led here, if it does show this product: it goes into the cart with it."""
    asked = request.GET.get("note", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    showing = Note.objects.readable_by(reader).filter(pk=asked, pins__product=shown)
    return showing.values_list("pk", flat=True).first()


def _room_of(request: HttpRequest, shown: Product, reader: Person | None) -> int | None:
    """The live room, or its replay, that led here, if it does show this product: buying it here counts for the room."""
    asked = request.GET.get("room", "")
    if not asked.isascii() or not asked.isdecimal() or len(asked) > 18:
        return None
    rooms = Room.objects.visible_to(reader).not_banning(reader)
    found = rooms.filter(pk=asked, shelf__product=shown, shelf__is_hidden=False)
    return found.values_list("pk", flat=True).first()


def _group_of(request: HttpRequest, shown: Product, reader: Person | None) -> int | None:
    """The group that led here (`from=group:7`), if it is one of the reader's and shows this product."""
    kind, _colon, asked = request.GET.get("from", "").partition(":")
    asked = asked if kind == "group" else request.GET.get("group", "")
    if not asked.isascii() or not asked.isdecimal() or len(asked) > 18:
        return None
    group = showing(int(asked), shown, reader)
    return group.pk if group else None


def _item_of(request: HttpRequest, shown: Product, reader: Person | None) -> int | None:
    """The item of a buyer's selection that led here, if it is of this product."""
    asked = request.GET.get("via", "")
    if not asked.isascii() or not asked.isdecimal() or len(asked) > 18:
        return None
    items = SelectionItem.objects.filter(pk=asked, product=shown, buyer__in=Person.objects.visible_to(reader))
    return items.values_list("pk", flat=True).first()

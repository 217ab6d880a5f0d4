"""One collection of a shop: what a manager shows together, in the order in which they laid it out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.matching.cards import marked_products, product_cards
from meadow.matching.structured import collection_data
from meadow.people.visitors import visitor
from meadow.plumbing.guests import kept_for_guests
from meadow.plumbing.public import public

CARDS = 24


@require_GET
@kept_for_guests
def collection(request: HttpRequest, handle: str, collection_handle: str) -> HttpResponse:
    """One collection; its team sees it also while it is hidden."""
    reader = visitor(request)
    found = Collection.objects.filter(shop__in=Shop.objects.visible_to(reader), shop__handle=handle)
    shown = get_object_or_404(found.select_related("shop__picture", "cover"), handle=collection_handle)
    if not shown.is_shown:
        own = Shop.objects.run_by(reader) if reader else Shop.objects.none()
        get_object_or_404(own, pk=shown.shop_id)

    place = _place(request.GET.get("after", ""))
    items = shown.items.filter(position__gte=place, product__status=Product.Status.ACTIVE)
    rows = list(items.values_list("position", "product")[: CARDS + 1])
    found_here = {
        product.pk: product for product in marked_products(Product.objects.filter(pk__in=dict(rows).values()))
    }
    on_leaf = [found_here[pk] for _, pk in rows[:CARDS] if pk in found_here]
    context = {
        "collection": shown,
        "words": shown.in_words,
        "shop": shown.shop,
        "structured": collection_data(shown),
        "share_image": public(shown.cover.url) if shown.cover else "",
        "cards": product_cards(on_leaf, eager=place == 0, without_shop=True),
        "next_url": f"?after={rows[CARDS][0]}" if len(rows) > CARDS else "",
    }
    template = "matching/collection.html"
    return TemplateResponse(request, f"{template}#leaf" if request.headers.get("HX-Request") else template, context)


def _place(after: str) -> int:
    """From which place on; the first for whatever is none."""
    return int(after) if after.isascii() and after.isdecimal() and len(after) < 5 else 0

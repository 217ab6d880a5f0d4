"""Shops over the API."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from meadow.api.shapes import After, Limit, Page, Picture, answer, picture
from meadow.goods.models.shops import Shop
from meadow.plumbing.cursors import leaf
from meadow.plumbing.guests import kept_for_guests

router = Router(tags=["shops"])


class OneShop(Schema):
    handle: str
    url: str
    name: str
    story: str
    city: str
    currency: str
    cover: Picture | None


def _shop(shop: Shop) -> dict[str, object]:
    return {
        "handle": shop.handle,
        "url": f"/shops/{shop.handle}/",
        "name": shop.name,
        "story": shop.story,
        "city": shop.city,
        "currency": shop.currency,
        "cover": picture(shop.cover),
    }


@router.get("", response=Page[OneShop], summary="Open shops, by handle")
@kept_for_guests
def shops(request: HttpRequest, after: After = None, limit: Limit = 24) -> HttpResponse:
    page = leaf(Shop.objects.open().select_related("cover"), by="handle", after=after, limit=limit)
    return answer({"items": [_shop(shop) for shop in page.rows], "next": page.after})


@router.get("/{handle}", response=OneShop, summary="One shop")
@kept_for_guests
def shop(request: HttpRequest, handle: str) -> HttpResponse:
    return answer(_shop(get_object_or_404(Shop.objects.open().select_related("cover"), handle=handle)))

"""Products over the API."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from meadow.api.shapes import After, Amount, Limit, Page, Picture, answer, own_id, picture
from meadow.goods.models.products import Product, Variant
from meadow.plumbing.cursors import leaf
from meadow.plumbing.guests import kept_for_guests

router = Router(tags=["products"])


class ShopOfProduct(Schema):
    handle: str
    name: str


class ProductCard(Schema):
    """A product as a list shows it; `price` is that of its cheapest variant."""

    id: str
    url: str
    title: str
    shop: ShopOfProduct
    cover: Picture | None
    price: Amount
    in_stock: bool


class VariantOfProduct(Schema):
    id: str
    sku: str
    options: dict[str, str]
    price: Amount
    compare_at: Amount | None
    in_stock: bool


class WholeProduct(ProductCard):
    """A product with its description (clean HTML), photos and variants."""

    description: str
    tags: list[str]
    photos: list[Picture]
    variants: list[VariantOfProduct]


def _card(product: Product) -> dict[str, object]:
    return {
        "id": f"product_{product.pk}",
        "url": f"/shops/{product.shop.handle}/{product.handle}/",
        "title": product.title,
        "shop": {"handle": product.shop.handle, "name": product.shop.name},
        "cover": picture(product.cover),
        "price": {"amount": product.price_from, "currency": product.shop.currency},
        "in_stock": product.in_stock,
    }


@router.get("", response=Page[ProductCard], summary="Products on sale, newest first")
@kept_for_guests
def products(request: HttpRequest, after: After = None, limit: Limit = 24, shop: str | None = None) -> HttpResponse:
    found = Product.objects.on_sale().select_related("shop", "cover")
    if shop:
        found = found.filter(shop__handle=shop)
    page = leaf(
        found.only(
            "handle", "title", "price_from", "in_stock", "published_at",
            "shop__handle", "shop__name", "shop__currency", "cover__name", "cover__width", "cover__height",
        ),
        by="-published_at",
        after=after,
        limit=limit,
    )  # fmt: skip
    return answer({"items": [_card(product) for product in page.rows], "next": page.after})


@router.get("/{product}", response=WholeProduct, summary="One product")
@kept_for_guests
def product(request: HttpRequest, product: str) -> HttpResponse:
    known = Product.objects.on_sale().select_related("shop", "cover")
    found = get_object_or_404(known, pk=own_id("product", product))
    return answer(
        {
            **_card(found),
            "description": found.description,
            "tags": found.tags,
            "photos": [picture(shown.photo) for shown in found.photos.select_related("photo")],
            "variants": [_variant(found, variant) for variant in found.variants.on_sale().select_related("stock")],
        }
    )


def _variant(product: Product, variant: Variant) -> dict[str, object]:
    currency = product.shop.currency
    return {
        "id": f"variant_{variant.pk}",
        "sku": variant.sku,
        "options": dict(zip(product.options, variant.option_values, strict=False)),
        "price": {"amount": variant.price, "currency": currency},
        "compare_at": {"amount": variant.compare_at, "currency": currency} if variant.is_reduced else None,
        "in_stock": variant.stock.available is None or variant.stock.available > 0,
    }

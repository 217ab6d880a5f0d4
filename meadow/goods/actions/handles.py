"""Handles of new products: free ones, close to what was wished for."""

from collections.abc import Sequence

from django.db.models import DecimalField, Max
from django.db.models.functions import Cast, Substr

from meadow.goods.catalogues.building import slug
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.texts import ProductText

LONGEST_HANDLE = 120


def free_handles(shop: Shop, texts: Sequence[ProductText]) -> list[str]:
    """For each text the handle it wishes for, or one made of its title; with a number when the shop has it already.

    For actions that hold the shop's lock. However many products are called alike, none of their rows is read.
    """
    wishes = [_wish(text) for text in texts]
    near = {handle for wish in wishes for handle in (wish, f"{wish}-2")}
    taken = set(Product.objects.filter(shop=shop, handle__in=near).values_list("handle", flat=True))
    numbers: dict[str, int] = {}
    handles: list[str] = []
    for wish in wishes:
        handle = wish
        if wish in taken:
            handle = f"{wish}-2"
        if handle in taken:
            number = numbers.get(wish) or _last_number(shop, wish) + 1
            while (handle := f"{wish}-{number}") in taken:
                number += 1
            numbers[wish] = number + 1
        taken.add(handle)
        handles.append(handle)
    return handles


def _wish(text: ProductText) -> str:
    return (slug(text.handle) or slug(text.title) or "product")[: LONGEST_HANDLE - 8].strip("-")


def _last_number(shop: Shop, wish: str) -> int:
    """The highest number that the shop has put behind this handle."""
    digits = Cast(Substr("handle", len(wish) + 2), DecimalField(max_digits=LONGEST_HANDLE, decimal_places=0))
    numbered = Product.objects.filter(shop=shop, handle__regex=rf"^{wish}-[0-9]+$")
    return int(numbered.aggregate(last=Max(digits))["last"] or 1)

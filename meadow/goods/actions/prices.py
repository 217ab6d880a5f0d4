"""Prices: changing them, and remembering what they were."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from meadow.goods.actions.summaries import summarise
from meadow.goods.events import PriceChanged
from meadow.goods.models.products import PriceChange, Product, Variant
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce_all


@transaction.atomic
def set_price(variant: Variant, price: int, *, compare_at: int | None = None, by: Person | None) -> Variant:
    """Give one variant a price in minor units, and remember when it changed."""
    product = Product.objects.locked().select_related("shop").get(pk=variant.product_id)
    variant = product.variants.get(pk=variant.pk)
    before = {variant.pk: variant.price}
    variant.price, variant.compare_at = price, compare_at
    variant.save(update_fields=["price", "compare_at"])
    remember_prices([variant], before, by=by)
    summarise(product)
    return variant


def remember_prices(variants: Sequence[Variant], before: Mapping[int, int], *, by: Person | None) -> None:
    """Write down and tell every price that differs from before; a variant that was not there had none.

    Only changes are told: the first price of a variant is part of its product. The variants bring their products, and
    these their shops.
    """
    changed = [variant for variant in variants if before.get(variant.pk) != variant.price]
    PriceChange.objects.bulk_create(PriceChange(variant=variant, price=variant.price) for variant in changed)
    announce_all(
        [
            PriceChanged(
                variant=variant.pk,
                product=variant.product_id,
                shop=variant.product.shop_id,
                currency=variant.product.shop.currency,
                before=before[variant.pk],
                price=variant.price,
                by=by.pk if by else None,
            )
            for variant in changed
            if variant.pk in before
        ]
    )

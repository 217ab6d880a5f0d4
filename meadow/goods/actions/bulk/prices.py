"""What many products cost."""

from dataclasses import dataclass

from meadow.goods.actions.bulk.batches import Batch, BulkVerb, with_variants, write_products
from meadow.goods.actions.prices import remember_prices
from meadow.goods.actions.summaries import sum_up
from meadow.goods.models.products import MOST_PRICE, Product, Variant
from meadow.goods.refusals import PriceOutOfRange
from meadow.goods.repricing import Repricing
from meadow.plumbing.money import decimal_text

_PRICES = ["price_from", "price_to", "compare_at_from"]


@dataclass(frozen=True)
class Reprice(BulkVerb):
    """Change the prices of whatever is on sale of the products."""

    def do(self, batch: Batch) -> None:
        repricing, currency = Repricing.read(batch.edit.terms), batch.edit.shop.currency
        wanted: dict[int, tuple[int, int | None]] = {}
        for product, variants in with_variants(batch.products):
            new = {variant.pk: repricing.price(variant.price, currency) for variant in variants}
            prices = [(variant.price, new[variant.pk]) for variant in variants]
            if wrong := [price for old, price in prices if price != old and not 0 < price <= MOST_PRICE]:
                batch.refuse(product, str(PriceOutOfRange(price=decimal_text(wrong[0], currency))))
                continue
            before = {variant.pk: (variant.price, variant.compare_at) for variant in variants}
            after = {
                variant.pk: (new[variant.pk], repricing.before(variant.price, variant.compare_at, new[variant.pk]))
                for variant in variants
            }
            if before != after:
                batch.note(product, _as_json(before), _as_json(after))
                wanted |= after
        self._set(batch, wanted)

    def undo(self, batch: Batch) -> None:
        wanted: dict[int, tuple[int, int | None]] = {}
        for product, variants in with_variants(batch.products):
            item = batch.items[product.pk]
            for variant in variants:
                if item.after.get(str(variant.pk)) == [variant.price, variant.compare_at]:
                    price, compare_at = item.before[str(variant.pk)]
                    wanted[variant.pk] = price, compare_at
        self._set(batch, wanted)

    def _set(self, batch: Batch, wanted: dict[int, tuple[int, int | None]]) -> None:
        changed: list[Variant] = []
        products: list[Product] = []
        before: dict[int, int] = {}
        for product, variants in with_variants(batch.products):
            own = [variant for variant in variants if variant.pk in wanted]
            for variant in own:
                before[variant.pk] = variant.price
                variant.price, variant.compare_at = wanted[variant.pk]
            if own:
                changed += own
                sum_up(product, variants, cover=product.cover_id)
                products.append(product)
        Variant.objects.bulk_update(changed, ["price", "compare_at"])
        remember_prices(changed, before, by=batch.edit.by)
        write_products(products, _PRICES)


def _as_json(prices: dict[int, tuple[int, int | None]]) -> dict[str, list[int | None]]:
    """Prices as an item keeps them: JSON has no other keys than words."""
    return {str(variant): list(pair) for variant, pair in prices.items()}

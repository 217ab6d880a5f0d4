"""Which tax rates hold for a shop's goods where they go to."""

from collections.abc import Collection, Mapping

from meadow.goods.models.products import Product
from meadow.plumbing.compiled import Compiled, Place, any_of
from meadow.trade.models.taxes import TaxRate
from meadow.trade.pricing.regions import region_key
from meadow.trade.pricing.taxes import Rate

_in_country = Compiled(
    lambda: TaxRate.objects.in_country(Place(0)).filter(any_of("shop", 1)).order_by("region", "pk")  # type: ignore[arg-type]
)
Rates = Mapping[tuple[int, str], Rate]
"""The rate by shop and tax class."""


def rates_in(shops: Collection[int], country: str, region: str = "") -> Rates:
    """The rates of these shops for one place, in one statement: of the region, or else of the whole country."""
    here = region_key(country, region)
    found: dict[tuple[int, str], Rate] = {}
    # Rows of regions come after those of their country, and take their place.
    for row in _in_country(country, list(shops)):
        if not row.region or row.region == here:
            found[row.shop_id, row.tax_class] = Rate(row.rate, row.is_included, row.on_shipping, row.name)
    return found


def rate_for(rates: Rates, product: Product) -> Rate | None:
    """The rate at which a product is taxed; zero-rated and exempt goods have none."""
    return rates.get((product.shop_id, product.tax_class))

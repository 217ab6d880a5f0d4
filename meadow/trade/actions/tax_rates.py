"""The tax rates of a shop, entered by hand or begun with those that come with the house."""

import json
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from meadow.goods.models.shops import Shop
from meadow.trade.models.taxes import TaxRate

_STARTER = Path(__file__).parents[1] / "tax_starter.json"


@lru_cache(maxsize=1)
def starter() -> dict[str, Any]:
    """The rates that come with the house: `as_of`, `sources`, and `rates` by country, in hundredths of a per cent."""
    said: dict[str, Any] = json.loads(_STARTER.read_text())
    return said


@transaction.atomic
def keep_tax_rate(rate: TaxRate) -> TaxRate:
    """Tax goods at this rate from now on; orders that were placed keep theirs."""
    rate.save()
    return rate


@transaction.atomic
def remove_tax_rate(rate: TaxRate) -> None:
    rate.delete()


@transaction.atomic
def begin_with_rates(shop: Shop, countries: Collection[str]) -> int:
    """Write the house's rates of these countries for a shop that has none for them; returns how many rows are new."""
    rows = []
    for country in sorted(countries):
        said = starter()["rates"].get(country)
        for tax_class in TaxRate.Class.values if said else ():
            if said.get(tax_class) is not None:
                rows.append(
                    TaxRate(shop=shop, country=country, tax_class=tax_class, rate=said[tax_class], name=said["name"])
                )
    before = TaxRate.objects.filter(shop=shop).count()
    TaxRate.objects.bulk_create(rows, ignore_conflicts=True)
    return TaxRate.objects.filter(shop=shop).count() - before

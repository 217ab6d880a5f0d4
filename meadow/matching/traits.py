"""What a product's page tells beside its words: what it is like, how big it is, where it comes from, what is in it."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from meadow.goods.models.attributes import Attribute
from meadow.goods.models.products import NetUnit, Product, Variant
from meadow.goods.models.stock import BundlePart
from meadow.people.countries import country_name

Trait = tuple[str, str]


def traits_of(product: Product, chosen: Variant | None) -> list[Trait]:
    """Name and words of everything worth a line; one statement where the product has attributes, and none else."""
    found = [*_sizes(chosen), *_answers(product)]
    if product.origin:
        found.append((_("Country of origin"), country_name(product.origin)))
    if product.brand:
        found.append((_("Brand"), product.brand))
    if chosen and chosen.sku:
        found.append(("SKU", chosen.sku))
    return found


def parts_of(chosen: Variant | None, product: Product) -> list[BundlePart]:
    """What the bundle is made of, with what its parts are called; nothing, and no statement, for all else."""
    if chosen is None or product.kind != Product.Kind.BUNDLE:
        return []
    return list(chosen.parts.select_related("part__product__shop", "part__product__cover").order_by("pk"))


def _answers(product: Product) -> Iterable[Trait]:
    if not product.attributes:
        return
    for attribute in Attribute.objects.filter(slug__in=list(product.attributes)):
        words = attribute.words(product.attributes[attribute.slug])
        if words:
            yield str(attribute.in_words["name"]), words


def _sizes(chosen: Variant | None) -> Iterable[Trait]:
    if chosen is None:
        return
    if chosen.net_amount:
        yield _("Holds"), f"{chosen.net_amount.normalize():f} {NetUnit(chosen.net_unit).label}"
    sides = (chosen.length_mm, chosen.width_mm, chosen.height_mm)
    measured = [f"{Decimal(side) / 10:f}" for side in sides if side]
    if measured:
        yield _("Size"), f"{' × '.join(measured)} cm"
    if chosen.weight_grams:
        grams = chosen.weight_grams
        yield _("Weight"), f"{Decimal(grams) / 1000:f} kg" if grams >= 1000 else f"{grams} g"

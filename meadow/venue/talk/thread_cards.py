"""The cards that talk itself brings along: goods, with the price and the stock of the moment, and shops."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meadow.goods.models.finding import ProductWords
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.people.templatetags.photos import smallest
from meadow.venue.talk.cards import CardView, offers, shows

MOST_OFFERED = 20


@shows("product")
def products(keys: Collection[int], person: Person | None) -> dict[int, CardView]:
    """What this person may see of these products; one that is not on sale any more is there, but over."""
    seen = Product.objects.visible_to(person).filter(pk__in=keys).select_related("shop", "cover")
    return {product.pk: _view(product) for product in seen}


@shows("shop")
def shops(keys: Collection[int], person: Person | None) -> dict[int, CardView]:
    """Shops that are open."""
    found = Shop.objects.filter(pk__in=keys, state=Shop.State.OPEN).select_related("picture")
    return {
        shop.pk: CardView(
            shop.in_words["name"],
            url=shop.get_absolute_url(),
            picture=smallest(shop.picture) if shop.picture else "",
            line=_("Shop"),
        )
        for shop in found
    }


@offers("product", gettext_lazy("Goods"))
def found_products(typed: str, person: Person) -> Iterable[tuple[int, CardView]]:
    """Goods on sale whose words begin so; without words, the newest of one's own shops, then of all."""
    on_sale = Product.objects.on_sale().select_related("shop", "cover")
    if typed.strip():
        on_sale = on_sale.filter(pk__in=ProductWords.objects.saying(typed).values("product"))
    own = on_sale.filter(shop__in=Shop.objects.run_by(person)).order_by("-pk")[:MOST_OFFERED]
    found = {product.pk: product for product in own}
    if len(found) < MOST_OFFERED:
        found |= {product.pk: product for product in on_sale.order_by("-pk")[:MOST_OFFERED] if product.pk not in found}
    return [(product.pk, _view(product)) for product in list(found.values())[:MOST_OFFERED]]


def _view(product: Product) -> CardView:
    is_on_sale = product.status == Product.Status.ACTIVE
    state = "" if is_on_sale and product.in_stock else ("sold_out" if is_on_sale else "over")
    line = {"": product.shop.in_words["name"], "sold_out": _("Sold out"), "over": _("Not on sale any more")}[state]
    return CardView(
        product.in_words["title"],
        url=product.get_absolute_url(),
        picture=smallest(product.cover) if product.cover else "",
        line=line,
        state=state,
        price=product.price_from,
        currency=product.shop.currency,
        data={"in_stock": product.in_stock, "is_from": product.price_to > product.price_from},
    )

"""What notes do when goods speak."""

from meadow.goods.models.products import Product
from meadow.plumbing.events import Told, reaction
from meadow.venue.notes.actions.things import pin_things


@reaction("goods.product_published")
def show_where_it_is_from(told: Told) -> None:
    """A product is on sale: it is pinned where people asked for it while it was but a thing."""
    product = Product.objects.filter(pk=told.data["product"]).first()
    if product is not None:
        pin_things(product)

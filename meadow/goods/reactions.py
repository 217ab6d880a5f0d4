"""Goods hears its own facts, to tell the team while somebody looks at a page."""

from meadow.goods.low_stock import tell_team
from meadow.goods.models.products import Variant
from meadow.plumbing.events import Told, reaction


@reaction("goods.stock_ran_low")
def tell_who_keeps_the_goods(told: Told) -> None:
    """Tell those who look after the shop's goods that few are left of something."""
    variant = Variant.objects.select_related("product__shop").filter(pk=told.data["variant"]).first()
    if variant:
        tell_team(variant, left=told.data["on_hand"] - told.data["held"])

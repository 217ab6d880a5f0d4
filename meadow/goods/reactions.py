"""Goods hears its own facts, to tell the team and members who wait."""

from meadow.goods.back_in_stock import tell_members
from meadow.goods.low_stock import tell_team
from meadow.goods.models.products import Variant
from meadow.plumbing.events import Told, reaction


@reaction("goods.stock_ran_low")
def tell_who_keeps_the_goods(told: Told) -> None:
    """Tell those who look after the shop's goods that few are left of something."""
    variant = Variant.objects.select_related("product__shop").filter(pk=told.data["variant"]).first()
    if variant:
        tell_team(variant, left=told.data["on_hand"] - told.data["held"])


@reaction("goods.back_in_stock")
def tell_who_waited(told: Told) -> None:
    """Tell the members who waited that something can be had again."""
    variant = Variant.objects.select_related("product__shop").filter(pk=told.data["variant"]).first()
    if variant:
        tell_members(variant, told.data["members"])

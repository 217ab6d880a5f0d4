"""The nouns of trade; Django wants them importable from here, everybody else names the submodule."""

from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.orders import Hold, Order, OrderGroup, OrderLine
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.models.shipping import Shipment, ShippingRate

__all__ = [
    "Cart",
    "CartLine",
    "Hold",
    "Order",
    "OrderGroup",
    "OrderLine",
    "Payment",
    "ProviderNotice",
    "Shipment",
    "ShippingRate",
]

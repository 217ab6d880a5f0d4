"""The nouns of trade; Django wants them importable from here, everybody else names the submodule."""

from meadow.trade.models.cancellations import Cancellation
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.models.payout_accounts import HandTransfer, PayoutAccount
from meadow.trade.models.promotions import (
    CartCode,
    Coupon,
    LineDiscount,
    Promotion,
    PromotionCode,
    Redemption,
    ShippingDiscount,
)
from meadow.trade.models.refunds import Refund, RefundLine
from meadow.trade.models.returns import Return, ReturnLine, ReturnPhoto, ReturnTerms
from meadow.trade.models.shipping import Shipment, ShipmentLine, ShippingRate, ShippingZone
from meadow.trade.models.taxes import TaxRate
from meadow.trade.models.touches import LineTouch

__all__ = [
    "Cancellation",
    "Cart",
    "CartCode",
    "CartLine",
    "Coupon",
    "HandTransfer",
    "Hold",
    "LineDiscount",
    "LineTouch",
    "Order",
    "OrderGroup",
    "OrderLine",
    "OrderStep",
    "Payment",
    "PayoutAccount",
    "Promotion",
    "PromotionCode",
    "ProviderNotice",
    "Redemption",
    "Refund",
    "RefundLine",
    "Return",
    "ReturnLine",
    "ReturnPhoto",
    "ReturnTerms",
    "Shipment",
    "ShipmentLine",
    "ShippingDiscount",
    "ShippingRate",
    "ShippingZone",
    "TaxRate",
]

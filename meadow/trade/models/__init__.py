"""The nouns of trade; Django wants them importable from here, everybody else names the submodule."""

from meadow.trade.models.agreements import Agreement
from meadow.trade.models.buyers import Buyer
from meadow.trade.models.cancellations import Cancellation
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.ledger import Account, Entry, LedgerDay, LedgerMark, Posting
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.models.payout_accounts import HandTransfer, PayoutAccount
from meadow.trade.models.payouts import Payout
from meadow.trade.models.plans import Offer, Plan
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
from meadow.trade.models.rooms import OfferTake, RoomPurchase
from meadow.trade.models.samples import Sample
from meadow.trade.models.selections import SelectionItem
from meadow.trade.models.shares import LineShare, ShareBack
from meadow.trade.models.shipping import Shipment, ShipmentLine, ShippingRate, ShippingZone
from meadow.trade.models.taxes import TaxRate
from meadow.trade.models.touches import LineTouch, Touch

__all__ = [
    "Account",
    "Agreement",
    "Buyer",
    "Cancellation",
    "Cart",
    "CartCode",
    "CartLine",
    "Coupon",
    "Entry",
    "HandTransfer",
    "Hold",
    "LedgerDay",
    "LedgerMark",
    "LineDiscount",
    "LineShare",
    "LineTouch",
    "Offer",
    "OfferTake",
    "Order",
    "OrderGroup",
    "OrderLine",
    "OrderStep",
    "Payment",
    "Payout",
    "PayoutAccount",
    "Plan",
    "Posting",
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
    "RoomPurchase",
    "Sample",
    "SelectionItem",
    "ShareBack",
    "Shipment",
    "ShipmentLine",
    "ShippingDiscount",
    "ShippingRate",
    "ShippingZone",
    "TaxRate",
    "Touch",
]

"""Doors of trade."""

from django.urls import path

from meadow.trade.views import (
    buying,
    carts,
    checkout,
    notices,
    orders,
    payments,
    payout_accounts,
    refunds,
    returns,
    shipping,
)
from meadow.trade.views.desk import money as desk_money
from meadow.trade.views.desk import orders as desk_orders
from meadow.trade.views.desk import parcels as desk_parcels
from meadow.trade.views.desk import returns as desk_returns

app_name = "trade"
urlpatterns = [
    path("cart/", carts.cart, name="cart"),
    path("cart/lines/", carts.lines, name="cart-lines"),
    path("cart/lines/<int:pk>/", carts.line, name="cart-line"),
    path("buy/", buying.buying, name="buy"),
    path("buy/address/", buying.address, name="buy-address"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/address/", checkout.address, name="checkout-address"),
    path("payments/stripe/", notices.stripe, name="stripe-notices"),
    path("payments/alipay/", notices.alipay, name="alipay-notices"),
    path("payments/wechat/", notices.wechat, name="wechat-notices"),
    path("payments/<int:pk>/", payments.payment, name="payment"),
    path("payments/<int:pk>/sandbox/", payments.sandbox, name="sandbox"),
    path("payments/<int:pk>/standing/", payments.standing, name="standing"),
    path("payments/<int:pk>/news/", payments.news, name="payment-news"),
    path("me/payout-account/", payout_accounts.of_buyer, name="payout-account"),
    path("me/payout-account/standing/", payout_accounts.of_buyer_standing, name="payout-account-standing"),
    path("me/payout-account/onboarding/", payout_accounts.of_buyer_onboarding, name="payout-account-onboarding"),
    path("desk/<slug:handle>/payout-account/", payout_accounts.of_shop, name="desk-payout-account"),
    path(
        "desk/<slug:handle>/payout-account/standing/",
        payout_accounts.of_shop_standing,
        name="desk-payout-account-standing",
    ),
    path(
        "desk/<slug:handle>/payout-account/onboarding/",
        payout_accounts.of_shop_onboarding,
        name="desk-payout-account-onboarding",
    ),
    path("orders/", orders.orders, name="orders"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/receipt/", orders.receipt, name="receipt"),
    path("orders/<int:pk>/files/<int:file>/", orders.download, name="download"),
    path("orders/<int:pk>/cancellation/", orders.cancellation, name="cancellation"),
    path("orders/<int:pk>/returns/", returns.returns, name="returns"),
    path("orders/<int:pk>/returns/<int:number>/", returns.ret, name="return"),
    path("orders/<int:pk>/returns/<int:number>/parcel/", returns.parcel, name="return-parcel"),
    path("orders/<int:pk>/returns/<int:number>/withdrawal/", returns.withdrawal, name="return-withdrawal"),
    path("desk/<slug:handle>/orders/", desk_orders.orders, name="desk-orders"),
    path("desk/<slug:handle>/orders.csv", desk_orders.orders_csv, name="desk-orders-csv"),
    path("desk/<slug:handle>/orders/parcels/", desk_parcels.many, name="desk-parcels"),
    path("desk/<slug:handle>/orders/<int:pk>/", desk_orders.order, name="desk-order"),
    path("desk/<slug:handle>/orders/<int:pk>/slip/", desk_orders.slip, name="slip"),
    path("desk/<slug:handle>/orders/<int:pk>/shipment/", desk_parcels.shipment, name="shipment"),
    path("desk/<slug:handle>/orders/<int:pk>/parcels/<int:parcel>/", desk_parcels.parcel, name="parcel"),
    path("desk/<slug:handle>/orders/<int:pk>/refunds/", desk_money.refund, name="refund"),
    path("desk/<slug:handle>/orders/<int:pk>/calling-off/", desk_money.calling_off, name="calling-off"),
    path("desk/<slug:handle>/orders/<int:pk>/cancellation/", desk_money.wish, name="desk-cancellation"),
    path("desk/<slug:handle>/returns/", desk_returns.returns, name="desk-returns"),
    path("desk/<slug:handle>/returns/terms/", desk_returns.terms, name="desk-terms"),
    path("desk/<slug:handle>/returns/<int:pk>/", desk_returns.ret, name="desk-return"),
    path("desk/<slug:handle>/returns/<int:pk>/answer/", desk_returns.answer, name="return-answer"),
    path("desk/<slug:handle>/returns/<int:pk>/receipt/", desk_returns.receipt, name="return-receipt"),
    path("desk/<slug:handle>/returns/<int:pk>/inspection/", desk_returns.inspection, name="return-inspection"),
    path("desk/<slug:handle>/returns/<int:pk>/exchange/", desk_returns.exchange, name="return-exchange"),
    path("desk/<slug:handle>/returns/<int:pk>/money/", desk_returns.money, name="return-money"),
    path("review/refunds/", refunds.refunds, name="refunds"),
    path("review/refunds/<int:pk>/", refunds.refund, name="refund-again"),
    path("desk/<slug:handle>/shipping/", shipping.rates, name="desk-shipping"),
    path("desk/<slug:handle>/shipping/<int:pk>/", shipping.rate, name="desk-rate"),
    path("desk/<slug:handle>/shipping/zones/<int:pk>/", shipping.zone, name="desk-zone"),
]

"""Doors of trade."""

from django.urls import path

from meadow.trade.views import buying, carts, checkout, desk, notices, orders, payments, shipping

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
    path("orders/", orders.orders, name="orders"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/receipt/", orders.receipt, name="receipt"),
    path("orders/<int:pk>/files/<int:file>/", orders.download, name="download"),
    path("orders/<int:pk>/cancellation/", orders.cancellation, name="cancellation"),
    path("desk/<slug:handle>/orders/", desk.orders, name="desk-orders"),
    path("desk/<slug:handle>/orders.csv", desk.orders_csv, name="desk-orders-csv"),
    path("desk/<slug:handle>/orders/<int:pk>/", desk.order, name="desk-order"),
    path("desk/<slug:handle>/orders/<int:pk>/shipment/", desk.shipment, name="shipment"),
    path("desk/<slug:handle>/shipping/", shipping.rates, name="desk-shipping"),
    path("desk/<slug:handle>/shipping/<int:pk>/", shipping.rate, name="desk-rate"),
    path("desk/<slug:handle>/shipping/zones/<int:pk>/", shipping.zone, name="desk-zone"),
]

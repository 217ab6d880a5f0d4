"""Doors of matching: where people find what fits them."""

from django.urls import path

from meadow.matching.views import channels, feeds, products, shops

app_name = "matching"
urlpatterns = [
    path("", feeds.home, name="home"),
    path("following/", feeds.following, name="following"),
    path("products/", products.products, name="products"),
    path("shops/", shops.shops, name="shops"),
    path("shops/<slug:handle>/", shops.shop, name="shop"),
    path("feeds/<str:file>", channels.feed, name="feed"),
    path("shops/<slug:handle>/feeds/<str:file>", channels.feed, name="shop-feed"),
    path("shops/<slug:shop_handle>/<slug:handle>/", products.product, name="product"),
]

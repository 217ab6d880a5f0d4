"""Doors of matching: where people find what fits them."""

from django.urls import path

from meadow.matching.views import channels, collections, crawlers, desk_channels, feeds, products, shops

app_name = "matching"
urlpatterns = [
    path("", feeds.home, name="home"),
    path("following/", feeds.following, name="following"),
    path("products/", products.products, name="products"),
    path("shops/", shops.shops, name="shops"),
    path("shops/<slug:handle>/", shops.shop, name="shop"),
    path("desk/<slug:handle>/channels/", desk_channels.channels, name="desk-channels"),
    path("desk/<slug:handle>/channels/<slug:code>/", desk_channels.wants, name="desk-wants"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<slug:name>-<int:part>.xml", crawlers.sitemap_part, name="sitemap-part"),
    path("feeds/<str:file>", channels.feed, name="feed"),
    path("shops/<slug:handle>/feeds/<str:file>", channels.feed, name="shop-feed"),
    path("shops/<slug:handle>/collections/<slug:collection_handle>/", collections.collection, name="collection"),
    path("shops/<slug:shop_handle>/<slug:handle>/", products.product, name="product"),
]

"""Doors of goods: the managers' desk."""

from django.urls import path

from meadow.goods.views import desk, products

app_name = "goods"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/<slug:handle>/settings/", desk.settings, name="desk-shop"),
    path("desk/<slug:handle>/team/", desk.team, name="desk-team"),
    path("desk/<slug:handle>/team/<int:pk>/", desk.member, name="desk-seat"),
    path("desk/<slug:handle>/products/", products.products, name="desk-products"),
    path("desk/<slug:handle>/products/new/", products.product, name="desk-product-new"),
    path("desk/<slug:handle>/products/row/", products.variant_row, name="desk-variant-row"),
    path("desk/<slug:handle>/products/<int:pk>/", products.product, name="desk-product"),
    path("desk/<slug:handle>/products/<int:pk>/publication/", products.publication, name="desk-publication"),
    path("desk/<slug:handle>/products/<int:pk>/copies/", products.copies, name="desk-copies"),
]

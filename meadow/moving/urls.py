"""Doors of moving: bringing a shop in, and taking everything out again."""

from django.urls import path

from meadow.moving.views import exports, history, leaving

app_name = "moving"
urlpatterns = [
    path("desk/<slug:handle>/exports/", exports.exports, name="exports"),
    path("desk/<slug:handle>/exports/<int:pk>/archive/", exports.archive, name="archive"),
    path("desk/<slug:handle>/history/", history.orders, name="history"),
    path("desk/<slug:handle>/history/customers/", history.customers, name="history-customers"),
    path("desk/<slug:handle>/history/customers/<int:pk>/", history.customer, name="history-customer"),
    path("orders/before/", history.before, name="before"),
    path("orders/before/<int:pk>/", history.claim, name="history-claim"),
    path("me/leaving/", leaving.leaving, name="leaving"),
    path("me/leaving/<int:pk>/archive/", leaving.archive, name="own-archive"),
    path("me/leaving/erasure/", leaving.erasure, name="erasure"),
]

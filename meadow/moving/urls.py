"""Doors of moving: bringing a shop in, and taking everything out again."""

from django.urls import path

from meadow.moving.views import exports, leaving

app_name = "moving"
urlpatterns = [
    path("desk/<slug:handle>/exports/", exports.exports, name="exports"),
    path("desk/<slug:handle>/exports/<int:pk>/archive/", exports.archive, name="archive"),
    path("me/leaving/", leaving.leaving, name="leaving"),
    path("me/leaving/<int:pk>/archive/", leaving.archive, name="own-archive"),
    path("me/leaving/erasure/", leaving.erasure, name="erasure"),
]

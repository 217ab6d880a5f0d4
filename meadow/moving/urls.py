"""Doors of moving: bringing a shop in, and taking everything out again."""

from django.urls import path

from meadow.moving.views import exports, history, leaving
from meadow.moving.views.imports import lists, problems, sheets

app_name = "moving"
urlpatterns = [
    path("desk/<slug:handle>/imports/", lists.imports, name="imports"),
    path("desk/<slug:handle>/imports/new/", lists.new, name="import-new"),
    path("desk/<slug:handle>/imports/<int:pk>/", sheets.sheet, name="import"),
    path("desk/<slug:handle>/imports/<int:pk>/mapping/", sheets.mapping, name="import-mapping"),
    path("desk/<slug:handle>/imports/<int:pk>/look/", sheets.look, name="import-look"),
    path("desk/<slug:handle>/imports/<int:pk>/run/", sheets.run, name="import-run"),
    path("desk/<slug:handle>/imports/<int:pk>/undoing/", sheets.undoing, name="import-undoing"),
    path("desk/<slug:handle>/imports/<int:pk>/photos/", sheets.photos, name="import-photos"),
    path("desk/<slug:handle>/imports/<int:pk>/problems/", problems.problems, name="import-problems"),
    path(
        "desk/<slug:handle>/imports/<int:pk>/problems.csv",
        problems.problems_file,
        {"kind": "csv"},
        name="import-problems-csv",
    ),
    path(
        "desk/<slug:handle>/imports/<int:pk>/problems.xlsx",
        problems.problems_file,
        {"kind": "xlsx"},
        name="import-problems-xlsx",
    ),
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

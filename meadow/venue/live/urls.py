"""Doors of live rooms."""

from django.urls import path

from meadow.venue.live.views import console, lists, planning, rooms

app_name = "live"
urlpatterns = [
    path("live/", lists.rooms, name="rooms"),
    path("live/new/", planning.plan, name="plan"),
    path("live/<int:pk>/", rooms.room, name="room"),
    path("live/<int:pk>/age/", rooms.age, name="age"),
    path("live/<int:pk>/edit/", planning.edit, name="edit"),
    path("live/<int:pk>/console/", console.console, name="console"),
    path("me/rooms/", lists.mine, name="mine"),
    path("desk/<slug:handle>/rooms/", lists.desk, name="desk"),
]

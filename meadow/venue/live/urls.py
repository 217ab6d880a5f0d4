"""Doors of live rooms."""

from django.urls import path

from meadow.venue.live.views import (
    board,
    console,
    hooks,
    lists,
    opening,
    passes,
    planning,
    replays,
    reserving,
    rooms,
    seats,
    streams,
    visits,
)

app_name = "live"
urlpatterns = [
    path("live/", lists.rooms, name="rooms"),
    path("live/new/", planning.plan, name="plan"),
    path("live/<int:pk>/", rooms.room, name="room"),
    path("live/<int:pk>/age/", rooms.age, name="age"),
    path("live/<int:pk>/edit/", planning.edit, name="edit"),
    path("live/<int:pk>/console/", console.console, name="console"),
    path("live/<int:pk>/announcement/", opening.announcement, name="announcement"),
    path("live/<int:pk>/cancellation/", opening.cancellation, name="cancellation"),
    path("live/<int:pk>/rehearsal/", opening.rehearsal, name="rehearsal"),
    path("live/<int:pk>/show/", opening.show, name="show"),
    path("live/<int:pk>/pause/", opening.pause, name="pause"),
    path("live/<int:pk>/seats/", seats.seats, name="seats"),
    path("live/<int:pk>/seats/<int:person>/", seats.seat, name="seat"),
    path("live/<int:pk>/reservation/", reserving.reservation, name="reservation"),
    path("live/<int:pk>/state/", reserving.state, name="state"),
    path("live/<int:pk>/stream/", streams.stream, name="stream"),
    path("live/<int:pk>/stream/health/", streams.health, name="health"),
    path("live/<int:pk>/stream/key/", streams.key, name="key"),
    path("live/<int:pk>/stream/cut/", streams.cut, name="cut"),
    path("live/<int:pk>/stream/entry/", streams.entry, name="entry"),
    path("live/<int:pk>/replay/", replays.replay, name="replay"),
    path("live/<int:pk>/recordings/<int:number>/", replays.recording, name="recording"),
    path("hooks/media/<slug:name>/", hooks.hook, name="hook"),
    path("live/<int:pk>/pass/", passes.room_pass, name="pass"),
    path("live/<int:pk>/visits/", visits.visits, name="visits"),
    path("live/<int:pk>/visits/<uuid:key>/end/", visits.end, name="visit-end"),
    path("live/<int:pk>/board/", board.board, name="board"),
    path("live/<int:pk>/board.csv", board.table, name="board-table"),
    path("me/rooms/", lists.mine, name="mine"),
    path("desk/<slug:handle>/rooms/", lists.desk, name="desk"),
]

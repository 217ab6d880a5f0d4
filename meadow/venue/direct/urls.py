"""Where the doors of direct are."""

from django.urls import path

from meadow.venue.direct.views import beginning, conversations, desk, lists, replies

app_name = "direct"
urlpatterns = [
    path("messages/", lists.conversations, name="conversations"),
    path("messages/<int:pk>/", conversations.conversation, name="conversation"),
    path("messages/<int:pk>/acceptance/", conversations.acceptance, name="acceptance"),
    path("messages/people/<str:handle>/", beginning.person, name="person"),
    path("messages/shops/<slug:handle>/", beginning.shop, name="shop"),
    path("desk/<slug:handle>/messages/", desk.inbox, name="desk-inbox"),
    path("desk/<slug:handle>/messages/replies/", replies.replies, name="desk-replies"),
    path("desk/<slug:handle>/messages/replies/<int:pk>/", replies.reply, name="desk-reply"),
    path("desk/<slug:handle>/messages/hours/", replies.hours, name="desk-hours"),
    path("desk/<slug:handle>/messages/<int:pk>/", desk.conversation, name="desk-conversation"),
    path("desk/<slug:handle>/messages/<int:pk>/assignment/", desk.assignment, name="desk-assignment"),
    path("desk/<slug:handle>/messages/<int:pk>/done/", desk.done, name="desk-done"),
    path("desk/<slug:handle>/messages/<int:pk>/replies/<int:reply>/", desk.use, name="desk-use"),
]

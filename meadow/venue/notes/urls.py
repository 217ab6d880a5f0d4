"""Doors of notes."""

from django.urls import path

from meadow.venue.notes.views import asks, collections, comments, composing, lists, notes, opening

app_name = "notes"
urlpatterns = [
    path("notes/new/", composing.compose, name="compose"),
    path("notes/products/", composing.product_search, name="product-search"),
    path("notes/<int:pk>/", notes.note, name="note"),
    path("notes/<int:pk>/edit/", composing.edit, name="edit"),
    path("notes/<int:pk>/deletion/", notes.deletion, name="deletion"),
    path("notes/<int:pk>/like/", notes.like, name="like"),
    path("notes/<int:pk>/ask/", asks.ask, name="ask"),
    path("notes/<int:pk>/saving/", notes.saving, name="saving"),
    path("notes/<int:pk>/comments/", comments.comments, name="comments"),
    path("comments/<int:pk>/", comments.comment, name="comment"),
    path("comments/<int:pk>/replies/", comments.replies, name="replies"),
    path("comments/<int:pk>/hiding/", comments.hiding, name="comment-hiding"),
    path("comments/<int:pk>/pin/", comments.pin, name="comment-pin"),
    path("tags/<str:word>/", lists.hashtag, name="hashtag"),
    path("people/<str:handle>/notes/", lists.of_person, name="of-person"),
    path("me/notes/", lists.mine, name="drafts"),
    path("me/opening/", opening.opening, name="opening"),
    path("me/collections/", collections.collections, name="collections"),
    path("me/collections/<int:pk>/", collections.collection, name="collection"),
    path("me/collections/<int:pk>/deletion/", collections.deletion, name="collection-deletion"),
    path("desk/<slug:handle>/notes/", lists.desk, name="desk"),
]

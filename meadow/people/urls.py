"""Doors of people."""

from django.urls import path

from meadow.people.views import addresses, me, news, news_choices, passes, persons, photos

app_name = "people"
urlpatterns = [
    path("people/<str:handle>/", persons.person, name="person"),
    path("people/<str:handle>/followers/", persons.followers, name="followers"),
    path("people/<str:handle>/following/", persons.following, name="following"),
    path("people/<str:handle>/block/", persons.block, name="block"),
    path("me/", me.me, name="me"),
    path("me/blocks/", me.blocks, name="blocks"),
    path("me/addresses/", addresses.addresses, name="addresses"),
    path("me/addresses/<int:pk>/", addresses.address, name="address"),
    path("me/addresses/<int:pk>/usual/", addresses.usual_address, name="usual-address"),
    path("photos/", photos.photos, name="photos"),
    path("photos/<int:pk>/crop/", photos.crop, name="crop"),
    path("pass/", passes.inbox_pass, name="pass"),
    path("handle/", me.handle, name="handle"),
    path("news/", news.news, name="news"),
    path("news/reading/", news.reading, name="news-reading"),
    path("news/<int:pk>/", news.one_news, name="one-news"),
    path("news/choices/", news_choices.choices, name="news-choices"),
    path("news/hours/", news_choices.hours, name="news-hours"),
    path("news/devices/", news_choices.devices, name="devices"),
    path("news/devices/<int:pk>/", news_choices.device, name="device"),
    path("news/letters/<str:word>/", news_choices.no_letters, name="no-letters"),
    path("worker.js", news_choices.worker, name="worker"),
]

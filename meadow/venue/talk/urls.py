"""Where the doors of talk are."""

from django.urls import URLPattern, URLResolver

app_name = "talk"
urlpatterns: list[URLPattern | URLResolver] = []

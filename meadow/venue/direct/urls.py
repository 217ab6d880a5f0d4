"""Where the doors of direct are."""

from django.urls import URLPattern, URLResolver

app_name = "direct"
urlpatterns: list[URLPattern | URLResolver] = []

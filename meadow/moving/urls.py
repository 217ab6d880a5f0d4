"""Doors of moving: bringing a shop in, and taking everything out again."""

from django.urls.resolvers import URLPattern

app_name = "moving"
urlpatterns: list[URLPattern] = []

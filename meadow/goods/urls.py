"""Doors of goods."""

from django.urls import URLPattern

app_name = "goods"
urlpatterns: list[URLPattern] = []

"""Addresses of live rooms."""

from django.urls import URLPattern

app_name = "live"
urlpatterns: list[URLPattern] = []

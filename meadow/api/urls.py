"""Doors of the API."""

from django.urls import path

from meadow.api.door import api

urlpatterns = [path("", api.urls)]

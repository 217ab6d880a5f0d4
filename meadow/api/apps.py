"""Registers the room with Django."""

from django.apps import AppConfig


class Api(AppConfig):
    name = "meadow.api"
    label = "api"
    verbose_name = "API"

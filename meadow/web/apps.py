"""Registers the room with Django."""

from django.apps import AppConfig


class Web(AppConfig):
    name = "meadow.web"
    label = "web"
    verbose_name = "Web"

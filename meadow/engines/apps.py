"""Registers the room with Django."""

from django.apps import AppConfig


class Engines(AppConfig):
    name = "meadow.engines"
    label = "engines"
    verbose_name = "Engines"

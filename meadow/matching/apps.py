"""Registers the room with Django."""

from django.apps import AppConfig


class Matching(AppConfig):
    name = "meadow.matching"
    label = "matching"
    verbose_name = "Matching"

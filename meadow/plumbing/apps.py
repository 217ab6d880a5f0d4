"""Registers the room with Django."""

from django.apps import AppConfig


class Plumbing(AppConfig):
    name = "meadow.plumbing"
    label = "plumbing"
    verbose_name = "Plumbing"

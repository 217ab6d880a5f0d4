"""Registers the room with Django."""

from django.apps import AppConfig


class People(AppConfig):
    name = "meadow.people"
    label = "people"
    verbose_name = "People"

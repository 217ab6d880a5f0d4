"""Registers the room with Django."""

from django.apps import AppConfig


class Notes(AppConfig):
    name = "meadow.venue.notes"
    label = "notes"
    verbose_name = "Notes"

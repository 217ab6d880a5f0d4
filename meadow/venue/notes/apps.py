"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Notes(AppConfig):
    name = "meadow.venue.notes"
    label = "notes"
    verbose_name = _("Notes")

"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class People(AppConfig):
    name = "meadow.people"
    label = "people"
    verbose_name = _("People")

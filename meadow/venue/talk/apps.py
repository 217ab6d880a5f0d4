"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Talk(AppConfig):
    name = "meadow.venue.talk"
    label = "talk"
    verbose_name = _("Talk")

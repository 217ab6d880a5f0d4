"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Direct(AppConfig):
    name = "meadow.venue.direct"
    label = "direct"
    verbose_name = _("Direct messages")

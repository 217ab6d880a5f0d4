"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Groups(AppConfig):
    name = "meadow.venue.groups"
    label = "groups"
    verbose_name = _("Groups")

    def ready(self) -> None:
        import meadow.venue.groups.answers  # noqa: F401 - it connects itself, once the models are loaded

"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Moving(AppConfig):
    name = "meadow.moving"
    label = "moving"
    verbose_name = _("Moving in and out")

    def ready(self) -> None:
        import meadow.moving.importing.known_kinds
        import meadow.moving.sign_in  # noqa: F401 - connects the receiver, once the models are loaded

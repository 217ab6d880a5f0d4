"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Live(AppConfig):
    name = "meadow.venue.live"
    label = "live"
    verbose_name = _("Live rooms")

    def ready(self) -> None:
        import meadow.venue.live.answers
        import meadow.venue.live.counting.doctor  # noqa: F401 - they connect themselves, once the models are loaded

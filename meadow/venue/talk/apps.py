"""Registers the room with Django, and finds the cards, notices and houses that other rooms bring along."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Talk(AppConfig):
    name = "meadow.venue.talk"
    label = "talk"
    verbose_name = _("Talk")

    def ready(self) -> None:
        autodiscover_modules("houses", "notices", "cards", "thread_cards")

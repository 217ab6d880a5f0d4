"""Registers the room with Django, and has every room's words for news known."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class People(AppConfig):
    name = "meadow.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        autodiscover_modules("news")

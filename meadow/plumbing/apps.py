"""Registers the room with Django, and has every room's events, reactions and health checks known."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Plumbing(AppConfig):
    name = "meadow.plumbing"
    label = "plumbing"
    verbose_name = "Plumbing"

    def ready(self) -> None:
        autodiscover_modules("events", "reactions", "health")

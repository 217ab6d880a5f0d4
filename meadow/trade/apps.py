"""Registers the room with Django."""

from django.apps import AppConfig


class Trade(AppConfig):
    name = "meadow.trade"
    label = "trade"
    verbose_name = "Trade"

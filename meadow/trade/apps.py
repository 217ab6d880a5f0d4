"""Registers the room with Django."""

from django.apps import AppConfig


class Trade(AppConfig):
    name = "meadow.trade"
    label = "trade"
    verbose_name = "Trade"

    def ready(self) -> None:
        import meadow.trade.sign_in  # noqa: F401 - connects the receiver, once the models are loaded

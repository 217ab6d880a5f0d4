"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Trade(AppConfig):
    name = "meadow.trade"
    label = "trade"
    verbose_name = _("Trade")

    def ready(self) -> None:
        import meadow.trade.answers
        import meadow.trade.group_answers
        import meadow.trade.health
        import meadow.trade.order_news
        import meadow.trade.sign_in
        import meadow.trade.verbs  # noqa: F401 - each connects itself, once the models are loaded

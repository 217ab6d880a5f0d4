"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Goods(AppConfig):
    name = "meadow.goods"
    label = "goods"
    verbose_name = _("Goods")

    def ready(self) -> None:
        import meadow.goods.checks  # noqa: F401 - registers the checks, once the models are loaded

"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Goods(AppConfig):
    name = "meadow.goods"
    label = "goods"
    verbose_name = _("Goods")

"""Registers the room with Django."""

from django.apps import AppConfig


class Goods(AppConfig):
    name = "meadow.goods"
    label = "goods"
    verbose_name = "Goods"

"""Registers the room with Django."""

from django.apps import AppConfig


class Demo(AppConfig):
    name = "meadow.demo"
    label = "demo"
    verbose_name = "Demo"

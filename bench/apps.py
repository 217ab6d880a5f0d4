"""Registers the room with Django."""

from django.apps import AppConfig


class Bench(AppConfig):
    name = "bench"
    label = "bench"
    verbose_name = "Bench"

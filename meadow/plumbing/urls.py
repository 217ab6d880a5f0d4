"""Doors for those who run the machine, and for photos."""

from django.urls import path

from meadow.plumbing import views

app_name = "plumbing"
urlpatterns = [
    path("healthz", views.health, name="health"),
    path("readyz", views.readiness, name="readiness"),
    path("metrics", views.figures, name="metrics"),
    path("files/<path:name>", views.file, name="file"),
]

"""Doors of web."""

from django.urls import path

from meadow.web import views

app_name = "web"
urlpatterns = [
    path("design/", views.design, name="design"),
    path("theme/", views.theme, name="theme"),
    path("unread/", views.unread, name="unread"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]

"""Photos: the sanitised pictures that people, goods and notes show."""

from typing import Self

from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PhotoQuerySet(models.QuerySet["Photo"]):
    def put_here_by(self, person: "models.Model") -> Self:
        """Photos that this person uploaded, which nobody else may attach."""
        return self.filter(by=person)


class Photo(models.Model):
    """One picture as it may be shown to everybody: upright, re-encoded, without any metadata.

    Files are named after the hash of their content, so that they never change and may be cached for ever.
    `sizes` lists the renditions: `{"width": 360, "height": 480, "kind": "webp", "name": "photos/ab/….webp"}`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for its sizes")
        READY = "ready", _("ready")

    by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="photos", verbose_name=_("put here by")
    )
    name = models.CharField(_("file"), max_length=120, editable=False)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    placeholder = models.TextField(_("placeholder"), editable=False)
    colour = models.CharField(_("colour"), max_length=7, default="#dddddd")
    sizes = models.JSONField(_("sizes"), default=list, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    put_at = models.DateTimeField(_("put at"), db_default=Now())

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes = [
            models.Index(fields=["state"], condition=models.Q(state="waiting"), name="photo_waiting"),
            models.Index(fields=["name"], name="photo_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return default_storage.url(self.name)

"""What people do with a note for themselves: like it, and save it to a collection."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.venue.notes.models.notes import Note


class Like(models.Model):
    """One person likes one note."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="likes", verbose_name=_("note"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="likes", verbose_name=_("person"))
    liked_at = models.DateTimeField(_("liked at"), db_default=Now())

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        constraints = [models.UniqueConstraint(fields=["person", "note"], name="like_once")]

    def __str__(self) -> str:
        return f"{self.person_id} ♥ {self.note_id}"


class CollectionQuerySet(models.QuerySet["Collection"]):
    def kept_by(self, person: Person) -> Self:
        return self.filter(person=person)


class Collection(models.Model):
    """One named set of saved notes, seen by its owner only; the nameless one holds what was saved in passing."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="collections", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    begun_at = models.DateTimeField(_("begun at"), db_default=Now())

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_collection_per_name")]

    def __str__(self) -> str:
        return self.name or str(_("Saved"))

    def get_absolute_url(self) -> str:
        return reverse("notes:collection", args=[self.pk])


class Saved(models.Model):
    """One note in one collection."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="saved", verbose_name=_("collection"))
    note = models.ForeignKey(Note, models.CASCADE, related_name="saved", verbose_name=_("note"))
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())

    class Meta:
        verbose_name = _("saved note")
        verbose_name_plural = _("saved notes")
        indexes = [models.Index(fields=["collection", "-id"])]
        constraints = [models.UniqueConstraint(fields=["collection", "note"], name="save_once_per_collection")]

    def __str__(self) -> str:
        return f"{self.note_id} in {self.collection_id}"

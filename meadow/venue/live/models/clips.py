"""Clips: stretches of recordings that notes play."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Recording
from meadow.venue.notes.models.notes import Note

LEAST_SECONDS, MOST_SECONDS = 5, 90


class ClipQuerySet(models.QuerySet["Clip"]):
    def playable_by(self, person: Person | None) -> Self:
        """Those of which the recording is still there for everybody, in a room that this person may know of.

        Rooms for people from an age on play nothing outside.
        """
        rooms = Room.objects.known_to(person).not_banning(person).filter(age_from=0)
        return self.filter(recording__in=Recording.objects.shown(), recording__room__in=rooms)


class Clip(models.Model):
    """A stretch of one recording that a note plays, from the second `begins` to the second `ends`.

    The note has a photo of its own: when the recording goes, the photo is what is left.
    """

    note = models.OneToOneField(Note, models.CASCADE, related_name="clip", verbose_name=_("note"))
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="clips", verbose_name=_("recording"))
    begins = models.FloatField(_("begins at second"))
    ends = models.FloatField(_("ends at second"))
    cut_at = models.DateTimeField(_("cut at"), db_default=Now())

    objects = ClipQuerySet.as_manager()

    class Meta:
        verbose_name = _("clip")
        verbose_name_plural = _("clips")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(begins__gte=0)
                & models.Q(ends__gte=models.F("begins") + (LEAST_SECONDS - 0.001))
                & models.Q(ends__lte=models.F("begins") + (MOST_SECONDS + 0.001)),
                name="a_clip_in_bounds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.begins:.1f}-{self.ends:.1f} of {self.recording_id}"

    @property
    def seconds(self) -> float:
        return self.ends - self.begins

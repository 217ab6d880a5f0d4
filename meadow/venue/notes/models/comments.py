"""Comments under notes and the replies to them."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Block, Person
from meadow.venue.notes.models.notes import Note


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, person: Person | None) -> Self:
        """Comments that stand; hidden ones only for their writer and the note's author; none across a block."""
        stands = models.Q(deleted_at=None)
        if person is None:
            return self.filter(stands, hidden_at=None)
        kept_away = Block.objects.filter(by=person).values("blocked")
        keeping_away = Block.objects.filter(blocked=person).values("by")
        shown = models.Q(hidden_at=None) | models.Q(author=person) | models.Q(note__author=person)
        return self.filter(stands & shown).exclude(author__in=kept_away).exclude(author__in=keeping_away)


class Comment(models.Model):
    """What one person said under a note; `parent` is the comment it replies to (one level deep)."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Person, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    text = models.TextField(_("comment"), max_length=1000)
    said_at = models.DateTimeField(db_default=Now())
    hidden_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["note", "parent", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["note"], condition=models.Q(pinned_at__isnull=False), name="one_pinned_comment_per_note"
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]

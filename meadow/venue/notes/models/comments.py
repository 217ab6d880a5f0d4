"""Comments under notes and the replies to them."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Block, Person
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.refusals import HiddenCommentsAreNotPinned, OnlyCommentsArePinned


class CommentQuerySet(models.QuerySet["Comment"]):
    def standing(self) -> Self:
        """Comments that everybody can read, which are those a note counts: neither they nor their parent taken away."""
        return self.filter(deleted_at=None, hidden_at=None).filter(
            models.Q(parent=None) | models.Q(parent__deleted_at=None, parent__hidden_at=None)
        )

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

    note = models.ForeignKey(Note, models.CASCADE, related_name="comments", verbose_name=_("note"))
    author = models.ForeignKey(Person, models.CASCADE, related_name="comments", verbose_name=_("author"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies", verbose_name=_("in reply to")
    )
    text = models.TextField(_("comment"), max_length=1000)
    said_at = models.DateTimeField(_("said at"), db_default=Now())
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    pinned_at = models.DateTimeField(_("pinned at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["note", "parent", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["note"], condition=models.Q(pinned_at__isnull=False), name="one_pinned_comment_per_note"
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def pin(self) -> None:
        if self.parent_id is not None:
            raise OnlyCommentsArePinned
        if self.hidden_at is not None:
            raise HiddenCommentsAreNotPinned
        self.pinned_at = timezone.now()

    def hide(self) -> None:
        self.hidden_at, self.pinned_at = timezone.now(), None

    def show(self) -> None:
        self.hidden_at = None

    def delete_for_good(self) -> None:
        self.deleted_at, self.pinned_at = timezone.now(), None

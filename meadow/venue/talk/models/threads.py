"""Threads of messages, and how far each of those in them has read: the ground of groups and of direct messages."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person


class Thread(models.Model):
    """Messages numbered 1, 2, 3 ... without a gap. The group or the conversation whose messages they are has its key.

    `last` is the number of the newest message, `told` that of the last one that everybody was told of.
    """

    class Place(models.TextChoices):
        GROUP = "group", _("Group")
        DIRECT = "direct", _("Conversation")

    place = models.CharField(_("place"), max_length=8, choices=Place)
    last = models.BigIntegerField(_("newest message"), default=0, db_default=0)
    told = models.BigIntegerField(_("told"), default=0, db_default=0)
    spoken_at = models.DateTimeField(_("last spoken in"), db_default=Now())
    slow_seconds = models.PositiveSmallIntegerField(
        _("seconds between two messages of one person"), default=0, db_default=0
    )
    is_closed = models.BooleanField(_("nothing more is said"), default=False, db_default=False)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """Below which NATS tells what happens in it: `group.7.messages`."""
        return f"{self.place}.{self.pk}"


class ReaderQuerySet(models.QuerySet["Reader"]):
    def inside(self) -> Self:
        """Those who read and write in it now."""
        return self.filter(left_at=None)

    def of(self, person: Person) -> Self:
        return self.filter(person=person)


class Reader(models.Model):
    """One person in one thread: they read messages after `since`, and have read those up to `read`.

    Unread is `thread.last - read`; nobody's row is written when others speak. `mentioned` is the newest message that
    calls them. Who left keeps a row: it says until when they could read along.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readers", verbose_name=_("thread"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    since = models.BigIntegerField(_("reads messages after"), default=0, db_default=0)
    read = models.BigIntegerField(_("has read up to"), default=0, db_default=0)
    mentioned = models.BigIntegerField(_("newest that mentions them"), default=0, db_default=0)
    is_muted = models.BooleanField(_("hears nothing of it"), default=False, db_default=False)
    spoken_at = models.DateTimeField(_("last spoke at"), null=True, blank=True)
    came_at = models.DateTimeField(_("came at"), db_default=Now())
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    objects = ReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        constraints = [models.UniqueConstraint(fields=["person", "thread"], name="one_reader_per_thread")]
        indexes = [models.Index(fields=["thread"], condition=models.Q(left_at=None), name="reader_inside")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.thread_id}"

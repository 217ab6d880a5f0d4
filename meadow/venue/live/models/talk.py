"""The talk of a room: messages, questions, who may not speak, and words that are not said."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Block, Person
from meadow.plumbing.words import folded
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Show

LONGEST = 300
"""Signs in a message."""
WORD = 60
"""Signs in a word that is not said."""


class MessageQuerySet(models.QuerySet["Message"]):
    def standing(self) -> Self:
        return self.filter(hidden_at=None)

    def visible_to(self, person: Person | None) -> Self:
        """What stands, less what people say with whom there is a block."""
        said = self.standing()
        if person is None:
            return said
        kept_away = Block.objects.filter(by=person).values("blocked")
        keeping_away = Block.objects.filter(blocked=person).values("by")
        return said.exclude(author__in=kept_away).exclude(author__in=keeping_away)


class Message(models.Model):
    """One thing that one person said in a room. `pk` is its place in the order in which everybody hears it.

    A question waits in the host's queue until it is answered. `mark` is the sender's own word for it: the same mark
    twice is one message.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages", verbose_name=_("room"))
    show = models.ForeignKey(
        Show, models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=_("show")
    )
    author = models.ForeignKey(Person, models.CASCADE, related_name="room_messages", verbose_name=_("author"))
    text = models.CharField(_("message"), max_length=LONGEST)
    mark = models.CharField(_("mark"), max_length=40)
    is_question = models.BooleanField(_("is a question"), default=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    pinned_at = models.DateTimeField(_("pinned at"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("hidden by")
    )
    said_at = models.DateTimeField(_("said at"), db_default=Now())

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message in a room")
        verbose_name_plural = _("messages in rooms")
        constraints = [
            models.UniqueConstraint(fields=["room", "author", "mark"], name="one_message_per_mark"),
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(pinned_at__isnull=False), name="one_pinned_message_per_room"
            ),
        ]
        indexes = [
            models.Index(fields=["room", "-id"], name="message_newest"),
            models.Index(
                fields=["room", "id"],
                condition=models.Q(is_question=True, answered_at=None, hidden_at=None),
                name="question_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Talk(models.Model):
    """How far the talk of a room has been told: every message up to `told` has gone out, in the order of their keys."""

    room = models.OneToOneField(Room, models.CASCADE, primary_key=True, related_name="talk", verbose_name=_("room"))
    told = models.BigIntegerField(_("told"), default=0)

    class Meta:
        verbose_name = _("talk of a room")
        verbose_name_plural = _("talks of rooms")

    def __str__(self) -> str:
        return f"talk of room {self.room_id}"


class MuteQuerySet(models.QuerySet["Mute"]):
    def holding(self) -> Self:
        """Those whose time is not over."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=Now()))


class Mute(models.Model):
    """One person who may not speak in a room (`until` a moment, or for good), or not enter it at all (`is_ban`)."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="mutes", verbose_name=_("room"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="room_mutes", verbose_name=_("person"))
    is_ban = models.BooleanField(_("may not enter"), default=False)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    objects = MuteQuerySet.as_manager()

    class Meta:
        verbose_name = _("mute in a room")
        verbose_name_plural = _("mutes in rooms")
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_mute_per_person_and_room")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.room_id}"


class ForbiddenWord(models.Model):
    """One word that is not said in a room (`room` None: in any room); a message with it is refused to its writer."""

    room = models.ForeignKey(
        Room, models.CASCADE, null=True, blank=True, related_name="forbidden_words", verbose_name=_("room")
    )
    word = models.CharField(_("word"), max_length=WORD)

    class Meta:
        verbose_name = _("forbidden word")
        verbose_name_plural = _("forbidden words")
        constraints = [
            models.UniqueConstraint(fields=["room", "word"], nulls_distinct=False, name="one_row_per_forbidden_word")
        ]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        """Words are kept as they are looked for, so that nothing is forbidden twice."""
        self.word = folded(self.word)
        if not self.word or len(self.word) > WORD:
            raise ValidationError({"word": gettext("Type a word of at most %(most)s letters.") % {"most": WORD}})

"""Messages, and what hangs on them: photos, earlier wordings, reactions, mentions and reports."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Block, Person
from meadow.people.models.photos import Photo
from meadow.venue.talk.models.threads import Thread

LONGEST = 2000
"""Signs in a message."""


class ThreadMessageQuerySet(models.QuerySet["Message"]):
    """Of its own name, since the types of managers made of it are kept by name, and live rooms have messages, too."""

    def standing(self) -> Self:
        """Those that nobody took away."""
        return self.filter(recalled_at=None, hidden_at=None)

    def visible_to(self, person: Person) -> Self:
        """What this person may read: of threads they are in, from when they came, and nothing across a block."""
        mine = self.filter(
            thread__readers__person=person,
            thread__readers__left_at=None,
            number__gt=models.F("thread__readers__since"),
        )
        kept_away = Block.objects.filter(by=person).values("blocked")
        keeping_away = Block.objects.filter(blocked=person).values("by")
        return mine.exclude(author__in=kept_away).exclude(author__in=keeping_away)


class Message(models.Model):
    """One message of a thread, in its place by `number`. `mark` is the sender's own word for it: the same twice is one.

    A *card* shows something of the house that is looked up whenever it is read (`card` = kind and key); a *notice* is
    said by the thread itself, has no author, and keeps its verb as `text` with its `words`. What was recalled or hidden
    keeps its number. What is said for a shop names it: `words["for"]` is its key; `words["badge"]` is what
    its author was in the group at that moment (`role`, `level`).
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        PHOTO = "photo", _("Photos")
        STICKER = "sticker", _("Sticker")
        CARD = "card", _("Card")
        NOTICE = "notice", _("Notice")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages", verbose_name=_("thread"))
    number = models.BigIntegerField(_("number"))
    author = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=_("author")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TEXT)
    text = models.TextField(_("message"), max_length=LONGEST, blank=True)
    words = models.JSONField(_("words"), default=dict, db_default={}, blank=True)
    sticker = models.CharField(_("sticker"), max_length=40, blank=True)
    card_kind = models.CharField(_("kind of card"), max_length=20, blank=True)
    card_key = models.BigIntegerField(_("key of the card"), null=True, blank=True)
    answers = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies", verbose_name=_("in reply to")
    )
    mark = models.CharField(_("mark"), max_length=40)
    is_announcement = models.BooleanField(_("announcement"), default=False, db_default=False)
    said_at = models.DateTimeField(_("said at"), db_default=Now())
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    recalled_at = models.DateTimeField(_("recalled at"), null=True, blank=True)
    pinned_at = models.DateTimeField(_("pinned at"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("hidden by")
    )
    photos = models.ManyToManyField(Photo, through="MessagePhoto", related_name="+", verbose_name=_("photos"))

    objects = ThreadMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="one_message_per_number"),
            models.UniqueConstraint(fields=["thread", "author", "mark"], name="one_message_of_a_thread_per_mark"),
        ]
        indexes = [
            models.Index(
                fields=["thread"], condition=models.Q(pinned_at__isnull=False), name="message_pinned_in_thread"
            ),
            models.Index(
                fields=["thread", "card_kind", "card_key"],
                condition=models.Q(card_key__isnull=False),
                name="message_card_in_thread",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40] or self.get_kind_display()


class MessagePhoto(models.Model):
    """One photo of a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="photo_rows", verbose_name=_("message"))
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("photo"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("photo of a message")
        verbose_name_plural = _("photos of messages")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["message", "photo"], name="a_photo_once_in_a_message")]

    def __str__(self) -> str:
        return f"photo {self.photo_id} of message {self.message_id}"


class Edition(models.Model):
    """What a message said before it was edited; for those who moderate."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="editions", verbose_name=_("message"))
    text = models.TextField(_("said"), blank=True)
    until = models.DateTimeField(_("until"), db_default=Now())

    class Meta:
        verbose_name = _("earlier wording")
        verbose_name_plural = _("earlier wordings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Reaction(models.Model):
    """One sign that one person put under a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions", verbose_name=_("message"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    sign = models.CharField(_("sign"), max_length=16)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(fields=["message", "person", "sign"], name="one_reaction_of_a_sign_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.sign} {self.message_id}"


class Mention(models.Model):
    """Somebody whom a message calls by their handle."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions", verbose_name=_("message"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="one_mention_per_message")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.message_id}"


class ReportQuerySet(models.QuerySet["Report"]):
    def waiting(self) -> Self:
        return self.filter(state=Report.State.WAITING)


class Report(models.Model):
    """Somebody finds that a message should not stand; those who run the group, or operators, decide."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        UPHELD = "upheld", _("Taken away")
        DISMISSED = "dismissed", _("Left standing")

    class Reason(models.TextChoices):
        SPAM = "spam", _("Advertising")
        ABUSE = "abuse", _("Insults or hatred")
        FRAUD = "fraud", _("Fraud")
        COPY = "copy", _("A copy of somebody's work")
        OTHER = "other", _("Something else")

    message = models.ForeignKey(Message, models.CASCADE, related_name="reports", verbose_name=_("message"))
    by = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("reported by"))
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    words = models.CharField(_("words"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a message")
        verbose_name_plural = _("reports of messages")
        constraints = [models.UniqueConstraint(fields=["message", "by"], name="one_report_per_person_and_message")]
        indexes = [models.Index(fields=["id"], condition=models.Q(state="waiting"), name="report_waiting")]

    def __str__(self) -> str:
        return f"{self.reason}: {self.message_id}"

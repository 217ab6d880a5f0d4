"""News: what happened that a person wants to know of, kept until they read it, and how they want to hear of it."""

from typing import Final, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person


class Kind(models.TextChoices):
    """What news is about; what a person chooses, they choose by these."""

    FOLLOW = "follow", _("New followers")
    LIKE = "like", _("Likes")
    COMMENT = "comment", _("Comments")
    MENTION = "mention", _("Mentions")
    REPLY = "reply", _("Replies")
    ORDER = "order", _("Orders")
    RETURN = "return", _("Returns")
    ROOM = "room", _("Live rooms")
    STOCK = "stock", _("Back in stock")
    PRICE = "price", _("Lower prices")
    GROUP = "group", _("Groups")
    MESSAGE = "message", _("Messages")
    SHOP = "shop", _("Your shop")


class Channel(models.TextChoices):
    PAGE = "page", _("On the page")
    EMAIL = "email", _("By e-mail")
    PUSH = "push", _("On this device")


USUAL: Final[dict[str, frozenset[str]]] = {
    Channel.PAGE: frozenset(Kind),
    # Orders, returns, rooms that were reserved and stock have letters of their own.
    Channel.EMAIL: frozenset(
        {Kind.FOLLOW, Kind.COMMENT, Kind.MENTION, Kind.REPLY, Kind.PRICE, Kind.GROUP, Kind.MESSAGE}
    ),
    Channel.PUSH: frozenset(Kind) - {Kind.LIKE, Kind.FOLLOW},
}
"""Which kinds come over a channel to whoever has chosen nothing."""
MOST_COUNTED: Final = 1000
"""Of so many people, the latest, it is remembered that they are counted in a piece of news."""


class NewsQuerySet(models.QuerySet["News"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(person=person, is_shown=True)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class News(models.Model):
    """One thing that a person is told, however often it happened while they had not read it: `count` people did it.

    `about` names the thing ("note:12"); unread news of the same kind about the same thing is one. `words` are what its
    sentence needs: it is put into words when it is read, in the reader's language. `counted` are the people of `count`,
    while it is unread, so that nobody counts twice. What is not shown is for letters and devices only.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="news", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    verb = models.CharField(_("what happened"), max_length=40)
    about = models.CharField(_("about"), max_length=60)
    actor = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("by"))
    count = models.PositiveIntegerField(_("so many people"), default=1)
    counted = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("these people"),
        default=list,
        db_default=[],
        blank=True,
        editable=False,
    )
    words = models.JSONField(_("words"), default=dict, blank=True)
    url = models.CharField(_("address"), max_length=200)
    at = models.DateTimeField(_("at"), db_default=Now())
    is_shown = models.BooleanField(_("shown on the page"), default=True, db_default=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "verb", "about"], condition=models.Q(read_at=None), name="one_unread_news_of_a_thing"
            )
        ]
        indexes = [models.Index(fields=["person", "-at", "-id"], name="news_newest")]

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"


class NewsChoice(models.Model):
    """That a person wants, or does not want, news of a kind over a channel, where it is not as usual."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="news_choices", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel)
    is_wanted = models.BooleanField(_("wanted"))

    class Meta:
        verbose_name = _("choice of news")
        verbose_name_plural = _("choices of news")
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="one_choice_of_news")]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"


class Hours(models.Model):
    """When a person wants to be left alone, and when the last letter with news went to them.

    Between `quiet_from` and `quiet_until`, hours of their own clock, letters with news and devices wait; the same hour
    twice is never. Without a zone their clock is the platform's.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="hours", verbose_name=_("person"))
    zone = models.CharField(_("time zone"), max_length=60, blank=True)
    quiet_from = models.PositiveSmallIntegerField(
        _("quiet from"), default=0, db_default=0, validators=[MaxValueValidator(23)]
    )
    quiet_until = models.PositiveSmallIntegerField(
        _("quiet until"), default=0, db_default=0, validators=[MaxValueValidator(23)]
    )
    written_at = models.DateTimeField(_("last letter at"), null=True, blank=True)

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__lt=24, quiet_until__lt=24), name="quiet_hours_are_of_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quiet_from}–{self.quiet_until} {self.zone}"


class Device(models.Model):
    """A browser that shows news although no page of ours is open (Web Push)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="devices", verbose_name=_("person"))
    endpoint = models.CharField(_("address"), max_length=1000)
    key = models.CharField(_("public key"), max_length=200)
    secret = models.CharField(_("secret"), max_length=100)
    name = models.CharField(_("name"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    failed = models.PositiveSmallIntegerField(_("failures"), default=0, db_default=0)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [models.UniqueConstraint(fields=["endpoint"], name="one_device_per_address")]

    def __str__(self) -> str:
        return self.name or f"device {self.pk}"

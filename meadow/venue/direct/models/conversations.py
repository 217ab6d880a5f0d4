"""Conversations: between two people, or between a member and a shop whose team answers together."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.venue.talk.models.threads import Thread


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, person: Person) -> Self:
        """Those that this person has themselves, whatever their state."""
        return self.filter(models.Q(low=person) | models.Q(high=person) | models.Q(member=person))

    def run_by(self, person: Person) -> Self:
        """Those of shops whose team this person belongs to."""
        return self.filter(shop__in=Seat.objects.filter(person=person).values("shop"))

    def visible_to(self, person: Person) -> Self:
        """Those in which this person may read."""
        pks = Conversation.objects.of(person) | Conversation.objects.run_by(person)
        return self.filter(pk__in=pks.order_by().values("pk"))

    def locked(self) -> Self:
        """The rows, locked in the one order that everybody keeps; rows that point to them are not held up."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Conversation(models.Model):
    """One conversation; its key is that of its thread. Two people have one, and so have a member and a shop.

    Two people: `low` and `high` by their keys, and `asked_by` is who wrote first. A stranger's first message is a
    request: the other one accepts or declines. A shop: `member` and `shop`; its team shares an inbox.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        OPEN = "open", _("Open")
        DECLINED = "declined", _("Declined")
        DONE = "done", _("Done")

    thread = models.OneToOneField(
        Thread, models.CASCADE, primary_key=True, related_name="conversation", verbose_name=_("thread")
    )
    low = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("one"))
    high = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("other"))
    asked_by = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    shop = models.ForeignKey(
        Shop, models.CASCADE, null=True, blank=True, related_name="conversations", verbose_name=_("shop")
    )
    member = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    assigned_to = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    waits_since = models.DateTimeField(_("waits for the shop since"), null=True, blank=True)
    first_asked_at = models.DateTimeField(_("first asked at"), null=True, blank=True)
    first_answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="one_conversation_of_two"),
            models.UniqueConstraint(fields=["shop", "member"], name="one_conversation_with_a_shop"),
            models.CheckConstraint(
                condition=models.Q(shop=None, member=None, low__lt=models.F("high"))
                | models.Q(shop__isnull=False, member__isnull=False, low=None, high=None),
                name="a_conversation_has_two_sides",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "waits_since"],
                condition=models.Q(waits_since__isnull=False),
                name="conversation_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("direct:conversation", args=[self.pk])

    @property
    def is_with_shop(self) -> bool:
        return self.shop_id is not None


class ShopHours(models.Model):
    """When a shop answers: seven pairs of minutes of the day in its time zone, Monday first; None for a day off."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="hours", verbose_name=_("shop"))
    zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    days = models.JSONField(_("days"), default=list)
    greeting = models.CharField(_("said at first"), max_length=500, blank=True)
    away = models.CharField(_("said outside of these hours"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("hours of a shop")
        verbose_name_plural = _("hours of shops")

    def __str__(self) -> str:
        return f"hours of {self.shop_id}"


class QuickReply(models.Model):
    """An answer that a shop's team has at hand, in conversations and in the shop's groups.

    With `keywords` it is given by itself to a member whose message says one of them.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="quick_replies", verbose_name=_("shop"))
    title = models.CharField(_("title"), max_length=60)
    text = models.TextField(_("text"), max_length=1000)
    keywords = models.JSONField(_("said by itself at these words"), default=list, blank=True)
    used = models.PositiveIntegerField(_("used"), default=0, db_default=0)

    class Meta:
        verbose_name = _("quick reply")
        verbose_name_plural = _("quick replies")
        constraints = [models.UniqueConstraint(fields=["shop", "title"], name="one_quick_reply_per_title")]

    def __str__(self) -> str:
        return self.title

"""How a shop answers: its hours, replies at hand, what was said by itself, and how long members waited."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.direct.models.conversations import Conversation


class ShopHours(models.Model):
    """When a shop answers: seven pairs of minutes of the day in its time zone, Monday first; None for a day off.

    Without any day named it answers always.
    """

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

    def is_open_at(self, moment: datetime) -> bool:
        """Whether somebody answers at that moment."""
        if not self.days:
            return True
        there = moment.astimezone(ZoneInfo(self.zone))
        day = self.days[there.weekday()]
        return day is not None and day[0] <= there.hour * 60 + there.minute < day[1]


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


class SaidByItself(models.Model):
    """What one conversation was told by itself on one day (of the platform's time zone): nobody hears it twice a day.

    `what` is the keyword, "@greeting" or "@away".
    """

    GREETING, AWAY = "@greeting", "@away"

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+", verbose_name=_("conversation"))
    what = models.CharField(_("what"), max_length=60)
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("automatic answer")
        verbose_name_plural = _("automatic answers")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "what", "day"], name="said_by_itself_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.conversation_id}"


class Wait(models.Model):
    """One time that a member waited for a shop, until somebody of its team answered."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="waits", verbose_name=_("conversation"))
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("shop"))
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("time that a member waited")
        verbose_name_plural = _("times that members waited")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(answered_at=None), name="one_open_wait_per_conversation"
            )
        ]
        indexes = [models.Index(fields=["shop", "asked_at"], name="wait_of_shop")]

    def __str__(self) -> str:
        return f"wait in {self.conversation_id}"

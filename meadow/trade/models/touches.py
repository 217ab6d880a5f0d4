"""Touches: what led somebody to a product, and what of it earned a line when the order was placed."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.venue.notes.models.notes import Note


class Touch(models.Model):
    """One time that somebody came to a product, or to a shop, through something that somebody made.

    `guest` is the key of a guest's cart; signing in makes their touches the member's. The same way within an hour is
    one row, whose moment moves. `earner` made what led there. Forgotten after twice the window of attribution.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        ROOM = "room", _("Live room")
        GROUP = "group", _("Group")
        SELECTION = "selection", _("Buyer's selection")

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="touches", verbose_name=_("person")
    )
    guest = models.UUIDField(_("guest"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    note = models.ForeignKey(Note, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("note"))
    place = models.CharField(_("place"), max_length=40, blank=True)
    earner = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("earner"))
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("shop"))
    product = models.ForeignKey(
        Product, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    hour = models.DateTimeField(_("hour"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("touch")
        verbose_name_plural = _("touches")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, guest=None) | models.Q(person=None, guest__isnull=False),
                name="a_touch_is_somebodys",
            ),
            models.UniqueConstraint(
                fields=["person", "guest", "earner", "kind", "note", "place", "shop", "product", "hour"],
                nulls_distinct=False,
                name="one_touch_an_hour",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at"], condition=models.Q(person__isnull=False), name="touch_of_person"),
            models.Index(fields=["guest"], condition=models.Q(guest__isnull=False), name="touch_of_guest"),
            models.Index(fields=["at"], name="touch_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.earner_id} to {self.product_id or self.shop_id}"


class LineTouch(models.Model):
    """What earned one line: the last qualified touch before it was put in the cart, and the whole path to it.

    Frozen when the order is placed. `earner` gets the commission, `commission_rate` hundredths of a per cent of what is
    paid for the line without tax; nobody does when it came direct, or when a rule shut the touch out: `ruled_out`.
    `place` says where else: `room:7`, `group:3`. `path` is every touch of the window, oldest first, each with the rule
    that shut it out, if one did:
    `[{"kind": "note", "note": 5, "place": "", "earner": 9, "at": "2026-11-23T10:00:00+00:00", "ruled_out": ""}]`.
    A line without a row came direct, and nothing had led to it within the window.
    """

    class Kind(models.TextChoices):
        DIRECT = "direct", _("Direct")
        NOTE = "note", _("Note")
        ROOM = "room", _("Live room")
        GROUP = "group", _("Group")
        SELECTION = "selection", _("Buyer's selection")

    line = models.OneToOneField(
        OrderLine, models.CASCADE, primary_key=True, related_name="touch", verbose_name=_("line")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("note"))
    place = models.CharField(_("place"), max_length=40, blank=True)
    earner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("earner")
    )
    agreement = models.ForeignKey(
        Agreement, models.SET_NULL, null=True, blank=True, related_name="touches", verbose_name=_("agreement")
    )
    commission_rate = models.PositiveIntegerField(_("commission rate"), default=0)
    ruled_out = models.CharField(_("shut out by rule"), max_length=40, blank=True)
    path = models.JSONField(_("path"), default=list, blank=True)
    touched_at = models.DateTimeField(_("touched at"), null=True, blank=True)

    class Meta:
        verbose_name = _("touch of a line")
        verbose_name_plural = _("touches of lines")
        constraints = [
            models.CheckConstraint(condition=models.Q(commission_rate__lte=9000), name="commission_at_most_90_percent"),
            models.CheckConstraint(
                condition=models.Q(commission_rate=0) | models.Q(earner__isnull=False), name="commission_has_an_earner"
            ),
        ]
        indexes = [
            models.Index(fields=["earner", "line"], condition=models.Q(earner__isnull=False), name="touch_earner"),
            models.Index(fields=["place"], condition=~models.Q(place=""), name="touch_place"),
        ]

    def __str__(self) -> str:
        return f"line {self.line_id} through {self.kind}"

    @property
    def standing(self) -> str:
        """Where its commission stands: `unpaid`, `estimated`, `settled`, or `void` where nothing of it is left."""
        order, share = self.line.order, getattr(self.line, "share", None)
        if order.state == Order.State.CANCELLED or not self.line.standing:
            return "void"
        if share is None:
            return "unpaid" if order.state == Order.State.PLACED else "estimated"
        return "settled" if share.settled_at else "estimated"

    @property
    def kept(self) -> int | None:
        """What of it is the earner's after refunds, in minor units; None before it is paid."""
        share = getattr(self.line, "share", None)
        if share is None:
            return None
        return int(share.earned - sum(back.earned for back in share.backs.all()))

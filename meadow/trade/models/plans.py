"""Plans: on which terms a shop lets buyers sell its goods."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.trade.refusals import PlanIsOver
from meadow.trade.terms import MOST_RATE, Terms

MOST_TARGETED = 100
"""So many products one targeted plan names at most: every one of them is an invitation of its own."""


class SampleKind(models.TextChoices):
    """Whether and how a buyer gets one to try."""

    NONE = "none", _("No sample")
    FREE = "free", _("Free sample")
    REFUNDABLE = "refundable", _("Refundable sample")


class PlanQuerySet(models.QuerySet["Plan"]):
    def running(self, at: datetime | None = None) -> Self:
        """Plans under which somebody can begin to sell at that moment; now when none is named."""
        at = at or timezone.now()
        begun = models.Q(begins_at=None) | models.Q(begins_at__lte=at)
        going_on = models.Q(ends_at=None) | models.Q(ends_at__gt=at)
        return self.filter(begun, going_on, state=Plan.State.ACTIVE)

    def covering(self, product: Product) -> Self:
        """Plans whose goods this product is one of."""
        named = models.Exists(Plan.products.through.objects.filter(plan=models.OuterRef("pk"), product=product))
        gathered = models.Exists(
            Plan.collections.through.objects.filter(plan=models.OuterRef("pk"), collection__items__product=product)
        )
        return self.filter(models.Q(whole_shop=True) | models.Q(named) | models.Q(gathered), shop=product.shop_id)

    def by_precedence(self) -> Self:
        """The one that rules first: targeted before open before the shop's default, then the better rate, then the
        younger one.
        """
        rank = models.Case(
            models.When(kind=Plan.Kind.TARGETED, then=0),
            models.When(kind=Plan.Kind.OPEN, then=1),
            default=2,
            output_field=models.IntegerField(),
        )
        return self.order_by(rank, "-rate", "-pk")

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Plan(models.Model):
    """What one shop offers buyers for selling some of its goods, or all of them.

    The `shop` plan is the default for all goods; an `open` plan is for any buyer, a `targeted` one for those invited.
    Rates are hundredths of a per cent; `steps` are those of `trade.terms`. `deadline_days` are the days from the
    beginning of an agreement until something is to be shown. Of `samples` so many are to be had, without end where it
    is empty, and `samples_given` are promised already. By `room_off` (hundredths of a per cent) buyers may lower the
    price of an offer in their own live rooms.
    """

    class Kind(models.TextChoices):
        SHOP = "shop", _("All goods of the shop")
        OPEN = "open", pgettext_lazy("plan", "Open to every buyer")
        TARGETED = "targeted", _("For invited buyers")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("plan", "Draft")
        ACTIVE = "active", pgettext_lazy("plan", "Running")
        ENDED = "ended", pgettext_lazy("plan", "Ended")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="plans", verbose_name=_("shop"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT)
    name = models.CharField(_("name"), max_length=80)
    words = models.TextField(_("words to buyers"), max_length=2000, blank=True)
    rate = models.PositiveIntegerField(_("commission rate"))
    steps = models.JSONField(_("higher rates from so many sold"), default=list, blank=True)
    needs_approval = models.BooleanField(_("buyers apply first"), default=False)
    deadline_days = models.PositiveSmallIntegerField(_("days until it is shown"), null=True, blank=True)
    sample = models.CharField(_("sample"), max_length=10, choices=SampleKind, default=SampleKind.NONE)
    samples = models.PositiveIntegerField(_("number of samples"), null=True, blank=True)
    samples_given = models.PositiveIntegerField(_("samples promised"), default=0)
    room_off = models.PositiveIntegerField(_("most off in offers of live rooms"), db_default=0, default=0)
    whole_shop = models.BooleanField(_("all goods"), default=False)
    products = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name=_("products"))
    collections = models.ManyToManyField(Collection, blank=True, related_name="+", verbose_name=_("collections"))
    begins_at = models.DateTimeField(_("begins at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    launched_at = models.DateTimeField(_("launched at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("commission plan")
        verbose_name_plural = _("commission plans")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(rate__lte=MOST_RATE), name="plan_rate_at_most_90_percent"),
            models.CheckConstraint(condition=models.Q(room_off__lte=MOST_RATE), name="room_off_at_most_90_percent"),
            models.CheckConstraint(
                condition=models.Q(samples=None) | models.Q(samples_given__lte=models.F("samples")),
                name="no_more_samples_than_there_are",
            ),
            models.CheckConstraint(
                condition=models.Q(begins_at=None)
                | models.Q(ends_at=None)
                | models.Q(begins_at__lt=models.F("ends_at")),
                name="a_plan_begins_before_it_ends",
            ),
            models.UniqueConstraint(
                fields=["shop"],
                condition=models.Q(kind="shop") & ~models.Q(state="ended"),
                name="one_default_plan_per_shop",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "state", "-id"], name="plan_of_shop"),
            models.Index(
                fields=["ends_at"], condition=models.Q(state="active", ends_at__isnull=False), name="plan_to_end"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def terms(self) -> Terms:
        return Terms(self.rate, tuple((sales, rate) for sales, rate in self.steps))

    @property
    def has_samples(self) -> bool:
        """Whether one more sample could be promised."""
        return self.sample != SampleKind.NONE and (self.samples is None or self.samples_given < self.samples)

    def is_running(self, at: datetime) -> bool:
        begun = self.begins_at is None or self.begins_at <= at
        return self.state == self.State.ACTIVE and begun and (self.ends_at is None or self.ends_at > at)

    def launch(self, at: datetime) -> None:
        if self.state == self.State.ENDED or (self.ends_at is not None and self.ends_at <= at):
            raise PlanIsOver(name=self.name)
        if self.state == self.State.DRAFT:
            self.state, self.launched_at = self.State.ACTIVE, at

    def end(self, at: datetime) -> None:
        self.state, self.ended_at = self.State.ENDED, at


class Offer(models.Model):
    """One product that any buyer may sell, the plan that decides on what terms, and the numbers that buyers choose by.

    Laid out anew by the actions that change plans, and every few minutes for what changes by itself; so that the
    selection centre reads one table. `return_rate` is hundredths of a per cent of the pieces of the last 90 days, and
    empty where too few were sold to tell.
    """

    product = models.OneToOneField(
        Product, models.CASCADE, primary_key=True, related_name="offer", verbose_name=_("product")
    )
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("shop"))
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="offers", verbose_name=_("commission plan"))
    rate = models.PositiveIntegerField(_("commission rate"))
    sold_30 = models.PositiveIntegerField(_("sold in 30 days"), db_default=0, default=0)
    sold_90 = models.PositiveIntegerField(_("sold in 90 days"), db_default=0, default=0)
    return_rate = models.PositiveIntegerField(_("return rate"), null=True, blank=True)
    offered_at = models.DateTimeField(_("offered at"), db_default=Now())

    class Meta:
        verbose_name = _("offer to buyers")
        verbose_name_plural = _("offers to buyers")
        indexes = [
            models.Index(fields=["-rate", "-product"], name="offer_by_rate"),
            models.Index(fields=["-sold_30", "-product"], name="offer_by_sales"),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} at {self.rate}"

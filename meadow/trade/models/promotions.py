"""Promotions: what shops and the platform take off prices, the codes for it, and who has used what."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Category, Product
from meadow.goods.models.shops import Shop
from meadow.goods.translations import Translated
from meadow.people.models.persons import Person
from meadow.trade.models.carts import Cart
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order

WHOLE = 10_000
"""All of something, in hundredths of a per cent."""


class PromotionQuerySet(models.QuerySet["Promotion"]):
    def running(self, at: datetime) -> Self:
        """Those that count at this moment."""
        return self.filter(
            models.Q(starts_at=None) | models.Q(starts_at__lte=at),
            models.Q(ends_at=None) | models.Q(ends_at__gt=at),
            is_active=True,
        )

    def of(self, shop: Shop | None) -> Self:
        """Those of a shop, or the platform's own."""
        return self.filter(shop=shop)


class Promotion(Translated):
    """One rule by which less is paid, given by a shop, or by the platform when it names none.

    `percent` and `funded_share` are hundredths of a per cent, amounts are minor units of `currency`. `tiers` say what
    is taken off from which worth of goods: `[{"from": 5000, "off": 500}]`. A bundle takes `percent` off the cheapest
    `get` pieces for every `buy` pieces. `most_off` is the most that is taken off one checkout.

    It is about goods that are in one of `products`, `categories` and `collections`, or about all where none is named;
    `gets` are the pieces that a bundle makes cheaper, where they are others than those that are bought. `place` says
    where the goods have to be found: anywhere, `room` (any live room), `room:7`, `group`, `group:3`.

    `used` counts what was taken when orders were placed and not given back, `claimed` the members who hold a claimed
    coupon; both only where `limit_total` counts them. The platform bears `funded_share` of what is taken off.
    `docs/howto/promotions.md` says in which order promotions count.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent", _("Per cent off")
        AMOUNT = "amount", _("Amount off")
        TIERS = "tiers", _("More off the more is bought")
        BUNDLE = "bundle", _("Buy some, get some cheaper")
        SHIPPING = "shipping", _("Free shipping")

    class Trigger(models.TextChoices):
        AUTOMATIC = "automatic", _("By itself")
        CODE = "code", _("With a code")
        CLAIM = "claim", _("As a coupon that members take")

    class First(models.TextChoices):
        ANY = "", _("Any order")
        SHOP = "shop", _("The first order at the shop")
        PLATFORM = "platform", _("The first order of all")

    shop = models.ForeignKey(
        Shop, models.CASCADE, null=True, blank=True, related_name="promotions", verbose_name=_("shop")
    )
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    trigger = models.CharField(_("trigger"), max_length=10, choices=Trigger, default=Trigger.AUTOMATIC)
    currency = models.CharField(_("currency"), max_length=3)
    percent = models.PositiveIntegerField(_("per cent"), default=0)
    amount = models.BigIntegerField(_("amount"), default=0)
    tiers = models.JSONField(_("tiers"), default=list, blank=True)
    buy = models.PositiveSmallIntegerField(_("pieces to buy"), default=0)
    get = models.PositiveSmallIntegerField(_("pieces that get cheaper"), default=0)
    most_off = models.BigIntegerField(_("at most"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=40, blank=True)
    min_goods = models.BigIntegerField(_("from goods worth"), default=0)
    first_order = models.CharField(_("which order"), max_length=8, choices=First, default=First.ANY, blank=True)
    members_only = models.BooleanField(_("members only"), default=False)
    products = models.ManyToManyField(Product, blank=True, related_name="promotions", verbose_name=_("products"))
    categories = models.ManyToManyField(Category, blank=True, related_name="promotions", verbose_name=_("categories"))
    collections = models.ManyToManyField(
        Collection, blank=True, related_name="promotions", verbose_name=_("collections")
    )
    gets = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name=_("products that get cheaper"))
    combines = models.BooleanField(_("counts together with others"), default=True)
    funded_share = models.PositiveIntegerField(_("share that the platform bears"), default=0)
    limit_total = models.PositiveIntegerField(_("limit in total"), null=True, blank=True)
    limit_each = models.PositiveIntegerField(_("limit for each member"), null=True, blank=True)
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    claimed = models.PositiveIntegerField(_("claimed"), default=0, editable=False)
    gives_back = models.BooleanField(_("comes back with a full refund"), default=True)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    is_active = models.BooleanField(_("on"), default=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    objects = PromotionQuerySet.as_manager()
    translated = ("name",)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__lte=WHOLE, funded_share__lte=WHOLE, amount__gte=0, min_goods__gte=0),
                name="promotion_in_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(shop=None) | models.Q(funded_share=0), name="a_shop_bears_its_own_promotions"
            ),
            models.CheckConstraint(
                condition=models.Q(limit_total=None)
                | models.Q(used__lte=models.F("limit_total"), claimed__lte=models.F("limit_total")),
                name="promotion_within_its_limit",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at=None)
                | models.Q(ends_at=None)
                | models.Q(starts_at__lt=models.F("ends_at")),
                name="a_promotion_starts_before_it_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "trigger"], condition=models.Q(is_active=True), name="promotion_that_is_on")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def each(self) -> int | None:
        """How often one member may use it; a first order is one order, and a claimed coupon is one coupon."""
        if self.first_order:
            return 1
        return self.limit_each or (1 if self.trigger == self.Trigger.CLAIM else None)

    @property
    def counts_uses(self) -> bool:
        """Whether orders count against a limit for everybody; a claimed coupon is kept for who claimed it."""
        return self.limit_total is not None and self.trigger != self.Trigger.CLAIM

    @property
    def left(self) -> int | None:
        """How many there are still; None where there is no limit."""
        if self.limit_total is None:
            return None
        return self.limit_total - (self.used if self.counts_uses else self.claimed)

    def is_running(self, at: datetime) -> bool:
        return self.is_active and self.has_started(at) and not self.is_over(at)

    def has_started(self, at: datetime) -> bool:
        return self.starts_at is None or self.starts_at <= at

    def is_over(self, at: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= at

    @property
    def steps(self) -> list[tuple[int, int]]:
        """Its tiers, the lowest first."""
        return sorted((int(tier["from"]), int(tier["off"])) for tier in self.tiers)


class PromotionCode(models.Model):
    """One word that opens a promotion; typed in any case, kept in capitals.

    `batch` names codes that were generated together, `limit` is how often this one may be used.
    """

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="codes", verbose_name=_("promotion"))
    shop = models.ForeignKey(Shop, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("shop"))
    code = models.CharField(_("code"), max_length=40)
    batch = models.CharField(_("batch"), max_length=40, blank=True)
    limit = models.PositiveIntegerField(_("limit"), null=True, blank=True)
    used = models.PositiveIntegerField(_("used"), default=0)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], nulls_distinct=False, name="one_code_per_shop"),
            models.CheckConstraint(
                condition=models.Q(limit=None) | models.Q(used__lte=models.F("limit")), name="code_within_its_limit"
            ),
        ]
        indexes = [models.Index(fields=["code"], name="code_typed")]

    def __str__(self) -> str:
        return self.code


class CartCode(models.Model):
    """One code that was typed at a cart and stays with it."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="codes", verbose_name=_("cart"))
    code = models.ForeignKey(PromotionCode, models.CASCADE, related_name="+", verbose_name=_("code"))

    class Meta:
        verbose_name = _("code at a cart")
        verbose_name_plural = _("codes at carts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cart", "code"], name="a_code_once_per_cart")]

    def __str__(self) -> str:
        return f"code {self.code_id} at cart {self.cart_id}"


class Coupon(models.Model):
    """One promotion in one member's hands: when they took it, if that was needed, and how often it is used."""

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="coupons", verbose_name=_("promotion"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="coupons", verbose_name=_("person"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    used = models.PositiveIntegerField(_("used"), default=0)

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        constraints = [
            models.UniqueConstraint(fields=["promotion", "person"], name="one_coupon_per_promotion_and_person")
        ]

    def __str__(self) -> str:
        return f"promotion {self.promotion_id} of person {self.person_id}"


class Redemption(models.Model):
    """One use of a promotion by one checkout: taken when the order is placed, and perhaps given back."""

    class State(models.TextChoices):
        TAKEN = "taken", pgettext_lazy("promotion", "Used")
        GIVEN_BACK = "given_back", pgettext_lazy("promotion", "Given back")

    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="redemptions", verbose_name=_("promotion"))
    group = models.ForeignKey(OrderGroup, models.CASCADE, related_name="redemptions", verbose_name=_("order group"))
    code = models.ForeignKey(
        PromotionCode, models.SET_NULL, null=True, blank=True, related_name="redemptions", verbose_name=_("code")
    )
    amount = models.BigIntegerField(_("taken off"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TAKEN)
    taken_at = models.DateTimeField(_("taken at"), db_default=Now())

    class Meta:
        verbose_name = _("use of a promotion")
        verbose_name_plural = _("uses of promotions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["promotion", "group"], name="a_promotion_once_per_checkout"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="redemption_takes_something_off"),
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id} in group {self.group_id}"


def _discount(name: str) -> list[models.BaseConstraint]:
    bounds: dict[str, Any] = {"amount__gt": 0, "amount_platform__gte": 0, "amount_platform__lte": models.F("amount")}
    return [models.CheckConstraint(condition=models.Q(**bounds), name=name)]


class LineDiscount(models.Model):
    """What one promotion took off one line of an order, and the part of it that the platform bears."""

    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="discounts", verbose_name=_("line"))
    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="line_discounts", verbose_name=_("promotion"))
    amount = models.BigIntegerField(_("amount"))
    amount_platform = models.BigIntegerField(_("borne by the platform"), default=0)

    class Meta:
        verbose_name = _("discount of a line")
        verbose_name_plural = _("discounts of lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "promotion"], name="a_promotion_once_per_line"),
            *_discount("line_discount_in_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} off line {self.line_id}"


class ShippingDiscount(models.Model):
    """What one promotion took off the sending of one order, and the part of it that the platform bears."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="shipping_discounts", verbose_name=_("order"))
    promotion = models.ForeignKey(
        Promotion, models.PROTECT, related_name="shipping_discounts", verbose_name=_("promotion")
    )
    amount = models.BigIntegerField(_("amount"))
    amount_platform = models.BigIntegerField(_("borne by the platform"), default=0)

    class Meta:
        verbose_name = _("discount of sending")
        verbose_name_plural = _("discounts of sending")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "promotion"], name="a_promotion_once_per_sending"),
            *_discount("shipping_discount_in_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} off sending order {self.order_id}"

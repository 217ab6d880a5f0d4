"""What a shop sold and to whom before it came here: read only, and apart from the platform's own orders and people."""

from typing import Self

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.moving.models.imports import Import
from meadow.people.models.persons import Person


class HistoryCustomerQuerySet(models.QuerySet["HistoryCustomer"]):
    def of_addresses_of(self, person: Person) -> Self:
        """Customers under an e-mail address that this person has shown to be theirs; others learn nothing of them."""
        verified = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
        return self.filter(email__in=[address.lower() for address in verified])

    def claimable_by(self, person: Person) -> Self:
        """Those of these whom nobody else has claimed."""
        return self.of_addresses_of(person).filter(models.Q(person=None) | models.Q(person=person))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class HistoryCustomer(models.Model):
    """One customer of a shop's time elsewhere.

    Nobody becomes a member by it, and nothing is sent to anybody. `agreed_to_letters` is what the file says, with the
    moment it names. `person` is set when a member with that verified address says that it is they.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="history_customers", verbose_name=_("shop"))
    source = models.CharField(_("source"), max_length=20)
    source_key = models.CharField(_("key at the source"), max_length=200)
    name = models.CharField(_("name"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    agreed_to_letters = models.BooleanField(_("agreed to letters"), default=False)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    order_count = models.PositiveIntegerField(_("orders counted"), default=0)
    spent = models.BigIntegerField(_("spent"), default=0)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="histories", verbose_name=_("person")
    )
    brought_by = models.ForeignKey(
        Import, models.SET_NULL, null=True, blank=True, related_name="customers", verbose_name=_("brought by")
    )
    brought_at = models.DateTimeField(_("brought at"), db_default=Now())

    objects = HistoryCustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer before")
        verbose_name_plural = _("customers before")
        constraints = [
            models.UniqueConstraint(fields=["shop", "source", "source_key"], name="one_history_customer_per_key")
        ]
        indexes = [models.Index(fields=["shop", "-id"], name="history_customer_of_shop")]

    def __str__(self) -> str:
        return self.name or self.email


class HistoryOrder(models.Model):
    """One order of a shop's time elsewhere, as its file tells it; money in minor units of `currency`."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="history_orders", verbose_name=_("shop"))
    customer = models.ForeignKey(
        HistoryCustomer, models.SET_NULL, null=True, blank=True, related_name="orders", verbose_name=_("customer")
    )
    source = models.CharField(_("source"), max_length=20)
    source_key = models.CharField(_("key at the source"), max_length=200)
    number = models.CharField(_("number"), max_length=60)
    placed_at = models.DateTimeField(_("placed at"))
    currency = models.CharField(_("currency"), max_length=3)
    goods_total = models.BigIntegerField(_("goods total"), default=0)
    shipping_total = models.BigIntegerField(_("shipping total"), default=0)
    tax_total = models.BigIntegerField(_("tax total"), default=0)
    discount_total = models.BigIntegerField(_("discount total"), default=0)
    refunded_total = models.BigIntegerField(_("refunded total"), default=0)
    total = models.BigIntegerField(_("total"))
    payment_state = models.CharField(_("payment"), max_length=40, blank=True)
    shipping_state = models.CharField(_("shipping"), max_length=40, blank=True)
    brought_by = models.ForeignKey(
        Import, models.SET_NULL, null=True, blank=True, related_name="orders", verbose_name=_("brought by")
    )
    brought_at = models.DateTimeField(_("brought at"), db_default=Now())

    class Meta:
        verbose_name = _("order before")
        verbose_name_plural = _("orders before")
        constraints = [
            models.UniqueConstraint(fields=["shop", "source", "source_key"], name="one_history_order_per_key")
        ]
        indexes = [models.Index(fields=["shop", "-placed_at", "-id"], name="history_order_of_shop")]

    def __str__(self) -> str:
        return self.number


class HistoryLine(models.Model):
    """One line of an order from before; `variant` where its SKU is one of the shop's."""

    order = models.ForeignKey(HistoryOrder, models.CASCADE, related_name="lines", verbose_name=_("order"))
    variant = models.ForeignKey(
        Variant, models.SET_NULL, null=True, blank=True, related_name="history_lines", verbose_name=_("variant")
    )
    title = models.CharField(_("title"), max_length=300)
    sku = models.CharField("SKU", max_length=100, blank=True)
    price = models.BigIntegerField(_("price"))
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("line of an order before")
        verbose_name_plural = _("lines of orders before")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"

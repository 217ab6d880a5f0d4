"""Where earnings are sent: accounts of shops and buyers with payout providers, and what operators send by hand."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person


class PayoutAccountQuerySet(models.QuerySet["PayoutAccount"]):
    def of_shop(self, shop: Shop) -> Self:
        return self.filter(shop=shop)

    def of_person(self, person: Person) -> Self:
        return self.filter(person=person)

    def standing(self) -> Self:
        """Those that were not given up; an owner has at most one."""
        return self.exclude(state=PayoutAccount.State.CLOSED)

    def ready(self) -> Self:
        """Those to which money can be sent now."""
        return self.filter(state=PayoutAccount.State.READY)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class PayoutAccount(models.Model):
    """Where one shop's or one buyer's earnings are sent: an account with a payout provider.

    `reference` is the provider's own name for it (Stripe: `acct_...`); by hand it is the number of a bank account, and
    `holder` the name that it is in. An owner who changes to another account closes the one before: payouts that were
    sent keep pointing at where they went.
    """

    class State(models.TextChoices):
        BEGUN = "begun", _("Not finished")
        READY = "ready", _("Ready")
        HELD_UP = "held_up", _("The provider wants to know more")
        CLOSED = "closed", _("Given up")

    shop = models.ForeignKey(
        Shop, models.PROTECT, null=True, blank=True, related_name="payout_accounts", verbose_name=_("shop")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="payout_accounts", verbose_name=_("person")
    )
    provider = models.CharField(_("provider"), max_length=20)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    holder = models.CharField(_("in the name of"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.BEGUN)
    begun_at = models.DateTimeField(_("begun at"), db_default=Now())
    asked_at = models.DateTimeField(_("provider last asked at"), null=True, blank=True)

    objects = PayoutAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout account")
        verbose_name_plural = _("payout accounts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shop__isnull=True) ^ models.Q(person__isnull=True),
                name="payout_account_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=["shop"], condition=~models.Q(state="closed"), name="one_payout_account_per_shop"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=~models.Q(state="closed"), name="one_payout_account_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference or self.pk}"

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def last_four(self) -> str:
        """What may be shown of the reference."""
        return self.reference[-4:]


class HandTransferQuerySet(models.QuerySet["HandTransfer"]):
    def to_do(self) -> Self:
        return self.filter(sent_at=None)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class HandTransfer(models.Model):
    """Money that an operator moves by hand, outside of Meadow, and then says so here with the bank's reference.

    `is_back` is money to be fetched back from whom it was sent to. `key` is the payout's (or the reversal's) own, so
    that asking twice writes one row.
    """

    key = models.CharField(_("key"), max_length=80, unique=True)
    account = models.ForeignKey(
        PayoutAccount, models.PROTECT, related_name="hand_transfers", verbose_name=_("payout account")
    )
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    is_back = models.BooleanField(_("to be fetched back"), default=False)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))

    objects = HandTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer by hand")
        verbose_name_plural = _("transfers by hand")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="hand_transfer_is_positive"),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=models.Q(sent_at=None), name="hand_transfer_to_do")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.key}"

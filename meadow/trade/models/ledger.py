"""The ledger: accounts, entries and postings, never changed once written, and their sums of days.

Amounts are signed minor units: plus is debit (what the platform has, or spent), minus is credit (what it owes, or
earned). `docs/decisions/0016-ledger.md` has the chart of accounts.
"""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person


class AccountQuerySet(models.QuerySet["Account"]):
    def of_shop(self, shop: Shop) -> Self:
        return self.filter(shop=shop, kind__in=Account.SHOPS)

    def of_buyer(self, person: Person) -> Self:
        return self.filter(person=person, kind__in=Account.BUYERS)

    def of_platform(self) -> Self:
        """What the platform itself earns and spends."""
        return self.filter(kind__in=Account.PLATFORMS)


class Account(models.Model):
    """One place where money stands, in one currency: whose it is, and whether it is estimated or settled."""

    class Kind(models.TextChoices):
        CLEARING = "clearing", _("Money at a provider")
        SHOP_PENDING = "shop_pending", _("Shops, estimated")
        SHOP_PAYABLE = "shop_payable", _("Shops, settled")
        BUYER_PENDING = "buyer_pending", _("Buyers, estimated")
        BUYER_PAYABLE = "buyer_payable", _("Buyers, settled")
        COMMISSION_PENDING = "commission_pending", _("Platform's share of commissions, estimated")
        COMMISSION = "commission", _("Platform's share of commissions")
        FEE_PENDING = "fee_pending", _("Platform fees, estimated")
        FEE = "fee", _("Platform fees")
        PROMOTIONS = "promotions", _("Promotions borne by the platform")
        PAYMENT_FEES = "payment_fees", _("Payment fees, kept for providers")
        FEE_TAX = "fee_tax", _("Tax on fees, to be remitted")
        TAX = "tax", _("Tax on sales, to be remitted")
        REFUNDS = "refunds", _("Refunds on their way")
        PAYOUTS = "payouts", _("Payouts on their way")
        DEPOSITS = "deposits", _("Deposits for samples")
        ROUNDING = "rounding", _("Rounding")

    SHOPS = (Kind.SHOP_PENDING, Kind.SHOP_PAYABLE)
    BUYERS = (Kind.BUYER_PENDING, Kind.BUYER_PAYABLE)
    PLATFORMS = (Kind.COMMISSION_PENDING, Kind.COMMISSION, Kind.FEE_PENDING, Kind.FEE, Kind.PROMOTIONS)
    PENDING = frozenset({Kind.SHOP_PENDING, Kind.BUYER_PENDING, Kind.COMMISSION_PENDING, Kind.FEE_PENDING})
    """Estimated: until the order is completed."""
    PAYABLE = frozenset({Kind.SHOP_PAYABLE, Kind.BUYER_PAYABLE})
    """From which payouts are taken."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    shop = models.ForeignKey(
        Shop, models.PROTECT, null=True, blank=True, related_name="ledger_accounts", verbose_name=_("shop")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="ledger_accounts", verbose_name=_("person")
    )
    name = models.CharField(_("provider"), max_length=20, blank=True)
    currency = models.CharField(_("currency"), max_length=3)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "shop", "person", "name", "currency"], name="one_account_of_each", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["shop_pending", "shop_payable"], shop__isnull=False, person__isnull=True, name=""
                )
                | models.Q(
                    kind__in=["buyer_pending", "buyer_payable"], shop__isnull=True, person__isnull=False, name=""
                )
                | models.Q(kind="clearing", shop__isnull=True, person__isnull=True) & ~models.Q(name="")
                | (
                    models.Q(shop__isnull=True, person__isnull=True, name="")
                    & ~models.Q(kind__in=["shop_pending", "shop_payable", "buyer_pending", "buyer_payable", "clearing"])
                ),
                name="account_belongs_to_whom_its_kind_says",
            ),
        ]

    def __str__(self) -> str:
        owner = self.shop_id or self.person_id or self.name
        return f"{self.kind}{f' {owner}' if owner else ''} {self.currency}"


class Entry(models.Model):
    """One fact about money, posted once: `key` names it (`order:7:sale`). Its postings sum to zero in each currency."""

    class Kind(models.TextChoices):
        SALE = "sale", _("Sale")
        REFUND = "refund", _("Refund")
        SETTLEMENT = "settlement", _("Settlement")
        REFUND_DONE = "refund_done", _("Refund handed over by the provider")
        PAYMENT_OWED = "payment_owed", _("Payment that cannot be kept")
        PAYMENT_RETURNED = "payment_returned", _("Payment given back")
        PAYOUT = "payout", _("Payout")
        PAYOUT_PAID = "payout_paid", _("Payout arrived")
        PAYOUT_FAILED = "payout_failed", _("Payout came back")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    key = models.CharField(_("key"), max_length=80, unique=True)
    order = models.ForeignKey(
        "trade.Order", models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("order")
    )
    refund = models.ForeignKey(
        "trade.Refund",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("refund"),
        db_index=False,
    )
    payment = models.ForeignKey(
        "trade.Payment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("payment"),
        db_index=False,
    )
    payout = models.ForeignKey(
        "trade.Payout",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("payout"),
        db_index=False,
    )
    words = models.CharField(_("words"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=[name], condition=models.Q(**{f"{name}__isnull": False}), name=f"entry_of_{name}")
            for name in ("refund", "payment", "payout")
        ]

    def __str__(self) -> str:
        return self.key


class PostingQuerySet(models.QuerySet["Posting"]):
    def balance(self) -> int:
        """Debit less credit; negative is what the platform owes, or earned."""
        return int(self.aggregate(sum=models.Sum("amount"))["sum"] or 0)


class Posting(models.Model):
    """An amount that one entry puts on one account; `at` is its entry's.

    The account carries no foreign key in the database: every sale would lock the rows of the accounts that all sales
    share. Accounts are never changed or removed, so the trigger that checks the sums looks whether they are there.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings", verbose_name=_("entry"))
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="postings", verbose_name=_("account"), db_constraint=False, db_index=False
    )
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    at = models.DateTimeField(_("at"))

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="a_posting_moves_something")]
        indexes = [models.Index(fields=["account", "at", "id"], name="posting_of_account")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} on {self.account_id}"


class LedgerDay(models.Model):
    """What one kind of entry put on one account on one day of the platform's time zone, as far as `LedgerMark` reaches.

    It can be made anew from the postings at any time.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="days", verbose_name=_("account"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=20, choices=Entry.Kind)
    debit = models.BigIntegerField(_("debit"))
    credit = models.BigIntegerField(_("credit"))
    postings = models.PositiveIntegerField(pgettext_lazy("ledger", "postings"))

    class Meta:
        verbose_name = _("day of the ledger")
        verbose_name_plural = _("days of the ledger")
        constraints = [
            models.UniqueConstraint(fields=["account", "day", "kind"], name="one_sum_a_day"),
            models.CheckConstraint(
                condition=models.Q(debit__gte=0, credit__gte=0, postings__gte=1), name="sums_of_days_are_sums"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day} {self.kind}"


class LedgerMark(models.Model):
    """Up to which posting the days are summed; there is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, validators=[MinValueValidator(1)])
    posting = models.BigIntegerField(_("posting"), default=0)
    zone = models.CharField(_("time zone"), max_length=60)
    moved_at = models.DateTimeField(_("moved at"), auto_now=True)

    class Meta:
        verbose_name = _("mark in the ledger")
        verbose_name_plural = _("marks in the ledger")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_mark_in_the_ledger")]

    def __str__(self) -> str:
        return f"up to {self.posting}"

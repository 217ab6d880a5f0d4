"""Whose money a page shows: a shop's, a buyer's or the platform's, and where its pages are."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.models.ledger import Account
from meadow.trade.models.payouts import Payout
from meadow.trade.statements import Holder, Statement, month_statement, payout_statement


@dataclass(frozen=True)
class Owner:
    """One of the three kinds of owners; the platform is the one that is neither shop nor buyer."""

    shop: Shop | None = None
    person: Person | None = None

    @property
    def accounts(self) -> "QuerySet[Account, Account]":
        if self.shop:
            return Account.objects.of_shop(self.shop)
        return Account.objects.of_buyer(self.person) if self.person else Account.objects.of_platform()

    @property
    def payouts(self) -> "QuerySet[Payout, Payout]":
        if self.shop:
            return Payout.objects.filter(account__shop=self.shop)
        return Payout.objects.filter(account__person=self.person) if self.person else Payout.objects.none()

    @property
    def name(self) -> str:
        """What its files are called by."""
        return self.shop.handle if self.shop else self.person.handle if self.person else "platform"

    @property
    def url(self) -> str:
        """Its page of money."""
        if self.shop:
            return reverse("trade:desk-money", args=[self.shop.handle])
        return reverse("trade:earnings") if self.person else reverse("trade:review-money")

    @property
    def account_url(self) -> str:
        """Where it says where payouts go."""
        if self.shop:
            return reverse("trade:desk-payout-account", args=[self.shop.handle])
        return reverse("trade:payout-account")

    def statement(self, name: str) -> Statement:
        """The statement of this name: `2026-11-USD` or `payout-7`; 404 for one that is not theirs."""
        kind, _, rest = name.partition("-")
        if kind == "payout":
            found = (
                self.payouts.select_related("account__shop", "account__person", "to").filter(pk=_number(rest)).first()
            )
            if found is None:
                raise Http404
            return payout_statement(found)
        month, _, currency = rest.partition("-")
        holder = Holder.of(self.accounts, currency)
        if not holder.accounts:
            raise Http404
        try:
            return month_statement(holder, date(_number(kind), _number(month), 1))
        except (ValueError, OverflowError):
            raise Http404 from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)

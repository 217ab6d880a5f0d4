"""Saying where earnings are to be sent, having a provider look at it, and giving it up again."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.models.payout_accounts import PayoutAccount
from meadow.trade.payments.connect import Connect
from meadow.trade.payments.payouts import ByHand, connect, payout_names
from meadow.trade.refusals import NoSuchProvider, ProviderUnreachable

log = logging.getLogger("meadow.payments")
_AT_ONCE = 200  # accounts asked about in one run
State = PayoutAccount.State


@dataclass(frozen=True)
class Owner:
    """Whose earnings: a shop's, or a buyer's own."""

    shop: Shop | None = None
    person: Person | None = None

    def account(self) -> PayoutAccount | None:
        """Where they are sent at present."""
        return PayoutAccount.objects.standing().filter(shop=self.shop, person=self.person).first()

    def lock(self) -> None:
        """So that one owner has one account, however many ask at once."""
        if self.shop is not None:
            Shop.objects.filter(pk=self.shop.pk).locked().get()
        elif self.person is not None:
            Person.objects.locked().get(pk=self.person.pk)


@transaction.atomic
def pay_by_hand(owner: Owner, *, holder: str, reference: str, country: str, by: Person) -> PayoutAccount:
    """Have operators send earnings to this bank account from now on."""
    if ByHand.name not in payout_names():
        raise NoSuchProvider(provider=ByHand.name)
    return _begin(
        owner, by, provider=ByHand.name, holder=holder, reference=reference, country=country, state=State.READY
    )


def begin_connect(owner: Owner, *, country: str, email: str, by: Person) -> PayoutAccount:
    """Begin an account with Stripe for the owner; what was begun and not finished is taken up again.

    Stripe is asked outside the transaction, after the row is safe.
    """
    if Connect.name not in payout_names():
        raise NoSuchProvider(provider=Connect.name)
    account = _begun(owner, country, by)
    if not account.reference:
        reference = connect().open_account(account, email=email)
        PayoutAccount.objects.filter(pk=account.pk, reference="").update(reference=reference)
        account.refresh_from_db()
    return account


@transaction.atomic
def give_up(owner: Owner, *, by: Person) -> None:
    """Send earnings nowhere until something else is said; they stay the owner's meanwhile."""
    owner.lock()
    if _close(owner):
        _note(owner, "payout_account_given_up", by)


def look_at_account(account: PayoutAccount) -> PayoutAccount:
    """Ask the provider how an account stands."""
    if account.provider != Connect.name or not account.reference or account.state == State.CLOSED:
        return account
    state = connect().state_of(account)
    PayoutAccount.objects.filter(pk=account.pk).exclude(state=State.CLOSED).update(state=state, asked_at=timezone.now())
    account.refresh_from_db()
    return account


def look_at_accounts() -> int:
    """Ask about accounts that are not finished every hour, and about all others every day; returns how many."""
    now = timezone.now()
    due = Q(asked_at=None) | Q(asked_at__lt=now - timedelta(days=1))
    due |= ~Q(state=State.READY) & Q(asked_at__lt=now - timedelta(hours=1))
    accounts = PayoutAccount.objects.standing().filter(due, provider=Connect.name).exclude(reference="")
    asked = 0
    for account in accounts.order_by(F("asked_at").asc(nulls_first=True), "pk")[:_AT_ONCE]:
        try:
            look_at_account(account)
        except ProviderUnreachable as refusal:
            log.warning("payout account %s could not be asked about: %s", account.pk, refusal)
            break  # the others are with the same provider
        asked += 1
    return asked


@transaction.atomic
def _begun(owner: Owner, country: str, by: Person) -> PayoutAccount:
    owner.lock()
    standing = owner.account()
    if standing is not None and standing.provider == Connect.name and standing.country == country:
        return standing
    return _begin(owner, by, provider=Connect.name, country=country)


def _begin(owner: Owner, by: Person, **said: str) -> PayoutAccount:
    """Write the owner's new account in the place of the one before."""
    owner.lock()
    _close(owner)
    account = PayoutAccount.objects.create(shop=owner.shop, person=owner.person, **said)
    _note(owner, "payout_account_changed", by)
    return account


def _close(owner: Owner) -> int:
    standing = PayoutAccount.objects.standing().filter(shop=owner.shop, person=owner.person)
    return standing.update(state=State.CLOSED)


def _note(owner: Owner, verb: str, by: Person) -> None:
    """Into the shop's log, without a number of any account."""
    if owner.shop is not None:
        note_down(owner.shop, verb, by=by)

"""What Meadow expects of whoever sends earnings out, and the one who sends them by hand.

Money is in minor units of ISO 4217. `Given` says how it went: done; still going (not done, no problem); or failed for
good (not done, with a problem): then nothing was sent under this key and nothing will be.
"""

from typing import Protocol

from django.conf import settings

from meadow.trade.models.payout_accounts import HandTransfer, PayoutAccount
from meadow.trade.payments.connect import Connect
from meadow.trade.payments.provider import Given
from meadow.trade.refusals import NoSuchProvider


class PayoutProvider(Protocol):
    """A way to send money outward. Every call may be repeated: the same key sends once.

    `ProviderUnreachable` is raised when it cannot be asked, or has not enough money, at the moment: the same key may
    be tried again later.
    """

    name: str

    def send(self, key: str, *, amount: int, currency: str, to: PayoutAccount) -> Given:
        """Send so much to this account."""

    def standing(self, key: str, *, reference: str, to: PayoutAccount) -> Given:
        """How something that was sent, or is being fetched back, stands now."""

    def reverse(self, key: str, *, reference: str, amount: int, currency: str, to: PayoutAccount) -> Given:
        """Fetch back so much of what was sent under `reference`; `key` is the reversal's own."""


class ByHand:
    """Operators send the money with their own bank, and say here that they did."""

    name = "by_hand"

    def send(self, key: str, *, amount: int, currency: str, to: PayoutAccount) -> Given:
        return _asked(key, amount, currency, to, is_back=False)

    def standing(self, key: str, *, reference: str, to: PayoutAccount) -> Given:
        row = HandTransfer.objects.filter(key=key, account=to).first()
        return _said(row) if row else Given(is_done=False, problem="never asked for")

    def reverse(self, key: str, *, reference: str, amount: int, currency: str, to: PayoutAccount) -> Given:
        return _asked(key, amount, currency, to, is_back=True)


def payout_names() -> list[str]:
    """The names of the ways in which a shop or a buyer may choose to be paid here, the best first."""
    connect = [Connect.name] if settings.MEADOW_STRIPE_CONNECT and settings.STRIPE_SECRET_KEY else []
    return connect + ([ByHand.name] if settings.MEADOW_PAYOUTS_BY_HAND else [])


def payout_provider_called(name: str) -> PayoutProvider:
    """The payout provider of this name; refuses with `NoSuchProvider` when there is none here.

    One that may not be chosen any more still sends to those who chose it.
    """
    if name == ByHand.name:
        return ByHand()
    if name == Connect.name and settings.STRIPE_SECRET_KEY:
        return connect()
    raise NoSuchProvider(provider=name)


def connect() -> Connect:
    return Connect(secret_key=settings.STRIPE_SECRET_KEY, api_base=settings.STRIPE_API_BASE)


def _asked(key: str, amount: int, currency: str, to: PayoutAccount, *, is_back: bool) -> Given:
    row, _ = HandTransfer.objects.get_or_create(
        key=key, defaults={"account": to, "amount": amount, "currency": currency, "is_back": is_back}
    )
    return _said(row)


def _said(row: HandTransfer) -> Given:
    return Given(reference=row.reference, is_done=row.sent_at is not None)

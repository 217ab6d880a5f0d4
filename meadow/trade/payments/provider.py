"""What Meadow expects of a payment provider, and the words in which one answers.

Money is in minor units of ISO 4217 here; a provider that counts otherwise converts at its own edge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol

from django.utils import timezone

from meadow.trade.models.payments import Payment

GRACE = timedelta(minutes=2)
"""How long after the end of a checkout a page that is still open might be paid."""


class Outcome(Enum):
    """How a payment stands with its provider."""

    WAITING = "waiting"
    DECLINED = "declined"  # this try failed, another may follow
    OVER = "over"  # nothing can be collected any more
    COLLECTED = "collected"


@dataclass(frozen=True)
class Standing:
    """What a provider says of one payment: how it stands and, when money was collected, how much."""

    outcome: Outcome
    amount: int = 0
    currency: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Device:
    """What the member pays with: where it is on the network, and whether it is a phone."""

    address: str = "127.0.0.1"
    is_phone: bool = False


@dataclass(frozen=True)
class Begun:
    """A payment that a provider is ready to collect.

    `template` is what the payment page shows; `fields` is what that template needs; `url` leads away when the
    provider collects on a page of its own. `is_told_later` says that the provider's own app takes the money, so that
    the page has to look out for news.
    """

    reference: str
    template: str = ""
    url: str = ""
    fields: Mapping[str, str] | None = None
    is_told_later: bool = False


@dataclass(frozen=True)
class Notice:
    """One message of a provider: its own id and kind, the payment it speaks of, and how that stands.

    Without a standing it is about something that Meadow does not act on. `is_about_refund` says that money on its way
    back has moved: what is due of this payment is asked about anew.
    """

    notice: str
    kind: str
    reference: str = ""
    payment: int | None = None
    standing: Standing | None = None
    is_about_refund: bool = False


@dataclass(frozen=True)
class Given:
    """What a provider says of money that goes out: its reference, and how it stands.

    Done; or still going (not done, and no problem): ask again, or send again under the same key; or failed for good
    (not done, and a problem): nothing went out under this key and nothing will.
    """

    reference: str = ""
    is_done: bool = True
    problem: str = ""


def unbegun(payment: Payment, problem: str) -> Standing:
    """How a payment stands that its network does not know: it may be begun until the checkout ends."""
    is_early = timezone.now() < payment.group.expires_at + GRACE
    return Standing(Outcome.WAITING) if is_early else Standing(Outcome.OVER, problem=problem)


class Provider(Protocol):
    """A network that moves money. Every call may be repeated; a repeated call does nothing twice.

    `ProviderUnreachable` is raised when the network does not answer.
    """

    name: str

    def takes(self, currency: str) -> bool:
        """Whether it collects this currency at all."""

    def flow_for(self, device: Device) -> str:
        """The way of paying that suits the device; the empty one where there is only one."""

    def reference_for(self, payment: Payment) -> str:
        """The name under which we are going to begin the payment, where we choose it; else the empty one."""

    def begin(self, payment: Payment, device: Device) -> Begun:
        """Get ready to collect the payment, or take up again what was begun; refuses with `CannotCharge`."""

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Check who sent the message and read it; refuse with `BadNotice` what the provider did not sign."""

    def look_up(self, payment: Payment) -> Standing:
        """Ask how the payment stands."""

    def withdraw(self, payment: Payment) -> Standing:
        """Stop collecting the payment if it is not too late, and say how it stands now."""

    def refund(self, payment: Payment, *, amount: int, key: str) -> Given:
        """Give back so much of what was collected, in its currency; the same `key` gives it back once."""

    def refund_standing(self, payment: Payment, *, amount: int, key: str, reference: str) -> Given:
        """Ask how money stands that was sent back under this key; `reference` is what the provider called it."""

"""Sharing out the money of a sale: pure arithmetic on minor units and hundredths of a per cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from meadow.plumbing.money import allocate

WHOLE = 10_000


@dataclass(frozen=True)
class Terms:
    """What is agreed about a sale. Rates are hundredths of a per cent.

    `commission_rate` is of the base, `platform_share_rate` of the commission, `fee_rate` of the base, `fee_tax_rate` of
    the platform fee and of the payment fee.
    """

    commission_rate: int = 0
    platform_share_rate: int = 0
    fee_rate: int = 0
    fee_tax_rate: int = 0
    keeps_tax: bool = False


@dataclass(frozen=True)
class Parts:
    """The parts of one line's money, as `LineShare` keeps them; `net` is what is left for the shop."""

    NAMES: ClassVar = (
        "paid", "promotion", "tax_kept", "commission", "platform_share", "fee", "fee_tax", "payment_fee",
        "payment_fee_tax",
    )  # fmt: skip

    paid: int = 0
    promotion: int = 0
    tax_kept: int = 0
    commission: int = 0
    platform_share: int = 0
    fee: int = 0
    fee_tax: int = 0
    payment_fee: int = 0
    payment_fee_tax: int = 0

    @property
    def net(self) -> int:
        return self.paid + self.promotion - self.commission - self.taken_off

    @property
    def earned(self) -> int:
        """The buyer's part of the commission."""
        return self.commission - self.platform_share

    @property
    def taken_off(self) -> int:
        """Fees with their tax, and tax that the platform remits."""
        return self.fee + self.fee_tax + self.payment_fee + self.payment_fee_tax + self.tax_kept

    @property
    def earners(self) -> "Parts":
        """What of it is the earner's business: what was paid, and the commission."""
        return Parts(paid=self.paid, commission=self.commission, platform_share=self.platform_share)

    def __sub__(self, other: "Parts") -> "Parts":
        return Parts(*(getattr(self, name) - getattr(other, name) for name in self.NAMES))

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(*(getattr(self, name) + getattr(other, name) for name in self.NAMES))

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.NAMES)


def part_of(amount: int, rate: int) -> int:
    """So many hundredths of a per cent of an amount that is not negative; halves are rounded up."""
    return (2 * amount * rate + WHOLE) // (2 * WHOLE)


def payment_fees(paid: Sequence[int], *, rate: int, fixed: int) -> list[int]:
    """What a provider asks for collecting these amounts in one payment, split over them by what was paid for each.

    The fee is reckoned once, of the whole payment, as the provider does, and split by largest remainder. A payment of
    nothing costs nothing.
    """
    whole = sum(paid)
    return allocate(part_of(whole, rate) + fixed, paid) if whole else [0] * len(paid)


def share_out(*, paid: int, tax: int, promotion: int, payment_fee: int, terms: Terms) -> Parts:
    """Share out what was paid for a line, `tax` of it being tax, and what the platform adds for its promotions.

    The shop gets what is left, so that the parts always make up the whole.
    """
    base = base_of(paid, tax)
    commission, fee = part_of(base, terms.commission_rate), part_of(base, terms.fee_rate)
    return Parts(
        paid=paid,
        promotion=promotion,
        tax_kept=tax if terms.keeps_tax else 0,
        commission=commission,
        platform_share=part_of(commission, terms.platform_share_rate),
        fee=fee,
        fee_tax=part_of(fee, terms.fee_tax_rate),
        payment_fee=payment_fee,
        payment_fee_tax=part_of(payment_fee, terms.fee_tax_rate),
    )


def base_of(paid: int, tax: int) -> int:
    """What commission and platform fee are reckoned from: what is paid, without tax."""
    return max(paid - tax, 0)


def taken_back(parts: Parts, done: int, whole: int, *, fee: bool = True, payment_fee: bool = False) -> Parts:
    """What has been taken back of a share once `done` of `whole` was given back, all refunds together.

    Reckoned from the sum of all refunds and not one by one: what a refund takes back is the difference to what was
    taken back before it, and refunds in steps end at exactly what one refund of everything takes. `fee` and
    `payment_fee` say whether those are given back, each with its tax.
    """
    kept = {
        *(() if fee else ("fee", "fee_tax")),
        *(() if payment_fee else ("payment_fee", "payment_fee_tax")),
    }
    return Parts(
        *(0 if name in kept else (2 * getattr(parts, name) * done + whole) // (2 * whole) for name in Parts.NAMES)
    )

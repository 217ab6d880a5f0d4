"""Tax on what is paid: within a price or on top of it, rounded half up for each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meadow.plumbing.money import allocate

WHOLE = 10_000


@dataclass(frozen=True)
class Rate:
    """A rate in hundredths of a per cent, whether prices include it, and whether sending is taxed at it too."""

    rate: int
    is_included: bool = True
    on_shipping: bool = True
    name: str = ""


@dataclass(frozen=True)
class Tax:
    """All tax on an amount, and the part of it that comes on top."""

    tax: int = 0
    added: int = 0

    def __add__(self, other: "Tax") -> "Tax":
        return Tax(self.tax + other.tax, self.added + other.added)


NONE = Tax()


def tax_on(amount: int, rate: Rate | None) -> Tax:
    """The tax in or on an amount of minor units, rounded half up.

    Included, `amount` stays what is paid and `amount - tax` is without tax; added, `amount + tax` is paid.
    """
    if rate is None or amount <= 0 or rate.rate <= 0:
        return NONE
    if rate.is_included:
        return Tax(_rounded(amount * rate.rate, WHOLE + rate.rate), 0)
    tax = _rounded(amount * rate.rate, WHOLE)
    return Tax(tax, tax)


def tax_on_sending(amount: int, goods: Sequence[tuple[int, Rate | None]]) -> dict[Rate, Tax]:
    """The tax on sending goods of these worths and rates, by rate: it follows the goods (what is sent with them is part
    of them), so it is shared out over them by their worth, by largest remainder. Goods of one rate are taken together.
    """
    together: dict[Rate | None, int] = {}
    for worth, rate in goods:
        on = rate if rate is not None and rate.on_shipping else None
        together[on] = together.get(on, 0) + worth
    if amount <= 0 or not together:
        return {}
    taxes = {rate: tax_on(share, rate) for rate, share in _shared(amount, together) if rate is not None}
    return {rate: tax for rate, tax in taxes.items() if tax.tax}


def _shared(amount: int, together: Mapping[Rate | None, int]) -> list[tuple[Rate | None, int]]:
    # In the order of the rates, so that the order of the goods does not decide where a remainder goes.
    rates = sorted(
        together, key=lambda rate: (-1, False, "") if rate is None else (rate.rate, rate.is_included, rate.name)
    )
    return list(zip(rates, allocate(amount, [together[rate] for rate in rates]), strict=True))


def _rounded(number: int, by: int) -> int:
    return (2 * number + by) // (2 * by)

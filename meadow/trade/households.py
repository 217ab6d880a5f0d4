"""Whether two addresses are of one household: the same home, or the same telephone. No database."""

import unicodedata
from collections.abc import Iterable, Mapping

FEWEST_DIGITS = 8
"""Telephone numbers with fewer digits say too little to be told apart."""


def same_household(some: Iterable[Mapping[str, str]], others: Iterable[Mapping[str, str]]) -> bool:
    """Whether any of the first addresses shares its home or its telephone with any of the others.

    An address is a mapping with `country`, `postcode`, `city`, `street` and `phone`, any of which may be missing.
    """
    some, others = list(some), list(others)
    if {home for one in some if (home := _home(one))} & {home for one in others if (home := _home(one))}:
        return True
    phones = [phone for one in others if (phone := _phone(one))]
    return any(_same_phone(mine, theirs) for one in some if (mine := _phone(one)) for theirs in phones)


def _home(address: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Country, postcode (the city where there is none) and street, as they are the same however they are written."""
    street = _plain(address.get("street", ""))
    where = _plain(address.get("postcode", "")) or _plain(address.get("city", ""))
    return (address.get("country", "").upper(), where, street) if street and where else None


def _plain(text: str) -> str:
    """Letters and digits alone: no case, no accents, no full width, no spaces or signs."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in folded if letter.isalnum())


def _phone(address: Mapping[str, str]) -> str:
    """The digits without a leading zero; empty where there are too few."""
    text = unicodedata.normalize("NFKC", address.get("phone", ""))
    digits = "".join(letter for letter in text if letter.isdigit()).lstrip("0")
    return digits if len(digits) >= FEWEST_DIGITS else ""


def _same_phone(one: str, other: str) -> bool:
    """Whether two numbers are one, of which either may lack the code of its country."""
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return longer.endswith(shorter) and len(longer) - len(shorter) <= 3

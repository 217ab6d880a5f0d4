"""What feeds say of whether something can be bought now."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Availability:
    """How the stock of a variant is kept. Feeds say that there is some, and not how many."""

    tracked: bool
    on_hand: int | None = None
    backorder: bool = False


_AVAILABLE = Availability(tracked=False)
_NONE = Availability(tracked=True, on_hand=0)
_LATER = Availability(tracked=True, on_hand=0, backorder=True)
KNOWN = {
    "in_stock": _AVAILABLE,
    "limited_stock": _AVAILABLE,
    "limited_availability": _AVAILABLE,
    "available_for_order": _AVAILABLE,
    "out_of_stock": _NONE,
    "sold_out": _NONE,
    "discontinued": _NONE,
    "backorder": _LATER,
    "preorder": _LATER,
    "": _AVAILABLE,
}


def plain(word: str) -> str:
    """`In stock`, `in_stock`, `https://schema.org/InStock` as one word."""
    word = word.rpartition("/")[2].strip()
    spaced = "".join(f"_{letter}" if letter.isupper() and place else letter for place, letter in enumerate(word))
    return "_".join((spaced if not word.isupper() else word).casefold().replace("_", " ").split())

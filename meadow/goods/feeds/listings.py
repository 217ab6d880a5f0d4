"""What a channel is told of goods: a listing for each product, an item for each of its variants."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Availability(StrEnum):
    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo: its whole address, and its description where somebody wrote one."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """What sending one piece to a country costs, in minor units of the listing's currency."""

    country: str
    service: str
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One variant. `price` is what it costs now, `price_before` what it cost before a reduction.

    `options` are the names and values of the product's options in the feed's language; `traits` those of them that
    channels have a name for, such as `{"color": "Moss"}`. `measure` is what is in it: `(Decimal("250"), "ml")`.
    Dimensions are those of the thing as it is sent, in millimetres.
    """

    id: str
    link: str
    price: int
    availability: Availability
    price_before: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    traits: dict[str, str] = field(default_factory=dict)
    sku: str = ""
    gtin: str = ""
    weight_grams: int | None = None
    dimensions: tuple[int, int, int] | None = None
    measure: tuple[Decimal, str] | None = None
    pictures: tuple[Picture, ...] = ()
    sending: tuple[Sending, ...] = ()

    @property
    def option_words(self) -> str:
        return " / ".join(value for _name, value in self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One product with its items. Texts are plain and in one language.

    `shelves` are paths such as `Home > Cups`, the most exact first; `google_category` is a number in Google's taxonomy.
    `traits` hold for all items, `details` are what else is known: `(("Care", "Wash by hand"),)`. `available_on` is the
    first day on which what is ordered now is sent.
    """

    id: str
    link: str
    title: str
    description: str
    brand: str
    seller: str
    currency: str
    items: tuple[Item, ...]
    shelves: tuple[str, ...] = ()
    google_category: int | None = None
    traits: dict[str, str] = field(default_factory=dict)
    details: tuple[tuple[str, str], ...] = ()
    available_on: date | None = None
    is_bundle: bool = False
    is_sent: bool = True

    def title_of(self, item: Item) -> str:
        """The product's title with what tells this variant from the others."""
        return f"{self.title} – {item.option_words}" if len(self.items) > 1 and item.option_words else self.title

    def traits_of(self, item: Item) -> dict[str, str]:
        return {**self.traits, **item.traits}


@dataclass(frozen=True, slots=True)
class Source:
    """Whose goods a feed lists."""

    title: str
    link: str
    description: str
    language: str
    marketplace: str

"""What a shop says of one product: the shape in which the desk and the catalogue import hand it to `save_product`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from meadow.goods.models.products import Product
from meadow.goods.refusals import NoVariants, OptionsDoNotFit, SameOptions, TooManyOptions, TooManyVariants

MOST_OPTIONS = 3
MOST_VARIANTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PartText:
    """So many of one variant, by its key, that a bundle is made of."""

    variant: int
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantText:
    """One form of the product. Money is in minor units of the shop's currency.

    An existing variant is found by `pk`, else by `source_key`, else by `option_values`. `on_hand` None keeps what is
    known, or begins at 0; `on_hand_seen` is the number that was known when somebody began to type: when it moved
    meanwhile and `on_hand` says another one, the whole product is refused. `photo` is a Photo's key.

    `net_unit` and `parts` of None keep what is known. So do `cost`, the dimensions, `net_amount` and `low_at`, unless
    the text `is_whole`: then None says that there is none.
    """

    option_values: tuple[str, ...] = ()
    price: int
    compare_at: int | None = None
    sku: str = ""
    barcode: str = ""
    weight_grams: int | None = None
    on_hand: int | None = None
    on_hand_seen: int | None = None
    is_tracked: bool = True
    sells_on: bool = False
    photo: int | None = None
    cost: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    net_amount: Decimal | None = None
    net_unit: str | None = None
    low_at: int | None = None
    parts: tuple[PartText, ...] | None = None
    is_whole: bool = False
    source_key: str = ""
    pk: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoText:
    """One photo to show: the key of a Photo, what it shows in words, and where an import found it.

    `translations` (of `alt`) of None keep what is known.
    """

    photo: int
    alt: str = ""
    source: str = ""
    translations: Mapping[str, Mapping[str, str]] | None = field(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductText:
    """One product, whole: variants that are not named here are taken off sale.

    None keeps what is known of `status`, `kind`, `categories` (keys of Category), `photos`, `attributes`, `size_table`,
    `care`, `origin` (a country's two letters), `tax_class`, the words for search engines and `translations` (of what
    `Product.translated` names). So it does of `preorder_ships_on` and `publish_at`, unless the text `is_whole`: then
    None says that there is none. A text that was looked up is whole. `option_words` and `value_words` are what options
    and their values are called in other languages (`{"zh-hans": {"Size": "尺码"}}`); a word that is not among them is
    called there what it was called before.

    `handle` is a wish. `description` is HTML from anywhere; it is cleaned on the way in. `seen` are the keys of the
    variants that the writer knew: one that somebody else added meanwhile stays as it is. None is a writer who knows
    best.
    """

    title: str
    variants: tuple[VariantText, ...]
    description: str = ""
    status: Product.Status | None = None
    brand: str = ""
    tags: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    categories: tuple[int, ...] | None = None
    translations: Mapping[str, Mapping[str, str]] | None = field(default=None)
    photos: tuple[PhotoText, ...] | None = None
    kind: Product.Kind | None = None
    attributes: Mapping[str, object] | None = field(default=None)
    size_table: Mapping[str, object] | None = field(default=None)
    care: str | None = None
    origin: str | None = None
    tax_class: Product.TaxClass | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    preorder_ships_on: date | None = None
    publish_at: datetime | None = None
    option_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    value_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_whole: bool = False
    seen: frozenset[int] | None = None
    handle: str = ""
    source: str = ""
    source_key: str = ""

    def check(self) -> None:
        """Refuse what no product can be."""
        if not self.variants:
            raise NoVariants
        if len(self.variants) > MOST_VARIANTS:
            raise TooManyVariants(found=len(self.variants), limit=MOST_VARIANTS)
        if len(self.options) > MOST_OPTIONS:
            raise TooManyOptions(found=len(self.options), limit=MOST_OPTIONS)
        seen: set[tuple[str, ...]] = set()
        for variant in self.variants:
            if len(variant.option_values) != len(self.options):
                raise OptionsDoNotFit(values=" / ".join(variant.option_values), options=", ".join(self.options))
            if variant.option_values in seen:
                raise SameOptions(values=" / ".join(variant.option_values))
            seen.add(variant.option_values)

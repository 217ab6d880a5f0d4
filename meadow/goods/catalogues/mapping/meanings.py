"""What a column of a table can mean."""

from enum import StrEnum

from meadow.plumbing.bad_input import gettext_noop


class Meaning(StrEnum):
    """What a column says of a product or of one of its variants."""

    TITLE = "title"
    HANDLE = "handle"
    GROUP = "group"
    DESCRIPTION = "description"
    BRAND = "brand"
    CATEGORY = "category"
    TAGS = "tags"
    STATUS = "status"
    OPTION1_NAME = "option1_name"
    OPTION1 = "option1"
    OPTION2_NAME = "option2_name"
    OPTION2 = "option2"
    OPTION3_NAME = "option3_name"
    OPTION3 = "option3"
    SKU = "sku"
    BARCODE = "barcode"
    PRICE = "price"
    COMPARE_AT = "compare_at"
    COST = "cost"
    ON_HAND = "on_hand"
    WEIGHT = "weight"
    PHOTO = "photo"
    ALT = "alt"
    VARIANT_PHOTO = "variant_photo"
    ATTRIBUTE = "attribute"
    IGNORE = "ignore"

    @property
    def label(self) -> str:
        """What people call it, in English; a door translates it."""
        return LABELS[self]

    @property
    def is_repeatable(self) -> bool:
        """Whether several columns may mean this."""
        return self in REPEATABLE

    @property
    def has_separator(self) -> bool:
        """Whether one cell may hold several of it."""
        return self in SEPARATED


REPEATABLE = frozenset({Meaning.CATEGORY, Meaning.TAGS, Meaning.PHOTO, Meaning.ALT, Meaning.ATTRIBUTE, Meaning.IGNORE})
SEPARATED = frozenset({Meaning.CATEGORY, Meaning.TAGS, Meaning.PHOTO, Meaning.ATTRIBUTE})
OPTIONS = (
    (Meaning.OPTION1_NAME, Meaning.OPTION1),
    (Meaning.OPTION2_NAME, Meaning.OPTION2),
    (Meaning.OPTION3_NAME, Meaning.OPTION3),
)
NEEDED = (Meaning.TITLE, Meaning.PRICE)

LABELS = {
    Meaning.TITLE: gettext_noop("Title"),
    Meaning.HANDLE: gettext_noop("Handle (address of the page)"),
    Meaning.GROUP: gettext_noop("Group key: the same in all rows of one product"),
    Meaning.DESCRIPTION: gettext_noop("Description"),
    Meaning.BRAND: gettext_noop("Brand"),
    Meaning.CATEGORY: gettext_noop("Category"),
    Meaning.TAGS: gettext_noop("Tags"),
    Meaning.STATUS: gettext_noop("Status"),
    Meaning.OPTION1_NAME: gettext_noop("First option: its name"),
    Meaning.OPTION1: gettext_noop("First option"),
    Meaning.OPTION2_NAME: gettext_noop("Second option: its name"),
    Meaning.OPTION2: gettext_noop("Second option"),
    Meaning.OPTION3_NAME: gettext_noop("Third option: its name"),
    Meaning.OPTION3: gettext_noop("Third option"),
    Meaning.SKU: gettext_noop("SKU"),
    Meaning.BARCODE: gettext_noop("Barcode"),
    Meaning.PRICE: gettext_noop("Price"),
    Meaning.COMPARE_AT: gettext_noop("Price before"),
    Meaning.COST: gettext_noop("Cost"),
    Meaning.ON_HAND: gettext_noop("On hand"),
    Meaning.WEIGHT: gettext_noop("Weight"),
    Meaning.PHOTO: gettext_noop("Photo"),
    Meaning.ALT: gettext_noop("Description of the photo"),
    Meaning.VARIANT_PHOTO: gettext_noop("Photo of the variant"),
    Meaning.ATTRIBUTE: gettext_noop("Attribute"),
    Meaning.IGNORE: gettext_noop("Do not import"),
}

"""How WooCommerce writes lists, line breaks, types and formulas in one cell."""

import re
from dataclasses import dataclass

from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Status, TaxClass

STATUSES: dict[str, Status] = {"1": "active", "0": "draft", "-1": "draft", "2": "draft", "": "active"}
STATUSES |= {"true": "active", "false": "draft"}
ANY = "Any"
TAX_CLASSES: dict[str, TaxClass] = {"reduced-rate": "reduced", "zero-rate": "zero", "": "", "standard": "standard"}
SEO_TITLES = ("meta: _yoast_wpseo_title", "meta: rank_math_title")
SEO_DESCRIPTIONS = ("meta: _yoast_wpseo_metadesc", "meta: rank_math_description")
SALE = ("regular price", "sale price", "date sale price starts", "date sale price ends")
COLUMNS = frozenset(SALE) | {
    "id", "type", "sku", "gtin, upc, ean, or isbn", "name", "published", "visibility in catalog", "short description",
    "description", "in stock?", "stock", "backorders allowed?", "categories", "tags", "images", "parent",
    "external url", "position", "brands", "low stock amount", "tax status", "tax class", "cost of goods",
    "meta: _yoast_wpseo_title", "meta: _yoast_wpseo_metadesc", "meta: rank_math_title", "meta: rank_math_description",
}  # fmt: skip


def listed(cell: str) -> list[str]:
    """The parts of a list with commas, in which a comma of a part is written as backslash and comma."""
    parts = re.split(r"(?<!\\),", cell)
    return list(dict.fromkeys(part.replace("\\,", ",").strip() for part in parts if part.strip()))


def with_line_breaks(text: str) -> str:
    r"""The text with the line breaks that the exporter wrote as backslash and n; a true \n was written as \\n."""
    return "\\n".join(part.replace("\\n", "\n") for part in text.split("\\\\n"))


@dataclass(frozen=True, slots=True)
class Kind:
    """What the Type column says, which is a list."""

    name: str
    is_virtual: bool
    is_downloadable: bool

    @classmethod
    def of(cls, row: Row) -> "Kind":
        words = [word.casefold() for word in listed(row.text("type"))]
        names = [word for word in words if word not in ("virtual", "downloadable")]
        return cls(names[0] if names else "simple", "virtual" in words, "downloadable" in words)

    @property
    def is_variation(self) -> bool:
        return self.name.endswith("variation")

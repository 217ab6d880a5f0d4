"""One product being put together from its rows: what is read of them, and what is wrong with them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from meadow.goods.catalogues.cells import Cells
from meadow.goods.catalogues.limits import MOST_VARIANTS
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Found, LeftOut, PhotoRecord, ProductRecord, VariantRecord


def slug(text: str) -> str:
    """A handle made of a title: small letters, digits and single hyphens. Empty if the title has none of them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:120].strip("-")


def split_list(text: str, separator: str = ",") -> tuple[str, ...]:
    """The parts of a list in one cell, each once, without the empty ones."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(separator) if part.strip()))


@dataclass(slots=True)
class Draft(Cells):
    """A product on the way; an error in any of its rows means that it never becomes a record."""

    variants: dict[tuple[str, ...], VariantRecord] = field(default_factory=dict)
    photos: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The alt text and the place asked for, by address."""

    @property
    def is_broken(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def photo(self, row: Row, column: str, address: str, alt: str = "", position: int = 0) -> str:
        """Add a photo, unless it is there, and say its address."""
        address = self.fit(row, column, address.strip(), "photo")
        if address and address not in self.photos:
            self.photos[address] = (alt, position or len(self.photos) + 1)
        return address

    def variant(self, row: Row, column: str, variant: VariantRecord) -> None:
        """Add a variant, unless one with the same options is there."""
        for value in variant.option_values:
            self.fit(row, column, value, "value")
        if (first := self.variants.setdefault(variant.option_values, variant)) is not variant:
            options = " / ".join(variant.option_values) or variant.sku or variant.key
            self.error(row, column, "same_options", first=first.row, options=options)

    def damage(self, rows: Iterable[Row]) -> None:
        """What is wrong with the rows themselves."""
        for row in rows:
            self.problems.extend(row.damage)

    def leave_out(self, row: Row, rows: tuple[int, ...] = ()) -> Iterator[Found]:
        """What is wrong with the product, or why it is not one, and that it does not come."""
        yield from sorted(self.problems, key=lambda problem: problem.row)
        yield LeftOut(row.number, rows or (row.number,))

    def finish(self, main: Row, column: str, product: ProductRecord) -> Iterator[Found]:
        """What is wrong with the product; and, unless that leaves it out, the product with its variants and photos."""
        if not self.variants and not self.is_broken:
            self.error(main, column, "no_variants")
        if len(self.variants) > MOST_VARIANTS:
            self.error(main, column, "too_many_variants", found=len(self.variants), limit=MOST_VARIANTS)
        if self.is_broken:
            yield from self.leave_out(main, product.rows)
            return
        yield from sorted(self.problems, key=lambda problem: problem.row)
        in_order = sorted(self.photos.items(), key=lambda photo: photo[1][1])
        photos = (PhotoRecord(address, alt, place) for place, (address, (alt, _)) in enumerate(in_order, start=1))
        yield replace(product, variants=tuple(self.variants.values()), photos=tuple(photos))

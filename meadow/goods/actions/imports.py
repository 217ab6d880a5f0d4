"""Importing a catalogue file: every product of it becomes, or changes, a product of one shop."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import BinaryIO, TypeVar

from django.db import transaction

from meadow.goods.actions.products import save_product, save_products
from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.detection import FormatName
from meadow.goods.catalogues.photos import PhotoFolder
from meadow.goods.catalogues.records import Found, LeftOut, ProductRecord, RowProblem
from meadow.goods.importing.kinds import Kinds
from meadow.goods.importing.known import Known, look_up, look_up_locked, spoken_of
from meadow.goods.importing.merging import is_withheld, merged
from meadow.goods.importing.pictures import seek, take_in
from meadow.goods.importing.report import Change, ImportReport
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.texts import ProductText
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal

AT_ONCE = 50
"""So many products are looked up together, and of these the new ones written together."""

# Both dialects of Shopify name a product by the same handle.
_SOURCES: dict[FormatName, str] = {
    "shopify_current": "shopify",
    "shopify_legacy": "shopify",
    "woocommerce": "woocommerce",
    "magento2": "magento2",
}
_Thing = TypeVar("_Thing")


def import_catalogue(
    stream: BinaryIO,
    *,
    name: str,
    shop: Shop,
    by: Person,
    dry_run: bool = False,
    photos: PhotoFolder | None = None,
    status: Product.Status | None = None,
    hear: Callable[[ImportReport], None] = lambda report: None,
) -> ImportReport:
    """Bring the shop's products to what a catalogue file says, and say what came of it.

    Each product is written whole, with its categories and photos; one that cannot be written leaves the others. New
    ones that bring no photo files share a transaction, which makes ten thousand of them ten times as fast; its price is
    that an import that breaks off loses up to AT_ONCE of them. Every other product has a transaction of its own.

    Which product a record speaks of is told at `spoken_of`, and what becomes of it at `merged`. A product that says all
    of it already is not touched, so an import that broke off is simply begun again. Products that the file does not
    name stay as they are; variants that it does not name are taken off sale.

    The stream must be seekable. Photos are looked for in the folder `photos` and become photos of `by`; addresses on
    the web are not fetched. In a dry run every transaction is rolled back and no file is kept. `hear` is told the
    report again and again while it grows. Raises UnknownCatalogue, NotCSV, EmptyCatalogue or UnknownCurrency.
    """
    catalogue = read_catalogue(stream, name=name, currency=shop.currency)
    report = ImportReport(name=name, format=catalogue.shape.format.title, encoding=catalogue.encoding, dry_run=dry_run)
    an_import = _Import(
        shop=shop, by=by, source=_SOURCES[catalogue.format], status=status, folder=photos, report=report
    )
    for found in _together(catalogue, AT_ONCE):
        an_import.take(found)
        hear(report)
    report.problems.sort(key=lambda problem: problem.row)
    return report


class _Item:
    """One record on the way: the product that it speaks of, if there is one, and its photos that are not shown yet."""

    def __init__(self, record: ProductRecord, known: Known | None, folder: PhotoFolder | None) -> None:
        self.record = record
        self.known = known
        self.sought = seek(record, known, folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """One import on the way."""

    shop: Shop
    by: Person
    source: str
    status: Product.Status | None
    folder: PhotoFolder | None
    report: ImportReport
    kinds: Kinds = field(default_factory=Kinds)
    adopted: set[int] = field(default_factory=set)
    """Products that had been made otherwise and were found by an SKU or a handle: each belongs to one record only."""

    def take(self, found: list[Found]) -> None:
        self.report.note(item for item in found if isinstance(item, RowProblem))
        self.report.left_out += sum(isinstance(item, LeftOut) for item in found)
        records = [item for item in found if isinstance(item, ProductRecord)]
        meant = spoken_of(records, shop=self.shop, source=self.source, adopted=self.adopted)
        known = look_up(pk for pks in meant.values() for pk in pks)
        together: list[_Item] = []
        for record in records:
            candidates = [known[pk] for pk in meant.get(record.key, ()) if pk in known and pk not in self.adopted]
            if len(candidates) > 1:
                products = ", ".join(f"“{candidate.product.title}”" for candidate in candidates)
                self._leave_out(record, "belongs_to_several", products=products)
                continue
            item = _Item(record, candidates[0] if candidates else None, self.folder)
            if item.known is None and not item.sought.here:
                together.append(item)
            elif not self._says_all(item):
                self._write([item])
        if together:
            self._write(together)

    def _says_all(self, item: _Item) -> bool:
        """Whether the product, seen without any lock, is as the record has it; then it is counted as that."""
        if item.known is None or item.sought.here:
            return False
        categories = self.kinds.find(item.record.categories)
        if categories is None:
            return False
        text, problems = self._merged(item.record, item.known, categories, {})
        if text != item.known.text:
            return False
        self._count("unchanged", item, text, problems)
        return True

    def _write(self, items: Sequence[_Item]) -> None:
        """Write these products in one transaction; when one is refused, the others in transactions without it."""
        try:
            with transaction.atomic():
                changes = self._bring(items)
                if self.report.dry_run:
                    transaction.set_rollback(True)
        except Refusal as refusal:
            if len(items) == 1:
                self._leave_out(items[0].record, "refused", reason=str(refusal))
                return
            half = len(items) // 2
            self._write(items[:half])
            self._write(items[half:])
            return
        for change in changes:
            change()
        self.adopted.update(
            item.known.product.pk for item in items if item.known and item.known.product.source != self.source
        )

    def _bring(self, items: Sequence[_Item]) -> list[Callable[[], None]]:
        """Write the products in the transaction at hand; photos, which take long, before anything is locked.

        Returns what the report must hear once that is certain.
        """
        taken = [take_in(item.record, item.sought.here, by=self.by, dry_run=self.report.dry_run) for item in items]
        categories = self.kinds.make(path for item in items for path in item.record.categories)
        changes: list[Callable[[], None]] = []
        new: list[ProductText] = []
        for item, (put, refused) in zip(items, taken, strict=True):
            now = look_up_locked(item.known.product.pk) if item.known else None
            own = tuple(sorted({categories[path] for path in item.record.categories}))
            text, problems = self._merged(item.record, now, own, put)
            change: Change = "added" if now is None else "unchanged" if text == now.text else "updated"
            if now is None:
                new.append(text)
            elif change == "updated":
                save_product(text, shop=self.shop, by=self.by, product=now.product)
            changes.append(partial(self._count, change, item, text, [*refused, *problems], put, len(refused)))
        if new:
            save_products(new, shop=self.shop, by=self.by)
        return changes

    def _merged(
        self, record: ProductRecord, known: Known | None, categories: tuple[int, ...], put: Mapping[str, int]
    ) -> tuple[ProductText, list[RowProblem]]:
        return merged(record, known, source=self.source, status=self.status, categories=categories, put=put)

    def _count(
        self,
        change: Change,
        item: _Item,
        text: ProductText,
        problems: list[RowProblem],
        put: Collection[str] = (),
        refused: int = 0,
    ) -> None:
        report = self.report
        report.count(change)
        report.variants += len(item.record.variants)
        report.photos_stored += sum(photo.source in put for photo in text.photos or ())
        report.photos_refused += refused
        report.photos_missing += item.sought.missing
        report.photos_to_fetch += item.sought.to_fetch
        report.withheld += self.status is None and is_withheld(item.record, text)
        report.note([*item.sought.problems, *problems])

    def _leave_out(self, record: ProductRecord, code: str, **params: str) -> None:
        self.report.left_out += 1
        self.report.note([RowProblem(record.row, record.row, "", code, params)])


def _together(things: Iterable[_Thing], count: int) -> Iterator[list[_Thing]]:
    iterator = iter(things)
    while some := list(islice(iterator, count)):
        yield some

"""Importing a catalogue file: every product of it becomes, or changes, a product of one shop."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, TypeVar

from django.db import transaction

from meadow.goods.actions.products import save_product
from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.detection import FormatName
from meadow.goods.catalogues.photos import PhotoFolder
from meadow.goods.catalogues.records import Found, LeftOut, ProductRecord, RowProblem
from meadow.goods.importing.kinds import Kinds
from meadow.goods.importing.known import Known, look_up, look_up_locked, spoken_of
from meadow.goods.importing.merging import is_withheld, merged
from meadow.goods.importing.pictures import Sought, seek, take_in
from meadow.goods.importing.report import Change, ImportReport
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.texts import ProductText
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal

AT_ONCE = 50
"""So many products are looked up together. Each is written by itself."""

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

    Each product is written whole, with its categories and photos, in a transaction of its own; one that cannot be
    written leaves the others. Which product a record speaks of is told at `spoken_of`, and what becomes of it at
    `merged`. A product that says all of it already is not touched, so an import that broke off is simply begun again.
    Products that the file does not name stay as they are; variants that it does not name are taken off sale.

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
        for record in records:
            candidates = [known[pk] for pk in meant.get(record.key, ()) if pk in known and pk not in self.adopted]
            if len(candidates) > 1:
                products = ", ".join(f"“{candidate.product.title}”" for candidate in candidates)
                self._leave_out(record, "belongs_to_several", products=products)
            else:
                self._take(record, candidates[0] if candidates else None)

    def _take(self, record: ProductRecord, known: Known | None) -> None:
        categories = self.kinds.find(record.categories)
        if known and categories is not None and self._says_all(record, known, categories):
            return
        try:
            with transaction.atomic():
                self._write(record, known)
                if self.report.dry_run:
                    transaction.set_rollback(True)
        except Refusal as refusal:
            self._leave_out(record, "refused", reason=str(refusal))
            return
        if known and known.product.source != self.source:
            self.adopted.add(known.product.pk)

    def _says_all(self, record: ProductRecord, known: Known, categories: tuple[int, ...]) -> bool:
        """Whether the product, seen without any lock, is as the record has it; then it is counted as that."""
        sought = seek(record, known, self.folder)
        if sought.here:
            return False
        text, problems = self._merged(record, known, categories, {})
        if text != known.text:
            return False
        self._count("unchanged", record, text, sought, problems)
        return True

    def _write(self, record: ProductRecord, known: Known | None) -> None:
        """Write one product in the transaction at hand; photos, which take long, before anything is locked."""
        sought = seek(record, known, self.folder)
        put, refused = take_in(record, sought.here, by=self.by, dry_run=self.report.dry_run)
        categories = self.kinds.make(record.categories)
        now = look_up_locked(known.product.pk) if known else None
        text, problems = self._merged(record, now, categories, put)
        change: Change = "added" if now is None else "unchanged" if text == now.text else "updated"
        if change != "unchanged":
            save_product(text, shop=self.shop, by=self.by, product=now.product if now else None)
        self.report.photos_stored += sum(photo.source in put for photo in text.photos or ())
        self.report.photos_refused += len(refused)
        self._count(change, record, text, sought, [*refused, *problems])

    def _merged(
        self, record: ProductRecord, known: Known | None, categories: tuple[int, ...], put: Mapping[str, int]
    ) -> tuple[ProductText, list[RowProblem]]:
        return merged(record, known, source=self.source, status=self.status, categories=categories, put=put)

    def _count(
        self, change: Change, record: ProductRecord, text: ProductText, sought: Sought, problems: list[RowProblem]
    ) -> None:
        report = self.report
        report.count(change)
        report.variants += len(record.variants)
        report.photos_missing += sought.missing
        report.photos_to_fetch += sought.to_fetch
        report.withheld += self.status is None and is_withheld(record, text)
        report.note([*sought.problems, *problems])

    def _leave_out(self, record: ProductRecord, code: str, **params: str) -> None:
        self.report.left_out += 1
        self.report.note([RowProblem(record.row, record.row, "", code, params)])


def _together(things: Iterable[_Thing], count: int) -> Iterator[list[_Thing]]:
    iterator = iter(things)
    while some := list(islice(iterator, count)):
        yield some

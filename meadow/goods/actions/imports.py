"""Importing a catalogue file: every product of it becomes, or changes, a product of one shop."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import BinaryIO

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.mapping.mapping import Mapping
from meadow.goods.catalogues.photos import PhotoSource
from meadow.goods.catalogues.records import Found, LeftOut, ProductRecord
from meadow.goods.importing.bringing import Bringing
from meadow.goods.importing.journal import Journal
from meadow.goods.importing.report import ImportReport
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person

AT_ONCE = 50
"""So many products are looked up together, and written together."""


def import_catalogue(
    stream: BinaryIO,
    *,
    name: str,
    shop: Shop,
    by: Person,
    dry_run: bool = False,
    photos: PhotoSource | None = None,
    status: Product.Status | None = None,
    new_status: Product.Status | None = None,
    mapping: Mapping | None = None,
    sheet: str = "",
    today: date | None = None,
    hear: Callable[[ImportReport], None] = lambda report: None,
    journal: Journal | None = None,
    done: int = 0,
    counted: dict[str, int] | None = None,
) -> ImportReport:
    """Bring the shop's products to what a catalogue file says, and say what came of it.

    Each product is written whole, with its categories and photos; one that cannot be written leaves the others. Up to
    AT_ONCE products share a transaction and its statements; those that bring photo files, which take long, have one to
    themselves.

    Which product a record speaks of is told at `spoken_of`, and what becomes of it at `merged`. A product that says all
    of it already is not touched, so an import that broke off may simply be begun again. Products that the file does
    not name stay as they are; variants that it does not name are taken off sale.

    `status` given is that of every product, `new_status` that of those that begin here.

    `journal` notes each step in its very transaction; with what it noted, an import that broke off goes on: `done`
    products of the file are passed over, and `counted` is what was counted of them. `today` decides which sale prices
    hold, and must then be the same.

    The stream must be seekable. Photos are looked for in `photos` and become photos of `by`; addresses on the web are
    not fetched here. In a dry run everything is rolled back and no file is kept. `hear` is told the report again and
    again while it grows. Raises what `read_catalogue` raises.
    """
    catalogue = read_catalogue(stream, name=name, currency=shop.currency, mapping=mapping, sheet=sheet, today=today)
    shape = catalogue.shape
    report = ImportReport(name=name, format=shape.format.title, encoding=catalogue.encoding, dry_run=dry_run)
    bringing = Bringing(
        shop=shop,
        by=by,
        source=shape.format.source,
        status=status,
        new_status=new_status,
        folder=photos,
        report=report.go_on(counted or {}),
        journal=journal,
        products=done,
    )
    for found, is_last in _together(_after(catalogue, done), AT_ONCE):
        bringing.take(found, is_last=is_last)
        hear(report)
    report.problems.sort(key=lambda problem: problem.row)
    return report


def _after(catalogue: Iterable[Found], done: int) -> Iterator[Found]:
    """What comes after so many products; the problems of a product come before it."""
    found = iter(catalogue)
    while done > 0 and (item := next(found, None)) is not None:
        done -= isinstance(item, ProductRecord | LeftOut)
    yield from found


def _together(found: Iterable[Found], products: int) -> Iterator[tuple[list[Found], bool]]:
    """So many products at a time, each with the problems before it; and whether nothing comes after them."""
    iterator = iter(found)
    some = list(_some(iterator, products))
    while True:
        more = list(_some(iterator, products))
        if not any(isinstance(item, ProductRecord | LeftOut) for item in more):
            yield some + more, True
            return
        yield some, False
        some = more


def _some(found: Iterator[Found], products: int) -> Iterator[Found]:
    for item in found:
        yield item
        products -= isinstance(item, ProductRecord | LeftOut)
        if not products:
            return

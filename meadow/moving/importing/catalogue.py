"""Catalogue files: looked at, carried in, and taken back."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from django.utils import timezone
from pydantic import TypeAdapter

from meadow.goods.actions.imports import import_catalogue
from meadow.goods.catalogues.catalogue import Catalogue, read_catalogue
from meadow.goods.catalogues.detection import UnknownCatalogue
from meadow.goods.catalogues.mapping.mapping import Column, Mapping
from meadow.goods.catalogues.mapping.meanings import Meaning
from meadow.goods.catalogues.mapping.proposing import propose
from meadow.goods.catalogues.records import ProductRecord
from meadow.goods.catalogues.sampling import Sample, fingerprint, sample_of
from meadow.goods.catalogues.sources import open_table
from meadow.goods.models.products import Product
from meadow.moving.actions.importing.taking_back import take_back
from meadow.moving.importing.accounts import Accounts
from meadow.moving.importing.files import opened_photos
from meadow.moving.importing.kinds import Looked
from meadow.moving.importing.owner import by_whom
from meadow.moving.models.imports import Import, KnownMapping

SHOWN = 5
"""So many products are shown as they will look."""
OURS = "Meadow: "
"""What our own columns begin with in a file of rows that we handed back."""
KEPT_ROWS, KEPT_CELL = 30, 300
"""So much of a table is kept for naming its columns."""

records = TypeAdapter(list[ProductRecord])


class CatalogueKind:
    """Files of products: those of known formats, and any table."""

    def look(self, an_import: Import, stream: BinaryIO) -> Looked:
        sheet = str(an_import.options.get("sheet", ""))
        try:
            catalogue = read_catalogue(stream, name=an_import.name, currency=an_import.shop.currency, sheet=sheet)
        except UnknownCatalogue as unknown:
            return self._table(an_import, stream, unknown.sample, sheet)
        looked = Looked(
            format=catalogue.shape.format.title, encoding=catalogue.encoding, rows=rows_of(catalogue), sheet=sheet
        )
        looked.first = records.dump_python(first_of(catalogue), mode="json")
        return looked

    def _table(self, an_import: Import, stream: BinaryIO, sample: Sample, sheet: str) -> Looked:
        has_titles = an_import.options.get("has_titles")
        if has_titles is not None and has_titles != sample.has_titles:
            sample = sample_of(stream, name=an_import.name, sheet=sheet, has_titles=has_titles)
        mapping = self._mapping(an_import, sample)
        an_import.mapping = mapping.as_json()
        return Looked(
            encoding=sample.layout.encoding_name,
            rows=_rows_below(stream, an_import.name, sample),
            titles=list(sample.titles),
            has_titles=sample.has_titles,
            sample=[[cell[:KEPT_CELL] for cell in row] for row in sample.rows[:KEPT_ROWS]],
            sheet=sheet,
            sheets=list(sample.sheets),
        )

    def _mapping(self, an_import: Import, sample: Sample) -> Mapping:
        """What the shop settled for such a table before, else what is proposed.

        A file of rows that we handed back has columns of ours at its end, and titles where it had none before.
        """
        own = [title for title in sample.titles if not title.startswith(OURS)]
        known = KnownMapping.objects.filter(shop=an_import.shop, what=an_import.what)
        prints = [fingerprint(own, has_titles=sample.has_titles)]
        if own == [f"Column {place}" for place in range(1, len(own) + 1)]:
            prints.append(fingerprint(own, has_titles=False))
        if same := known.filter(fingerprint__in=prints).order_by("-used_at").first():
            columns = dict(zip(own, Mapping.from_json(same.mapping).columns, strict=True))
            settled = (replace(columns.get(title, Column(title)), title=title) for title in sample.titles)
            return Mapping(tuple(settled), sample.has_titles, Mapping.from_json(same.mapping).decimal)
        last = known.order_by("-used_at").first()
        proposed = propose(sample, Mapping.from_json(last.mapping) if last else None)
        ours = {place: Meaning.IGNORE for place, title in enumerate(sample.titles) if title.startswith(OURS)}
        return proposed.with_meanings(ours)

    def carry(self, an_import: Import, stream: BinaryIO) -> None:
        options = an_import.options
        with opened_photos(an_import) as photos:
            import_catalogue(
                stream,
                name=an_import.name,
                shop=an_import.shop,
                by=by_whom(an_import),
                dry_run=an_import.is_trial,
                photos=photos,
                status=Product.Status(options["status"]) if options.get("status") else None,
                new_status=Product.Status(options["new_status"]) if options.get("new_status") else None,
                mapping=mapping_of(an_import),
                sheet=str(options.get("sheet", "")),
                today=timezone.localdate(an_import.started_at),
                journal=Accounts(an_import),
                done=an_import.products_done,
                counted=an_import.counts,
            )

    def take_back(self, an_import: Import) -> bool:
        return take_back(an_import)


def mapping_of(an_import: Import) -> Mapping | None:
    """What was settled about the columns; None where the format says it."""
    return Mapping.from_json(an_import.mapping) if an_import.mapping else None


def catalogue_of(an_import: Import, stream: BinaryIO) -> Catalogue:
    """The import's file, opened as what was seen in it. Raises what `read_catalogue` raises."""
    return read_catalogue(
        stream,
        name=an_import.name,
        currency=an_import.shop.currency,
        mapping=mapping_of(an_import),
        sheet=str(an_import.options.get("sheet", "")),
    )


def first_of(catalogue: Catalogue) -> list[ProductRecord]:
    """The first products of a file that are whole."""
    return list(islice((found for found in catalogue if isinstance(found, ProductRecord)), SHOWN))


def rows_of(catalogue: Catalogue) -> int:
    with catalogue.opened() as table:
        return sum(1 for _ in table)


def first_seen(looked: Looked) -> Sequence[ProductRecord]:
    return records.validate_python(looked.first)


def _rows_below(stream: BinaryIO, name: str, sample: Sample) -> int:
    table = open_table(stream, sample.layout, name, has_titles=sample.has_titles, by_place=True)
    try:
        return sum(1 for _ in table)
    finally:
        table.detach()

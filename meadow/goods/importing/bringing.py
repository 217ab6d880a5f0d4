"""One import on its way: the products of a file, some at a time, brought into the shop."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction

from meadow.goods.actions.products import write_products
from meadow.goods.catalogues.photos import PhotoSource
from meadow.goods.catalogues.records import Found, LeftOut, ProductRecord, RowProblem
from meadow.goods.importing.answers import Answers
from meadow.goods.importing.journal import Brought, Journal, Step, Wanted
from meadow.goods.importing.kinds import Kinds
from meadow.goods.importing.known import Known, look_up, look_up_locked, parts_by_key, spoken_of
from meadow.goods.importing.merging import Meant, is_withheld, merged
from meadow.goods.importing.pictures import seek, take_in, with_photos_of_skus
from meadow.goods.importing.report import Change, ImportReport
from meadow.goods.importing.texts_kept import Kept, mark_of, on_hand_of
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.texts import ProductText
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal


class Item:
    """One record on the way: the product that it speaks of, if there is one, and its photos that are not shown yet."""

    def __init__(
        self, record: ProductRecord, known: Known | None, folder: PhotoSource | None, *, is_locked: bool
    ) -> None:
        self.record = record
        self.known = known
        self.is_locked = is_locked
        self.sought = seek(record, known, folder)

    @property
    def is_bundle(self) -> bool:
        return any(variant.parts for variant in self.record.variants)


Part = list[Item | LeftOut | RowProblem]
"""Some of what comes of a file, in its order: what is written in one transaction."""


@dataclass(slots=True, kw_only=True)
class Bringing:
    """One import on its way. `products` are those of the file that are dealt with, from its beginning."""

    shop: Shop
    by: Person
    source: str
    status: Product.Status | None
    new_status: Product.Status | None
    folder: PhotoSource | None
    report: ImportReport
    journal: Journal | None
    products: int = 0
    kinds: Kinds = field(default_factory=Kinds)
    answers: Answers = field(default_factory=Answers)
    adopted: set[int] = field(default_factory=set)
    """Products that had been made otherwise and were found by an SKU or a handle: each belongs to one record only."""
    _parts: Mapping[str, int] = field(default_factory=dict)

    def take(self, found: Sequence[Found], *, is_last: bool) -> None:
        """Bring what was found, in steps of which each stands or falls as a whole.

        Without photo files nothing in a step takes long, and its products are locked when they are first looked at.
        """
        if self.folder is None:
            with transaction.atomic():
                self._keep(self._step(list(self._items(found, lock=True))), is_last)
            return
        parts = _parts(self._items(found, lock=False))
        for number, part in enumerate(parts, start=1):
            with transaction.atomic():
                self._keep(self._step(part), is_last and number == len(parts))

    def _keep(self, step: Step, is_last: bool) -> None:
        step.is_last = is_last
        if self.journal:
            self.journal.keep(step, self.report.counts)
        self.products = step.products

    def _items(self, found: Sequence[Found], *, lock: bool) -> Iterator[Item | LeftOut | RowProblem]:
        records = [
            with_photos_of_skus(item, self.folder) if self.folder else item
            for item in found
            if isinstance(item, ProductRecord)
        ]
        self._parts = parts_by_key(records, shop=self.shop)
        meant = spoken_of(records, shop=self.shop, source=self.source, adopted=self.adopted)
        if lock and not all(meant.get(record.key) for record in records):
            self._lock_shop()
        known = (look_up_locked if lock else look_up)(pk for pks in meant.values() for pk in pks)
        rest = iter(records)
        for item in found:
            if not isinstance(item, ProductRecord):
                yield item
                continue
            record = next(rest)
            candidates = [known[pk] for pk in meant.get(record.key, ()) if pk in known and pk not in self.adopted]
            if len(candidates) > 1:
                products = ", ".join(f"“{candidate.product.title}”" for candidate in candidates)
                yield RowProblem(record.row, record.row, "", "belongs_to_several", {"products": products})
                yield LeftOut(record.row, record.rows)
                continue
            if candidates and candidates[0].product.source != self.source:
                self.adopted.add(candidates[0].product.pk)
            yield Item(record, candidates[0] if candidates else None, self.folder, is_locked=lock)

    def _step(self, part: Part) -> Step:
        problems = [item for item in part if isinstance(item, RowProblem)]
        left_out = [item for item in part if isinstance(item, LeftOut)]
        items = [item for item in part if isinstance(item, Item)]
        rows = [max(item.record.rows, default=item.record.row) for item in items]
        rows += [max(item.rows, default=item.row) for item in left_out]
        step = Step(products=self.products + len(items) + len(left_out), row=max(rows, default=0))
        self._note(step, problems)
        for item in left_out:
            self._leave_out(step, item)
        to_write = [item for item in items if not self._says_all(item, step)]
        # Bundles last, so that what they are made of is there.
        for some in ([item for item in to_write if not item.is_bundle], [item for item in to_write if item.is_bundle]):
            if some:
                self._write(some, step)
        return step

    def _says_all(self, item: Item, step: Step) -> bool:
        """Whether the product, seen without any lock, is as the record has it; then it is counted as that."""
        if item.known is None or item.sought.here:
            return False
        categories = self.kinds.find(item.record.categories)
        if categories is None:
            return False
        text, problems = self._merged(item, item.known, categories, {}, self._parts)
        if text != item.known.text:
            return False
        self._count("unchanged", item, text, problems, step)
        step.wanted += _wanted(item, item.known.product.pk)
        return True

    def _write(self, items: Sequence[Item], step: Step) -> None:
        """Write these products together; when one of them is refused, the others without it."""
        try:
            with transaction.atomic():
                changes = self._bring(items, step)
                if self.report.dry_run:
                    transaction.set_rollback(True)
        except Refusal as refusal:
            if len(items) > 1:
                half = len(items) // 2
                self._write(items[:half], step)
                self._write(items[half:], step)
                return
            record = items[0].record
            self._note(step, [RowProblem(record.row, record.row, "", "refused", {"reason": str(refusal)})])
            self._leave_out(step, LeftOut(record.row, record.rows))
            return
        for change in changes:
            change()

    def _bring(self, items: Sequence[Item], step: Step) -> list[Callable[[], None]]:
        """Write the products in the transaction at hand; photos, which take long, before anything is locked.

        Returns what the report must hear once that is certain.
        """
        taken = [take_in(item.record, item.sought.here, by=self.by, dry_run=self.report.dry_run) for item in items]
        categories = self.kinds.make(path for item in items for path in item.record.categories)
        now = {item.known.product.pk: item.known for item in items if item.known}
        if not all(item.is_locked for item in items):
            if any(item.known is None for item in items):
                self._lock_shop()
            now = look_up_locked(now)
        parts = parts_by_key([item.record for item in items], shop=self.shop)
        heard: list[Callable[[], None]] = []
        texts: list[tuple[Product | None, ProductText]] = []
        written: list[tuple[Item, Known | None]] = []
        for item, (put, refused) in zip(items, taken, strict=True):
            known = now.get(item.known.product.pk) if item.known else None
            own = tuple(sorted({categories[path] for path in item.record.categories}))
            text, problems = self._merged(item, known, own, put, parts)
            change: Change = "added" if known is None else "unchanged" if text == known.text else "updated"
            heard.append(partial(self._count, change, item, text, [*refused, *problems], step, put, len(refused)))
            if change == "unchanged" and known:
                heard.append(partial(step.wanted.extend, _wanted(item, known.product.pk)))
            else:
                texts.append((known.product if known else None, text))
                written.append((item, known))
        products = write_products(texts, shop=self.shop, by=self.by)
        if self.journal and not self.report.dry_run:
            heard += self._journalled(written, products, step)
        return heard

    def _journalled(
        self, written: Sequence[tuple[Item, Known | None]], products: Sequence[Product], step: Step
    ) -> Iterator[Callable[[], None]]:
        after = look_up(product.pk for product in products)
        for (item, known), product in zip(written, products, strict=True):
            said = after[product.pk].text
            before = Kept(known.text, on_hand_of(said)).as_json() if known else {}
            brought = Brought(product=product.pk, made=known is None, before=before, mark=mark_of(said))
            yield partial(step.brought.append, brought)
            yield partial(step.wanted.extend, _wanted(item, product.pk))

    def _lock_shop(self) -> None:
        """Before any product, as everywhere in this room, where one may begin."""
        Shop.objects.locked().get(pk=self.shop.pk)

    def _merged(
        self,
        item: Item,
        known: Known | None,
        categories: tuple[int, ...],
        put: Mapping[str, int],
        parts: Mapping[str, int],
    ) -> tuple[ProductText, list[RowProblem]]:
        answers, strange = self.answers.understood(item.record) if item.record.attributes else ({}, [])
        meant = Meant(categories, put, parts, answers)
        text, problems = merged(item.record, known, meant, source=self.source, status=self._status(known))
        return text, [*strange, *problems]

    def _status(self, known: Known | None) -> Product.Status | None:
        return self.status or (self.new_status if known is None else None)

    def _count(
        self,
        change: Change,
        item: Item,
        text: ProductText,
        problems: list[RowProblem],
        step: Step,
        put: Collection[str] = (),
        refused: int = 0,
    ) -> None:
        report = self.report
        report.count(change)
        report.variants += len(item.record.variants)
        report.photos_stored += sum(photo.source in put for photo in text.photos or ())
        report.photos_refused += refused
        report.photos_missing += item.sought.missing
        report.photos_to_fetch += len(item.sought.to_fetch)
        report.withheld += self.status is None and is_withheld(item.record, text)
        self._note(step, [*item.sought.problems, *problems])

    def _note(self, step: Step, problems: Sequence[RowProblem]) -> None:
        step.problems += problems
        self.report.note(problems)

    def _leave_out(self, step: Step, left_out: LeftOut) -> None:
        step.left_out.append(left_out)
        self.report.left_out += 1


def _parts(items: Iterable[Item | LeftOut | RowProblem]) -> list[Part]:
    """At least one, perhaps empty; a product that brings photo files takes long and has a transaction to itself."""
    parts: list[Part] = [[]]
    for item in items:
        if isinstance(item, Item) and item.sought.here:
            parts += [[item], []]
        else:
            parts[-1].append(item)
    return [part for part in parts if part] or [[]]


def _wanted(item: Item, product: int) -> list[Wanted]:
    record = item.record
    photos = {photo.url_or_path: photo for photo in record.photos}
    return [
        Wanted(
            product=product,
            address=address,
            alt=photos[address].alt,
            position=photos[address].position,
            options=tuple(variant.option_values for variant in record.variants if variant.photo == address),
            row=next((variant.row for variant in record.variants if variant.photo == address), record.row),
        )
        for address in item.sought.to_fetch
    ]

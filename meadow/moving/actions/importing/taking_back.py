"""Taking back what a catalogue import did, some products at a time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.db import models, transaction
from django.utils import timezone

from meadow.goods.actions.products import write_products
from meadow.goods.importing.known import Known, look_up_locked, stock_of
from meadow.goods.importing.texts_kept import Kept, mark_of
from meadow.goods.models.products import Category, Product, ProductPhoto, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.texts import ProductText
from meadow.moving.erasing.photos import shown_by_others
from meadow.moving.models.imports import Import, ImportChange
from meadow.people.jobs import forget_files
from meadow.people.models.photos import Photo
from meadow.plumbing.refusals import Refusal

AT_ONCE = 50


@transaction.atomic
def take_back(an_import: Import) -> bool:
    """Undo the newest of its changes that are not undone yet; False when there are none left.

    A product that it made is deleted where nothing points to it, else archived. One that it changed says again what it
    said before, with what was sold since then still gone. One that was changed since then is left as it is. The price
    and stock histories go on: what is taken back is one more change.
    """
    changes = list(
        ImportChange.objects.filter(of=an_import, is_undone=False, was_left=False)
        .select_for_update(of=("self",))
        .order_by("-pk")[:AT_ONCE]
    )
    if not changes:
        return False
    Shop.objects.locked().get(pk=an_import.shop_id)
    known = look_up_locked(change.product_id for change in changes if change.product_id)
    left: list[ImportChange] = []
    made: list[ImportChange] = []
    restored: list[tuple[Known, Kept, ImportChange]] = []
    for change in changes:
        now = known.get(change.product_id or 0)
        if now is None:
            continue  # deleted since then: there is nothing to take back
        if mark_of(now.text) != change.after_mark:
            left.append(change)
        elif change.made:
            made.append(change)
        else:
            restored.append((now, Kept.from_json(change.before), change))
    there = _There([kept.text for _, kept, _ in restored])
    texts = [(now.product, _as_before(kept, now, there), change) for now, kept, change in restored]
    pictures = _pictures_of(change.product_id for change in [*made, *(change for _, _, change in texts)])
    left += _restore(texts, an_import)
    _take_away([known[change.product_id or 0].product for change in made])
    _forget_pictures(pictures)
    undone = [change.pk for change in changes if change not in left]
    ImportChange.objects.filter(pk__in=undone).update(is_undone=True)
    ImportChange.objects.filter(pk__in=[change.pk for change in left]).update(was_left=True)
    counts = {**an_import.counts, "undone": an_import.counts.get("undone", 0) + len(undone)}
    counts["undo_left"] = counts.get("undo_left", 0) + len(left)
    an_import.counts = counts
    Import.objects.filter(pk=an_import.pk).update(counts=counts, beat_at=timezone.now())
    return True


class _There:
    """What products showed and where they stood before, as far as it is still there."""

    def __init__(self, texts: Sequence[ProductText]) -> None:
        photos = {photo for text in texts for photo in _photos_in(text)}
        categories = {category for text in texts for category in text.categories or ()}
        self.photos = set(Photo.objects.filter(pk__in=photos).values_list("pk", flat=True))
        self.categories = set(Category.objects.filter(pk__in=categories).values_list("pk", flat=True))


def _as_before(kept: Kept, now: Known, there: _There) -> ProductText:
    """What the product said before, as far as it still can: what was sold or counted since then stays so."""
    stocks = {variant.pk: stock_of(variant) for variant in now.variants}
    variants = []
    for said in kept.text.variants:
        photo = said.photo if said.photo in there.photos else None
        on_hand = said.on_hand
        if said.pk in stocks and on_hand is not None and said.pk in kept.on_hand:
            stock = stocks[said.pk]
            on_hand += stock.on_hand - kept.on_hand[said.pk]
            if said.is_tracked and not said.sells_on:
                on_hand = max(on_hand, stock.promised)
        variants.append(replace(said, photo=photo, on_hand=on_hand))
    return replace(
        kept.text,
        variants=tuple(variants),
        photos=tuple(photo for photo in kept.text.photos or () if photo.photo in there.photos),
        categories=tuple(category for category in kept.text.categories or () if category in there.categories),
    )


def _photos_in(text: ProductText) -> set[int]:
    shown = {photo.photo for photo in text.photos or ()}
    return shown | {variant.photo for variant in text.variants if variant.photo}


def _restore(texts: list[tuple[Product, ProductText, ImportChange]], an_import: Import) -> list[ImportChange]:
    """Write the texts, together if it can be, else one by one; those that a rule refuses now are returned."""
    try:
        with transaction.atomic():
            write_products([(product, text) for product, text, _ in texts], shop=an_import.shop, by=None)
            # A text without a source keeps the known one; these products had none before the import adopted them.
            own = [product.pk for product, text, _ in texts if not text.source_key]
            Product.objects.filter(pk__in=own).update(source="", source_key="")
            of_own = [said.pk for _, text, _ in texts for said in text.variants if said.pk and not said.source_key]
            Variant.objects.filter(pk__in=of_own).update(source_key="")
    except Refusal:
        if len(texts) == 1:
            return [texts[0][2]]
        half = len(texts) // 2
        return [*_restore(texts[:half], an_import), *_restore(texts[half:], an_import)]
    return []


def _take_away(products: list[Product]) -> None:
    """Delete these products; those that something points to go into the archive instead."""
    pointed_at = _pointed_at([product.pk for product in products])
    Product.objects.filter(pk__in=[product.pk for product in products if product.pk not in pointed_at]).delete()
    for product in products:
        if product.pk in pointed_at:
            product.take(Product.Status.ARCHIVED)
            product.save(update_fields=["status", "publish_at", "changed_at"])


OWN = ("goods", "moving")
"""What these rooms keep of a product is a part of it, or of its import; collections and bundles are not."""
_OTHERS_OF_GOODS = ("goods.collectionitem", "goods.bundlepart")
_LAID_OUT = ("trade.offer",)
"""Laid out anew from other rows by the room itself; nobody put the product there, and it goes with the product."""


def _pointed_at(products: Collection[int]) -> set[int]:
    """Which of these products some row of another room points to, or one of their variants; also of rooms to come."""
    variants = dict(Variant.objects.filter(product__in=products).values_list("pk", "product"))
    found = set(_rows_that_point_to(Product, products))
    return found | {variants[pk] for pk in _rows_that_point_to(Variant, list(variants))}


def _rows_that_point_to(model: type[models.Model], pks: Collection[int]) -> Iterable[int]:
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or not isinstance(relation.field, models.ForeignKey):
            continue
        other = relation.related_model
        if other._meta.app_label in OWN and other._meta.label_lower not in _OTHERS_OF_GOODS:
            continue
        if other._meta.label_lower in _LAID_OUT:
            continue
        name = relation.field.name
        yield from other._base_manager.filter(**{f"{name}__in": pks}).values_list(name, flat=True)


def _pictures_of(products: Iterable[int | None]) -> set[int]:
    """Photos that an import put: they name where it found them."""
    shown = ProductPhoto.objects.filter(product__in=list(products)).exclude(source="")
    return set(shown.values_list("photo", flat=True))


def _forget_pictures(pks: set[int]) -> None:
    """Delete the photos that nobody shows any more, and their files."""
    gone = list(Photo.objects.filter(pk__in=pks - shown_by_others(pks)).select_for_update().order_by("pk"))
    if gone:
        files = [[photo.name, *(size["name"] for size in photo.sizes)] for photo in gone]
        Photo.objects.filter(pk__in=[photo.pk for photo in gone]).delete()
        forget_files.defer(photos=files)

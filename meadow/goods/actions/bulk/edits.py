"""One change to many products: choosing them, doing it batch by batch, and taking it back.

A batch is one transaction: it locks the edit, then its products by their keys, and writes with them what each said
before. A worker that dies loses at most the batch at hand, and whoever comes next goes on behind it.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation

from meadow.goods.actions.bulk.batches import Batch
from meadow.goods.actions.bulk.verbs import VERBS
from meadow.goods.actions.trail import note_down
from meadow.goods.models.bulk import BulkEdit, BulkEditItem
from meadow.goods.models.products import Product, ProductQuerySet
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import NothingChosen, TooLateToUndo
from meadow.people.models.persons import Person

AT_ONCE = 100


@transaction.atomic
def begin_edit(
    shop: Shop, found: ProductQuerySet, *, verb: BulkEdit.Verb, terms: Mapping[str, Any], by: Person
) -> BulkEdit:
    """Choose the shop's products that are `found` now for a change, of which nothing is done yet."""
    edit = BulkEdit.objects.create(shop=shop, verb=verb, terms=dict(terms), by=by)
    chosen, values = found.filter(shop=shop).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO goods_bulkedititem (edit_id, product_id) SELECT %s, id FROM ({chosen}) AS chosen (id)",  # noqa: S608 - Django's own SQL
            [edit.pk, *values],
        )
        edit.total = cursor.rowcount
    if not edit.total:
        raise NothingChosen
    edit.save(update_fields=["total"])
    note_down(shop, "products_changed", by=by, count=edit.total)
    return edit


def run_edit(pk: int) -> bool:
    """Do what is left of an edit, or of taking it back, until it is done; False when another worker is at it."""
    while (more := do_batch(pk)) is True:
        pass
    return more is not None


@transaction.atomic
def do_batch(pk: int) -> bool | None:
    """Do the next batch; True when there may be more, None when another worker has the edit just now."""
    edit = BulkEdit.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=pk).first()
    if edit is None:
        return None
    if not edit.is_going:
        return False
    is_undoing = edit.state == BulkEdit.State.UNDOING
    left = edit.items.filter(is_done=False).order_by("product")
    items = {item.product_id: item for item in left[:AT_ONCE]}
    if not items:
        edit.state = BulkEdit.State.UNDONE if is_undoing else BulkEdit.State.DONE
        edit.ended_at = timezone.now()
        edit.save(update_fields=["state", "ended_at"])
        return False
    own = Product.objects.filter(pk__in=items)
    list(own.together().locked().values_list("pk"))  # with those whose stock hangs together with theirs
    products = list(own.select_related("shop").locked())
    batch = Batch(edit, products, items)
    # Why a product was refused is kept in words, for whoever asked.
    with translation.override((edit.by and edit.by.language) or settings.LANGUAGE_CODE):
        verb = VERBS[BulkEdit.Verb(edit.verb)]
        verb.undo(batch) if is_undoing else verb.do(batch)
    for item in items.values():
        item.is_done = True
    BulkEditItem.objects.bulk_update(items.values(), ["is_done", "before", "after", "refusal"])
    edit.done += len(items)
    if not is_undoing:
        edit.changed += sum(item.after is not None for item in items.values())
        edit.refused += sum(bool(item.refusal) for item in items.values())
    edit.save(update_fields=["done", "changed", "refused"])
    return True


@transaction.atomic
def take_back(edit: BulkEdit) -> BulkEdit:
    """Begin to undo: every product that still says what the edit made of it says again what it said before."""
    edit = BulkEdit.objects.locked().get(pk=edit.pk)
    if not edit.can_be_undone:
        raise TooLateToUndo
    edit.items.filter(after__isnull=False).update(is_done=False)
    edit.state, edit.done, edit.total = BulkEdit.State.UNDOING, 0, F("changed")
    edit.save(update_fields=["state", "done", "total"])
    edit.refresh_from_db()
    return edit

"""A buyer's selection: what stands in it, in which order and words."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.trade.models.selections import MOST_SELECTED, SelectionItem
from meadow.trade.refusals import NotABuyer, NotOpenToBuyers, SelectionFull


@transaction.atomic
def select_product(product: Product, *, by: Person, words: str = "") -> SelectionItem:
    """Put a product at the end of one's selection; putting it there twice changes nothing but the words, if any."""
    person = Person.objects.locked().get(pk=by.pk)  # two at once must not both be the last one that fits
    if not person.is_buyer:
        raise NotABuyer
    if not Product.objects.on_sale().filter(pk=product.pk).exists():
        raise NotOpenToBuyers(title=product.in_words["title"])
    mine = SelectionItem.objects.filter(buyer=by)
    item = mine.filter(product=product).first()
    if item is None:
        if mine.count() >= MOST_SELECTED:
            raise SelectionFull(most=MOST_SELECTED)
        last = mine.aggregate(last=Max("position"))["last"]
        item = SelectionItem(buyer=by, product=product, position=0 if last is None else last + 1)
    item.words = words.strip() or item.words
    item.save()
    return item


@transaction.atomic
def put_words(item: SelectionItem, words: str) -> SelectionItem:
    """Say something else of a product, or nothing."""
    item.words = words.strip()
    item.save(update_fields=["words"])
    return item


@transaction.atomic
def unselect(item: SelectionItem) -> None:
    """Take a product out of the selection."""
    item.delete()


@transaction.atomic
def arrange_selection(items: Sequence[int], *, by: Person) -> None:
    """Lay the selection out in this order; what is not named stays behind it in its own order."""
    Person.objects.locked().get(pk=by.pk)
    mine = {item.pk: item for item in SelectionItem.objects.filter(buyer=by)}
    named = [mine.pop(pk) for pk in dict.fromkeys(items) if pk in mine]
    for position, item in enumerate([*named, *mine.values()]):
        item.position = position
    SelectionItem.objects.bulk_update([*named, *mine.values()], ["position"])

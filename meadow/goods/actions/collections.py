"""Collections: choosing products to be shown together, and arranging them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from meadow.goods.actions.trail import note_down
from meadow.goods.catalogues.building import slug
from meadow.goods.models.collections import Collection, CollectionItem
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import NotYourPhoto, TooManyCollections, TooManyInCollection
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo

MOST = 200
MOST_PRODUCTS = 500
LONGEST_HANDLE = 80


@dataclass(frozen=True, kw_only=True)
class CollectionText:
    """What a collection says and shows: its cover is a Photo's key."""

    title: str
    words: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cover: int | None = None
    is_shown: bool = True


@transaction.atomic
def save_collection(
    text: CollectionText, *, shop: Shop, by: Person, collection: Collection | None = None
) -> Collection:
    """Write a collection, or begin one at the end of the shop's collections. Its handle stays what it was at first."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    if collection is None:
        if shop.collections.count() >= MOST:
            raise TooManyCollections(most=MOST)
        collection = Collection(shop=shop, handle=_free_handle(shop, text.title), position=_end(shop))
        verb = "collection_added"
    else:
        collection = Collection.objects.get(pk=collection.pk, shop=shop)
        verb = "collection_changed"
    if text.cover not in {None, collection.cover_id} and not Photo.objects.filter(pk=text.cover, by=by).exists():
        raise NotYourPhoto
    collection.title, collection.words, collection.cover_id = text.title, text.words, text.cover
    collection.translations = {language: dict(words) for language, words in text.translations.items()}
    collection.is_shown = text.is_shown
    collection.save()
    note_down(shop, verb, by=by, title=collection.title)
    return collection


@transaction.atomic
def arrange_collection(collection: Collection, products: Sequence[int], *, by: Person) -> Collection:
    """Show exactly these products of the shop in this order; what is not the shop's is left out, and so are repeats."""
    shop = Shop.objects.locked().get(pk=collection.shop_id)
    own = set(Product.objects.filter(shop=shop, pk__in=products).values_list("pk", flat=True))
    wanted = [pk for pk in dict.fromkeys(products) if pk in own]
    if len(wanted) > MOST_PRODUCTS:
        raise TooManyInCollection(most=MOST_PRODUCTS)
    collection.items.all().delete()
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=collection, product_id=pk, position=place) for place, pk in enumerate(wanted)
    )
    note_down(shop, "collection_arranged", by=by, title=collection.title)
    return collection


@transaction.atomic
def add_to_collection(collection: Collection, product: Product, *, by: Person) -> Collection:
    """Show one more product of the shop at the end; one that is there already keeps its place."""
    Shop.objects.locked().get(pk=collection.shop_id)
    shown = list(collection.items.values_list("product", flat=True))
    return arrange_collection(collection, [*shown, product.pk], by=by)


@transaction.atomic
def arrange_collections(shop: Shop, order: Sequence[int], *, by: Person) -> None:
    """Show the shop's collections in this order; those that are not named follow as they stood."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    known = {collection.pk: collection for collection in shop.collections.all()}
    named = [known.pop(pk) for pk in dict.fromkeys(order) if pk in known]
    rows = [*named, *known.values()]
    for place, collection in enumerate(rows):
        collection.position = place
    Collection.objects.bulk_update(rows, ["position"])


@transaction.atomic
def delete_collection(collection: Collection, *, by: Person) -> dict[str, Any]:
    """Delete a collection; what comes back is plain data that `restore_collection` makes it of again."""
    shop = Shop.objects.locked().get(pk=collection.shop_id)
    collection = Collection.objects.get(pk=collection.pk)
    text = CollectionText(
        title=collection.title,
        words=collection.words,
        translations=collection.translations,
        cover=collection.cover_id,
        is_shown=collection.is_shown,
    )
    kept = {
        "shop": shop.pk,
        "handle": collection.handle,
        "position": collection.position,
        "text": asdict(text),
        "products": list(collection.items.values_list("product", flat=True)),
    }
    collection.delete()
    note_down(shop, "collection_removed", by=by, title=collection.title)
    return kept


@transaction.atomic
def restore_collection(kept: Mapping[str, Any], *, shop: Shop, by: Person) -> Collection:
    """Make a deleted collection again, at its place and, while nothing else has taken it, under its handle."""
    shop = Shop.objects.locked().get(pk=shop.pk, id=kept["shop"])
    text = kept["text"]
    covers = Photo.objects.filter(pk=text["cover"]).values_list("pk", flat=True)
    collection = Collection.objects.create(
        shop=shop,
        handle=_free_handle(shop, kept["handle"]),
        position=kept["position"],
        title=text["title"],
        words=text["words"],
        translations=text["translations"],
        cover_id=next(iter(covers), None),
        is_shown=text["is_shown"],
    )
    own = set(Product.objects.filter(shop=shop, pk__in=kept["products"]).values_list("pk", flat=True))
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=collection, product_id=pk, position=place)
        for place, pk in enumerate(pk for pk in kept["products"] if pk in own)
    )
    note_down(shop, "collection_restored", by=by, title=collection.title)
    return collection


def _end(shop: Shop) -> int:
    last = shop.collections.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _free_handle(shop: Shop, wish: str) -> str:
    """The wish as a handle, with a number where the shop has it already. For actions that hold the shop's lock."""
    base = (slug(wish) or "collection")[: LONGEST_HANDLE - 4].strip("-")
    taken = set(shop.collections.filter(handle__startswith=base).values_list("handle", flat=True))
    handle, number = base, 2
    while handle in taken:
        handle, number = f"{base}-{number}", number + 1
    return handle

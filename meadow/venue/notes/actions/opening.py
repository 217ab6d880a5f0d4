"""Content first: what people asked for in one's notes becomes the first goods of a shop."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from meadow.goods.actions.applications import begin_shop
from meadow.goods.actions.products import save_products
from meadow.goods.desks import KEEPERS
from meadow.goods.models.applications import Application
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import NotYourShop
from meadow.goods.texts import PhotoText, ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.notes.events import ThingTakenUp
from meadow.venue.notes.models.notes import Note, NotePhoto
from meadow.venue.notes.models.things import LONGEST_NAME, Thing
from meadow.venue.notes.refusals import NoSuchThing, NothingChosen, TakenUpAlready

# Where a product comes from, beside the key of its thing.
SOURCE = "notes"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What becomes a product: a `thing` of the `note` or, without it, what the note shows as a whole.

    `price` is in minor units of the shop's currency.
    """

    note: int
    thing: int | None
    title: str
    price: int


@transaction.atomic
def begin_shop_with(chosen: Sequence[Chosen], *, shop: Shop, by: Person) -> Shop:
    """Begin a shop with a draft product of each thing that was chosen: all of it or nothing."""
    things = _chosen_things(chosen, by)
    shop = begin_shop(shop, by=by, road=Application.Road.NOTES)
    _take_up(things, shop=shop, by=by)
    return shop


@transaction.atomic
def take_up(chosen: Sequence[Chosen], *, shop: Shop, by: Person) -> Shop:
    """Have a shop that this person keeps take up what was chosen, as draft products: all of it or nothing."""
    things = _chosen_things(chosen, by)
    if not Shop.objects.run_by(by, *KEEPERS).exclude(state=Shop.State.CLOSED).filter(pk=shop.pk).exists():
        raise NotYourShop
    _take_up(things, shop=shop, by=by)
    return shop


def _chosen_things(chosen: Sequence[Chosen], by: Person) -> list[tuple[Thing, Chosen]]:
    """The things, each with what was chosen about it; their notes are locked by their keys, then they.

    What a note shows as a whole becomes a thing here, and who asked for it has asked for that thing.
    """
    if not chosen:
        raise NothingChosen
    notes = {
        note.pk: note
        for note in Note.objects.published().written_by(by).filter(pk__in={one.note for one in chosen}).locked()
    }
    known = {thing.pk: thing for thing in Thing.objects.filter(pk__in={one.thing for one in chosen}).locked()}
    found: list[tuple[Thing, Chosen]] = []
    for one in chosen:
        note = notes.get(one.note)
        if note is None:
            raise NoSuchThing
        thing = known.get(one.thing) if one.thing is not None else _whole(note, one.title)
        if thing is None or thing.note_id != note.pk:
            raise NoSuchThing
        if thing.product_id is not None:
            raise TakenUpAlready(name=thing.name)
        thing.note = note
        found.append((thing, one))
    return found


def _whole(note: Note, title: str) -> Thing:
    """What the note shows as a whole, as a thing of its own."""
    name = title[:LONGEST_NAME].strip()
    if note.things.exists():
        # A moment ago it had none: the author has tagged something, or this was sent before.
        raise TakenUpAlready(name=name)
    asked = note.asks.filter(thing=None)
    thing = Thing.objects.create(note=note, name=name, ask_count=asked.count())
    asked.update(thing=thing)
    return thing


def _take_up(things: Sequence[tuple[Thing, Chosen]], *, shop: Shop, by: Person) -> None:
    photos = _photos_of([thing.note_id for thing, _ in things])
    texts = [
        ProductText(
            title=one.title,
            variants=(VariantText(price=one.price),),
            status=Product.Status.DRAFT,
            photos=_photos_first(photos[thing.note_id], thing.photo_id),
            source=SOURCE,
            source_key=str(thing.pk),
        )
        for thing, one in things
    ]
    for (thing, _one), product in zip(things, save_products(texts, shop=shop, by=by), strict=True):
        thing.product = product
        announce(
            ThingTakenUp(
                note=thing.note_id,
                thing=thing.pk,
                product=product.pk,
                shop=shop.pk,
                asked=thing.ask_count,
                by=by.pk,
            )
        )
    Thing.objects.bulk_update([thing for thing, _ in things], ["product"])


def _photos_of(notes: Sequence[int]) -> dict[int, list[NotePhoto]]:
    of_note: dict[int, list[NotePhoto]] = {note: [] for note in notes}
    for shown in NotePhoto.objects.filter(note__in=notes):
        of_note[shown.note_id].append(shown)
    return of_note


def _photos_first(photos: Sequence[NotePhoto], first: int | None) -> tuple[PhotoText, ...]:
    """The note's photos in their order, the one that shows the thing before all others."""
    ordered = sorted(photos, key=lambda shown: shown.pk != first)
    return tuple(PhotoText(photo=shown.photo_id, alt=shown.alt) for shown in ordered)

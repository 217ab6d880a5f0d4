"""Writing a note: its words, its photos in their order, and the products and things it shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.people.models.persons import Block, Person
from meadow.people.models.photos import Photo
from meadow.plumbing.events import announce
from meadow.venue.notes import words
from meadow.venue.notes.actions.labels import label_note
from meadow.venue.notes.actions.things import ThingShown, lay_things
from meadow.venue.notes.events import NoteEdited
from meadow.venue.notes.models.notes import MOST_PHOTOS, MOST_PINS, Hashtag, Mention, Note, NotePhoto, Pin
from meadow.venue.notes.models.things import MOST_THINGS
from meadow.venue.notes.refusals import (
    NoPhoto,
    NoSuchNote,
    NotOnSale,
    NotYourPhoto,
    PinWithoutPhoto,
    TooManyPhotos,
    TooManyPins,
    TooManyThings,
)


@dataclass(frozen=True, kw_only=True)
class PhotoShown:
    """One photo as its author laid it: `original` is what it was cut from."""

    photo: int
    alt: str = ""
    original: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProductShown:
    """One product at a point of a photo (fractions from the top left), or, without photo, with the note."""

    product: int
    photo: int | None = None
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that an author decides about a note; `language` is the one the author reads, for texts that do not tell."""

    title: str = ""
    text: str = ""
    place: str = ""
    language: str = "en"
    photos: Sequence[PhotoShown] = field(default_factory=tuple)
    products: Sequence[ProductShown] = field(default_factory=tuple)
    things: Sequence[ThingShown] = field(default_factory=tuple)


@transaction.atomic
def write_note(content: Content, *, by: Person) -> Note:
    """Keep a new draft that only its author sees."""
    note = Note(author=by)
    _fill(note, content)
    return note


@transaction.atomic
def edit_note(note: Note, content: Content, *, by: Person) -> Note:
    """Give a note other content; once it is published or scheduled, it keeps at least one photo."""
    note = own_note(note, by=by)
    if note.state != Note.State.DRAFT and not content.photos:
        raise NoPhoto
    if note.is_published:
        note.edited_at = timezone.now()
    _fill(note, content)
    if note.is_published:
        announce(NoteEdited(note=note.pk, author=by.pk, products=[shown.product for shown in content.products]))
    return note


def own_note(note: Note, *, by: Person) -> Note:
    """The note, locked, if this person wrote it; whoever did not write it learns nothing of it."""
    mine = Note.objects.written_by(by).locked().filter(pk=note.pk).first()
    if mine is None:
        raise NoSuchNote
    return mine


def _fill(note: Note, content: Content) -> None:
    _check(note, content)
    note.title, note.text, note.place = content.title.strip(), content.text.strip(), content.place.strip()
    note.language = words.language_of(f"{note.title} {note.text}", content.language)
    note.cover_id = content.photos[0].photo if content.photos else None
    note.changed_at = timezone.now()
    note.save()
    _lay_photos(note, content.photos)
    _pin_products(note, content.products)
    lay_things(note, content.things)
    _take_out_photos(note, content.photos)
    _tag(note)
    _mention(note)
    label_note(note)


def _check(note: Note, content: Content) -> None:
    """Refuse before anything is written: too much, another's photo, what is not on sale, a pin into nothing."""
    photos = {shown.photo for shown in content.photos}
    needed = photos | {shown.original for shown in content.photos if shown.original is not None}
    products = {shown.product for shown in content.products}
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    if len(products) > MOST_PINS:
        raise TooManyPins(most=MOST_PINS)
    if len({shown.name for shown in content.things}) > MOST_THINGS:
        raise TooManyThings(most=MOST_THINGS)
    if Photo.objects.put_here_by(note.author).filter(pk__in=needed).count() != len(needed):
        raise NotYourPhoto
    # What was on sale when it was pinned may stay: an author does not answer for what a shop takes off its shelf.
    kept = set(note.pins.values_list("product", flat=True)) if note.pk else set()
    if Product.objects.on_sale().filter(pk__in=products - kept).count() != len(products - kept):
        raise NotOnSale
    marked = {shown.photo for shown in content.products} | {shown.photo for shown in content.things}
    if marked - photos - {None}:
        raise PinWithoutPhoto


def _lay_photos(note: Note, photos: Sequence[PhotoShown]) -> None:
    rows = {
        shown.photo: NotePhoto(
            note=note, photo_id=shown.photo, original_id=shown.original, alt=shown.alt.strip(), position=position
        )
        for position, shown in enumerate(photos)
    }
    NotePhoto.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["note", "photo"],
        update_fields=["original", "alt", "position"],
    )


def _take_out_photos(note: Note, photos: Sequence[PhotoShown]) -> None:
    """Take out every other photo, once nothing lies on it: a thing must not go with its photo, nor who asked for it."""
    going = note.photos.exclude(photo__in=[shown.photo for shown in photos])
    note.things.filter(photo__in=going).update(photo=None, x=None, y=None)
    going.delete()


def _pin_products(note: Note, products: Sequence[ProductShown]) -> None:
    places = dict(note.photos.values_list("photo", "pk"))
    rows = {
        shown.product: Pin(
            note=note,
            product_id=shown.product,
            photo_id=None if shown.photo is None else places[shown.photo],
            x=None if shown.photo is None else shown.x,
            y=None if shown.photo is None else shown.y,
        )
        for shown in products
    }
    note.pins.exclude(product__in=rows).delete()
    Pin.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["note", "product"], update_fields=["photo", "x", "y"]
    )


def _tag(note: Note) -> None:
    # In one order, so that two authors with the same new words do not wait for each other.
    wanted = sorted(words.hashtags(f"{note.title}\n{note.text}"))
    Hashtag.objects.bulk_create([Hashtag(word=word) for word in wanted], ignore_conflicts=True)
    note.hashtags.set(Hashtag.objects.filter(word__in=wanted))


def _mention(note: Note) -> None:
    handles = words.mentions(f"{note.title}\n{note.text}")
    mentioned = Person.objects.visible_to(note.author).filter(handle__in=handles)
    mentioned = mentioned.exclude(pk__in=Block.objects.filter(by=note.author).values("blocked"))
    people = list(mentioned.values_list("pk", flat=True))
    note.mentions.exclude(person__in=people).delete()
    Mention.objects.bulk_create([Mention(note=note, person_id=person) for person in people], ignore_conflicts=True)

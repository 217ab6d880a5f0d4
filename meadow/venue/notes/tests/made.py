"""Photos and notes made by hand for tests."""

from itertools import count

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.venue.notes.actions.publishing import publish_note
from meadow.venue.notes.actions.things import ThingShown
from meadow.venue.notes.actions.writing import Content, PhotoShown, ProductShown, write_note
from meadow.venue.notes.models.notes import Note

_numbers = count(1)


def photo_of(person: Person) -> Photo:
    """A photo this person put here; no file stands behind it."""
    return Photo.objects.create(
        by=person,
        name=f"photos/aa/{next(_numbers):064x}.jpg",
        width=900,
        height=1200,
        placeholder="data:image/gif;base64,R0lGODlhAQABAAAAACw=",
    )


def draft_of(
    person: Person,
    *,
    photos: int = 1,
    products: tuple[Product, ...] = (),
    things: tuple[str, ...] = (),
    **fields: str,
) -> Note:
    shown = [PhotoShown(photo=photo_of(person).pk, alt=f"Photo {number}") for number in range(photos)]
    pins = [ProductShown(product=product.pk, photo=shown[0].photo, x=0.25, y=0.5) for product in products]
    tags = [ThingShown(name=name, photo=shown[0].photo, x=0.75, y=0.5) for name in things]
    return write_note(Content(photos=shown, products=pins, things=tags, **fields), by=person)


def note_of(
    person: Person,
    *,
    photos: int = 1,
    products: tuple[Product, ...] = (),
    things: tuple[str, ...] = (),
    **fields: str,
) -> Note:
    """A published note."""
    return publish_note(draft_of(person, photos=photos, products=products, things=things, **fields), by=person)

"""Things in a note that nobody sells here: laid by its author, and pinned as the products that they become."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from meadow.goods.models.products import Product
from meadow.plumbing.events import announce
from meadow.venue.notes.actions.labels import label_note
from meadow.venue.notes.events import NoteEdited
from meadow.venue.notes.models.notes import Note, Pin
from meadow.venue.notes.models.things import Thing


@dataclass(frozen=True, kw_only=True)
class ThingShown:
    """One thing by its name, at a point of a photo (fractions from the top left) or, without photo, with the note."""

    name: str
    photo: int | None = None
    x: float | None = None
    y: float | None = None


def lay_things(note: Note, things: Sequence[ThingShown]) -> None:
    """Have the note show exactly these things. For actions that hold the note's lock and have laid its photos and pins.

    A thing that a pin stands for by now is named by nobody any more: it stays while the pin does and goes with it.
    What goes takes its asks along, and the note counts the rest.
    """
    places = dict(note.photos.values_list("photo", "pk"))
    rows = {
        shown.name: Thing(
            note=note,
            name=shown.name,
            photo_id=None if shown.photo is None else places[shown.photo],
            x=None if shown.photo is None else shown.x,
            y=None if shown.photo is None else shown.y,
        )
        for shown in things
    }
    gone, _ = note.things.exclude(name__in=rows).exclude(product__in=note.pins.values("product")).delete()
    if gone:
        note.ask_count = note.asks.count()
        note.save(update_fields=["ask_count"])
    Thing.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["note", "name"], update_fields=["photo", "x", "y"]
    )


@transaction.atomic
def pin_things(product: Product) -> None:
    """Pin a product in every note where a thing stood that became it; where it is pinned already, nothing changes."""
    wanted = Note.objects.filter(things__product=product).exclude(pins__product=product)
    for note in Note.objects.filter(pk__in=wanted.values("pk")).locked():
        thing = note.things.filter(product=product).order_by("pk")[0]
        place = {"photo_id": thing.photo_id, "x": thing.x, "y": thing.y}
        _, is_new = Pin.objects.get_or_create(note=note, product=product, defaults=place)
        if is_new:
            label_note(note)
        if is_new and note.is_published:
            products = list(note.pins.order_by("pk").values_list("product", flat=True))
            announce(NoteEdited(note=note.pk, author=note.author_id, products=products))

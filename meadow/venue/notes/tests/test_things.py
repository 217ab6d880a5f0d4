"""Things in notes: tagged, moved, taken out, and pinned as the products that they become."""

import pytest
from django.db import IntegrityError, transaction

from meadow.goods.actions.products import publish_product
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import Told, announced, react
from meadow.plumbing.models import Announcement
from meadow.venue.notes.actions.asks import ask_for_link
from meadow.venue.notes.actions.things import ThingShown, pin_things
from meadow.venue.notes.actions.writing import Content, PhotoShown, ProductShown, edit_note, write_note
from meadow.venue.notes.models.notes import Note, Pin
from meadow.venue.notes.models.things import MOST_THINGS, Ask, Thing
from meadow.venue.notes.refusals import PinWithoutPhoto, TooManyThings
from meadow.venue.notes.tests.made import draft_of, note_of, photo_of


def content_of(note: Note, *things: ThingShown, photos: bool = True) -> Content:
    """The note as it is, with these things."""
    return Content(
        photos=[PhotoShown(photo=shown.photo_id) for shown in note.photos.all()] if photos else [],
        products=[ProductShown(product=pin.product_id) for pin in note.pins.all()],
        things=things,
    )


def test_a_thing_stands_at_a_point_or_with_the_whole_note(ada: Person) -> None:
    photo = photo_of(ada)

    note = write_note(
        Content(
            photos=[PhotoShown(photo=photo.pk)],
            things=[ThingShown(name="Blue vase", photo=photo.pk, x=0.25, y=1), ThingShown(name="Linen")],
        ),
        by=ada,
    )

    vase, linen = note.things.order_by("pk")
    assert (vase.name, vase.photo and vase.photo.photo, vase.x, vase.y) == ("Blue vase", photo, 0.25, 1)
    assert (linen.name, linen.photo, linen.x) == ("Linen", None, None)
    assert (vase.product, vase.ask_count) == (None, 0)


def test_editing_keeps_a_thing_and_who_asked_for_it(ada: Person, bo: Person) -> None:
    note = note_of(ada, things=("Blue vase", "Linen"))
    vase = note.things.get(name="Blue vase")
    ask_for_link(note, by=bo, thing=vase)

    edit_note(note, content_of(note, ThingShown(name="Blue vase")), by=ada)

    kept = note.things.get()
    assert (kept.pk, kept.ask_count, kept.photo) == (vase.pk, 1, None)
    assert Ask.objects.get().thing == vase


def test_a_thing_outlives_the_photo_it_lay_on(ada: Person, bo: Person) -> None:
    note = note_of(ada, photos=2, things=("Blue vase",))
    ask_for_link(note, by=bo, thing=note.things.get())
    other = note.photos.all()[1]

    edit_note(note, Content(photos=[PhotoShown(photo=other.photo_id)], things=[ThingShown(name="Blue vase")]), by=ada)

    thing = note.things.get()
    assert (thing.photo, thing.x, thing.ask_count) == (None, None, 1)
    assert note.photos.get() == other


def test_what_is_taken_out_takes_its_asks_along_and_the_note_counts_the_rest(ada: Person, bo: Person) -> None:
    note = note_of(ada, things=("Blue vase", "Linen"))
    for thing in note.things.all():
        ask_for_link(note, by=bo, thing=thing)

    note = edit_note(note, content_of(note, ThingShown(name="Linen")), by=ada)

    note.refresh_from_db()
    assert (note.ask_count, Ask.objects.get().thing) == (1, note.things.get(name="Linen"))


def test_a_thing_needs_its_photo(ada: Person) -> None:
    other = photo_of(ada)

    with pytest.raises(PinWithoutPhoto, match="does not show"):
        write_note(Content(things=[ThingShown(name="Vase", photo=other.pk, x=0, y=0)]), by=ada)

    assert not Note.objects.exists()


def test_thirty_things_are_enough(ada: Person) -> None:
    names = tuple(f"Thing {number}" for number in range(MOST_THINGS + 1))

    assert draft_of(ada, things=names[:-1]).things.count() == MOST_THINGS
    with pytest.raises(TooManyThings, match="at most 30 things"):
        draft_of(ada, things=names)
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "Vase"}, {"name": "Lamp", "x": 0.5, "y": 0.5}],
    ids=["nameless", "twice", "nowhere"],
)
def test_the_database_holds_to_what_a_thing_is(ada: Person, wrong: dict[str, object]) -> None:
    note = note_of(ada, things=("Vase",))

    with pytest.raises(IntegrityError), transaction.atomic():
        Thing.objects.create(note=note, **wrong)

    assert note.things.count() == 1


@pytest.fixture
def taken_up(ada: Person, shop: Shop, lamp_product: Product) -> Thing:
    """A thing of Ada's note that became the lamp, which is still a draft."""
    Product.objects.update(status=Product.Status.DRAFT)
    note = note_of(ada, things=("Paper lamp",))
    note.things.update(product=lamp_product)
    return note.things.get()


def hear(name: str) -> int:
    """Let the rooms react to the newest fact of this name."""
    fact = Announcement.objects.filter(name=name).order_by("pk").last()
    assert fact is not None
    return react(Told(event=fact.event, name=fact.name, data=fact.data))


def test_once_on_sale_the_product_is_pinned_where_its_thing_stood(taken_up: Thing, cy: Person) -> None:
    product = taken_up.product
    assert product is not None
    publish_product(product, by=cy)
    assert not Pin.objects.exists()

    assert hear("goods.product_published") >= 1
    assert hear("goods.product_published") == 0

    pin = Pin.objects.get()
    assert (pin.note, pin.product, pin.photo, pin.x, pin.y) == (taken_up.note, product, taken_up.photo, 0.75, 0.5)
    assert announced()[-1] == "venue.note_edited"
    assert Thing.objects.get().product == product


def test_a_product_that_is_pinned_already_keeps_its_place(taken_up: Thing) -> None:
    product = taken_up.product
    assert product is not None
    Pin.objects.create(note=taken_up.note, product=product)
    before = announced()

    pin_things(product)

    assert Pin.objects.get().photo is None
    assert announced() == before


def test_the_pin_of_a_thing_goes_with_it_when_the_author_takes_it_out(taken_up: Thing, ada: Person) -> None:
    product, note = taken_up.product, taken_up.note
    assert product is not None
    pin_things(product)
    # The form shows the product as a pin and the thing no more.
    edit_note(note, content_of(note), by=ada)
    assert (note.pins.count(), note.things.count()) == (1, 1)

    photos = [PhotoShown(photo=shown.photo_id) for shown in note.photos.all()]
    edit_note(note, Content(photos=photos), by=ada)

    assert (note.pins.count(), note.things.count()) == (0, 0)


def test_deleting_a_note_for_good_deletes_what_lies_on_its_photos(taken_up: Thing, bo: Person) -> None:
    ask_for_link(taken_up.note, by=bo, thing=taken_up)

    taken_up.note.delete()

    assert (Thing.objects.count(), Ask.objects.count()) == (0, 0)
    assert Product.objects.count() == 1

"""Asking where something is from: by a button or in words, once, and taken back."""

from functools import partial

import pytest

from meadow.goods.models.products import Product
from meadow.people.models.persons import Block, Person
from meadow.plumbing.events import announced
from meadow.venue.notes.actions.asks import ask_for_link, withdraw_ask
from meadow.venue.notes.actions.comments import comment_on, delete_comment, hide_comment, remove_comment
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.models.things import Ask, Thing
from meadow.venue.notes.refusals import ForSaleHere, NoSuchNote, NoSuchThing, YourOwnNote
from meadow.venue.notes.tests.made import draft_of, note_of
from meadow.venue.notes.tests.test_likes import at_once
from tests.cast import person

ASKED, WITHDRAWN = "venue.link_asked", "venue.link_ask_withdrawn"


@pytest.fixture
def note(ada: Person) -> Note:
    return note_of(ada, things=("Blue vase",))


@pytest.fixture
def vase(note: Note) -> Thing:
    return note.things.get()


def counted(note: Note) -> tuple[int, int, int]:
    """What the note counts, what its things count, and how many asks there are."""
    note.refresh_from_db()
    return note.ask_count, sum(note.things.values_list("ask_count", flat=True)), Ask.objects.filter(note=note).count()


def told() -> list[str]:
    return [name for name in announced() if name in {ASKED, WITHDRAWN}]


def test_asking_twice_is_asking_once(note: Note, vase: Thing, bo: Person) -> None:
    ask_for_link(note, by=bo, thing=vase)
    ask_for_link(note, by=bo, thing=vase)
    assert counted(note) == (1, 1, 1)

    withdraw_ask(note, by=bo, thing=vase)
    withdraw_ask(note, by=bo, thing=vase)
    assert counted(note) == (0, 0, 0)
    assert told() == [ASKED, WITHDRAWN]


def test_the_whole_note_and_a_thing_of_it_are_asked_for_apart(note: Note, vase: Thing, bo: Person) -> None:
    ask_for_link(note, by=bo)
    ask_for_link(note, by=bo, thing=vase)
    assert counted(note) == (2, 1, 2)

    withdraw_ask(note, by=bo)
    assert counted(note) == (1, 1, 1)
    assert Ask.objects.get().thing == vase


def test_nobody_asks_themselves(note: Note, vase: Thing, ada: Person) -> None:
    for thing in (vase, None):
        with pytest.raises(YourOwnNote, match="is your own"):
            ask_for_link(note, by=ada, thing=thing)
    comment_on(note, "Where is this from? From my aunt.", by=ada)

    assert counted(note) == (0, 0, 0)
    assert told() == []


def test_what_is_for_sale_needs_no_asking(ada: Person, bo: Person, lamp_product: Product) -> None:
    note = note_of(ada, products=(lamp_product,), things=("Lamp", "Chair"))
    note.things.filter(name="Lamp").update(product=lamp_product)

    for thing in (note.things.get(name="Lamp"), None):
        with pytest.raises(ForSaleHere, match="is for sale here"):
            ask_for_link(note, by=bo, thing=thing)
    assert counted(note) == (0, 0, 0)

    ask_for_link(note, by=bo, thing=note.things.get(name="Chair"))
    assert counted(note) == (1, 1, 1)
    Product.objects.update(status=Product.Status.ARCHIVED)
    ask_for_link(note, by=bo, thing=note.things.get(name="Lamp"))
    assert counted(note) == (2, 2, 2)


def test_the_thing_of_another_note_is_not_there(note: Note, ada: Person, bo: Person) -> None:
    elsewhere = note_of(ada, things=("Chair",)).things.get()

    with pytest.raises(NoSuchThing, match="not in the note any more"):
        ask_for_link(note, by=bo, thing=elsewhere)

    assert not Ask.objects.exists()


def test_asks_stop_at_a_block_and_at_drafts(note: Note, vase: Thing, ada: Person, bo: Person) -> None:
    for block in ({"by": ada, "blocked": bo}, {"by": bo, "blocked": ada}):
        row = Block.objects.create(**block)
        with pytest.raises(NoSuchNote):
            ask_for_link(note, by=bo, thing=vase)
        row.delete()
    with pytest.raises(NoSuchNote):
        ask_for_link(draft_of(ada), by=bo)

    assert not Ask.objects.exists()


def test_a_comment_that_asks_counts_and_goes_with_it(note: Note, bo: Person) -> None:
    comment_on(note, "Lovely", by=bo)
    assert counted(note) == (0, 0, 0)
    asking = comment_on(note, "Where is this from?", by=bo)
    assert counted(note) == (1, 0, 1)

    delete_comment(asking, by=bo)

    assert counted(note) == (0, 0, 0)
    assert told() == [ASKED, WITHDRAWN]


def test_one_of_two_comments_that_ask_may_go(note: Note, bo: Person) -> None:
    first, second = comment_on(note, "求链接", by=bo), comment_on(note, "link??", by=bo)
    assert counted(note) == (1, 0, 1)

    delete_comment(first, by=bo)
    assert counted(note) == (1, 0, 1)
    delete_comment(second, by=bo)
    assert counted(note) == (0, 0, 0)


def test_who_pressed_the_button_has_asked_whatever_comments_go(note: Note, bo: Person) -> None:
    asking = comment_on(note, "Link please", by=bo)
    ask_for_link(note, by=bo)

    delete_comment(asking, by=bo)

    assert counted(note) == (1, 0, 1)
    assert told() == [ASKED]


def test_hiding_a_question_does_not_unask_it_and_taking_it_away_does(note: Note, ada: Person, bo: Person) -> None:
    asking = comment_on(note, "Where did you get this?", by=bo)

    hide_comment(asking, by=ada)
    assert counted(note) == (1, 0, 1)
    remove_comment(asking)
    remove_comment(asking)
    assert counted(note) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_ask(ada: Person, bo: Person) -> None:
    note = note_of(ada, things=("Blue vase",))

    at_once(*[partial(ask_for_link, note, by=bo, thing=note.things.get())] * 4)

    assert counted(note) == (1, 1, 1)
    assert told() == [ASKED]


@pytest.mark.django_db(transaction=True)
def test_no_ask_is_lost_when_many_ask_at_once(ada: Person) -> None:
    note = note_of(ada, things=("Blue vase", "Linen"))
    vase, linen = note.things.order_by("pk")
    people = [person(f"fan{number}") for number in range(6)]
    wishes = zip(people, [vase, linen] * 3, strict=True)

    at_once(
        *[partial(ask_for_link, note, by=fan, thing=thing) for fan, thing in wishes],
        partial(comment_on, note, "求链接", by=people[0]),
    )

    assert counted(note) == (7, 6, 7)

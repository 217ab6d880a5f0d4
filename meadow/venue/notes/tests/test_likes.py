"""Liking, saving and collections, also when everybody does it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from meadow.people.models.persons import Block, Person
from meadow.plumbing.events import announced
from meadow.venue.notes.actions.collections import (
    delete_collection,
    make_collection,
    rename_collection,
    save_note,
    unsave_note,
)
from meadow.venue.notes.actions.likes import like_note, unlike_note
from meadow.venue.notes.actions.publishing import delete_note
from meadow.venue.notes.models.likes import Collection, Like, Saved
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.refusals import CollectionNameTaken, NoSuchCollection, NoSuchNote, ThisCollectionStays
from meadow.venue.notes.tests.made import draft_of, note_of
from tests.cast import person


def at_once(*jobs: Callable[[], object]) -> None:
    """Run every job in a thread of its own, all starting together; the failure of any is raised here."""
    together = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        try:
            together.wait(10)
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        for done in [threads.submit(run, job) for job in jobs]:
            done.result(30)


def test_liking_twice_is_liking_once(ada: Person, bo: Person) -> None:
    note = note_of(ada)
    heat = note.heat

    like_note(note, by=bo)
    note = like_note(note, by=bo)

    assert note.like_count == Like.objects.count() == 1
    assert note.heat > heat
    assert announced() == ["venue.note_published", "venue.note_liked"]

    unlike_note(note, by=bo)
    note = unlike_note(note, by=bo)

    assert (note.like_count, Like.objects.count(), note.heat) == (0, 0, heat)
    assert announced() == ["venue.note_published", "venue.note_liked", "venue.note_unliked"]


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_like(ada: Person, bo: Person) -> None:
    note = note_of(ada)

    at_once(*[lambda: like_note(note, by=bo)] * 4)

    note.refresh_from_db()
    assert note.like_count == Like.objects.count() == 1
    assert announced() == ["venue.note_published", "venue.note_liked"]


@pytest.mark.django_db(transaction=True)
def test_no_like_is_lost_when_many_like_at_once(ada: Person) -> None:
    note = note_of(ada)
    people = [person(f"fan{number}") for number in range(6)]

    at_once(*[partial(like_note, note, by=fan) for fan in people])

    note.refresh_from_db()
    assert note.like_count == Like.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_saving_at_once_counts_each_person_once(ada: Person, bo: Person) -> None:
    note = note_of(ada)
    shelf = make_collection("Shelf", by=bo)

    at_once(
        lambda: save_note(note, by=bo),
        lambda: save_note(note, by=bo, collection=shelf),
        lambda: save_note(note, by=ada),
        lambda: save_note(note, by=bo),
    )

    note.refresh_from_db()
    assert (note.save_count, Saved.objects.count()) == (2, 3)


def test_likes_stop_at_a_block_either_way(ada: Person, bo: Person) -> None:
    note = note_of(ada)

    for block in ({"by": ada, "blocked": bo}, {"by": bo, "blocked": ada}):
        row = Block.objects.create(**block)
        with pytest.raises(NoSuchNote, match="not here any more"):
            like_note(note, by=bo)
        with pytest.raises(NoSuchNote):
            save_note(note, by=bo)
        row.delete()

    note.refresh_from_db()
    assert (note.like_count, note.save_count, Like.objects.count(), Saved.objects.count()) == (0, 0, 0, 0)


def test_nobody_likes_what_is_not_published(ada: Person) -> None:
    for note in (draft_of(ada), delete_note(note_of(ada), by=ada)):
        with pytest.raises(NoSuchNote):
            like_note(note, by=ada)

    assert not Like.objects.exists()


def test_a_note_in_two_collections_is_saved_once(ada: Person, bo: Person) -> None:
    note, shelf = note_of(ada), make_collection("Shelf", by=bo)
    save_note(note, by=bo)
    note = save_note(note, by=bo, collection=shelf)
    assert note.save_count == 1

    note = unsave_note(note, by=bo, collection=shelf)
    assert note.save_count == 1
    note = unsave_note(note, by=bo)
    assert note.save_count == 0
    assert announced() == ["venue.note_published", "venue.note_saved"]


def test_what_one_saved_can_be_removed_even_across_a_block(ada: Person, bo: Person) -> None:
    note = save_note(note_of(ada), by=bo)
    Block.objects.create(by=ada, blocked=bo)

    assert unsave_note(note, by=bo).save_count == 0


def test_collections_belong_to_one_person(ada: Person, bo: Person) -> None:
    note, shelf = note_of(ada), make_collection("Shelf", by=bo)

    with pytest.raises(NoSuchCollection):
        save_note(note, by=ada, collection=shelf)
    with pytest.raises(NoSuchCollection):
        rename_collection(shelf, "Ada's", by=ada)
    with pytest.raises(NoSuchCollection):
        delete_collection(shelf, by=ada)

    assert [collection.name for collection in Collection.objects.all()] == ["Shelf"]
    assert not Saved.objects.exists()


def test_a_name_is_used_once_per_person(ada: Person, bo: Person) -> None:
    shelf = make_collection("Shelf", by=bo)
    make_collection("Shelf", by=ada)
    table = make_collection("Table", by=bo)

    with pytest.raises(CollectionNameTaken, match="already have a collection called “Shelf”"):
        make_collection(" Shelf ", by=bo)
    with pytest.raises(CollectionNameTaken):
        rename_collection(table, "Shelf", by=bo)
    assert rename_collection(shelf, "Board", by=bo).name == "Board"


def test_deleting_a_collection_lets_its_saves_go(ada: Person, bo: Person) -> None:
    both, only = note_of(ada), note_of(ada)
    shelf = make_collection("Shelf", by=bo)
    for note in (both, only):
        save_note(note, by=bo, collection=shelf)
    save_note(both, by=bo)

    delete_collection(shelf, by=bo)

    assert dict(Note.objects.values_list("pk", "save_count")) == {both.pk: 1, only.pk: 0}
    with pytest.raises(ThisCollectionStays):
        delete_collection(Collection.objects.get(), by=bo)


def test_nothing_is_saved_into_a_collection_that_has_gone(ada: Person, bo: Person) -> None:
    note, shelf = note_of(ada), make_collection("Ideas", by=bo)
    delete_collection(Collection.objects.get(pk=shelf.pk), by=bo)

    with pytest.raises(NoSuchCollection):
        save_note(note, by=bo, collection=shelf)

    assert (Saved.objects.count(), Note.objects.get().save_count) == (0, 0)

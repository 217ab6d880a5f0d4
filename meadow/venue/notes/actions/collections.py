"""Saving notes to collections, and keeping the collections."""

from django.db import IntegrityError, transaction

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.notes.actions.likes import readable_note, save_counts
from meadow.venue.notes.events import NoteSaved
from meadow.venue.notes.models.likes import Collection, Saved
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.refusals import (
    CollectionNameTaken,
    NoSuchCollection,
    NoSuchNote,
    ThisCollectionStays,
    TooManyCollections,
)

MOST_COLLECTIONS = 200


@transaction.atomic
def save_note(note: Note, *, by: Person, collection: Collection | None = None) -> Note:
    """Put a note into a collection (the nameless one by default); it counts once per person, however often saved.

    Locks the collection before the note, as `delete_collection` does.
    """
    if collection is not None:
        collection = _kept(collection, by=by)
    note = readable_note(note, by=by)
    if collection is None:
        collection, _ = Collection.objects.get_or_create(person=by, name="")
    was_saved = Saved.objects.filter(note=note, collection__person=by).exists()
    Saved.objects.get_or_create(note=note, collection=collection)
    if not was_saved:
        note.count(saves=1)
        save_counts(note)
        announce(NoteSaved(note=note.pk, author=note.author_id, by=by.pk))
    return note


@transaction.atomic
def unsave_note(note: Note, *, by: Person, collection: Collection | None = None) -> Note:
    """Take a note out of one collection, or of all of them; what is not there changes nothing.

    Also of a note that the person may not read any more, so that nobody is left with what cannot be removed.
    """
    locked = Note.objects.locked().filter(pk=note.pk).first()
    if locked is None:
        raise NoSuchNote
    saved = Saved.objects.filter(note=locked, collection__person=by)
    taken, _ = (saved if collection is None else saved.filter(collection=collection)).delete()
    if taken and not Saved.objects.filter(note=locked, collection__person=by).exists():
        locked.count(saves=-1)
        save_counts(locked)
    return locked


@transaction.atomic
def make_collection(name: str, *, by: Person) -> Collection:
    """Begin an empty collection."""
    # The person's row makes the bound hold when somebody begins two collections at once.
    Person.objects.locked().get(pk=by.pk)
    if Collection.objects.kept_by(by).count() >= MOST_COLLECTIONS:
        raise TooManyCollections(most=MOST_COLLECTIONS)
    name = name.strip()
    if Collection.objects.kept_by(by).filter(name=name).exists():
        raise CollectionNameTaken(name=name)
    return Collection.objects.create(person=by, name=name)


@transaction.atomic
def rename_collection(collection: Collection, name: str, *, by: Person) -> Collection:
    """Give a collection another name."""
    collection = _own(collection, by=by)
    collection.name = name.strip()
    try:
        with transaction.atomic():
            collection.save(update_fields=["name"])
    except IntegrityError:
        raise CollectionNameTaken(name=collection.name) from None
    return collection


@transaction.atomic
def delete_collection(collection: Collection, *, by: Person) -> None:
    """Remove a collection; its notes count one save less where no other collection of the person holds them.

    Locks the collection, then its notes.
    """
    collection = _own(collection, by=by)
    notes = Note.objects.filter(pk__in=collection.saved.values("note")).locked()
    elsewhere = set(
        Saved.objects.filter(collection__person=by, note__in=collection.saved.values("note"))
        .exclude(collection=collection)
        .values_list("note", flat=True)
    )
    counted = [note for note in notes if note.pk not in elsewhere]
    for note in counted:
        note.count(saves=-1)
    Note.objects.bulk_update(counted, ["save_count", "heat"], batch_size=500)
    collection.delete()


def _own(collection: Collection, *, by: Person) -> Collection:
    mine = _kept(collection, by=by)
    if not mine.name:
        raise ThisCollectionStays
    return mine


def _kept(collection: Collection, *, by: Person) -> Collection:
    """The collection, locked, if this person keeps it."""
    mine = Collection.objects.kept_by(by).select_for_update().filter(pk=collection.pk).first()
    if mine is None:
        raise NoSuchCollection
    return mine

"""What a person said and showed: notes, their photos, and comments."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from meadow.goods.models.products import ProductPhoto
from meadow.moving.archives.entries import Entry, by_key, kept_file, listing, said
from meadow.moving.archives.members.files import photo_file
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note, NotePhoto

_NOTE = (
    *("title", "text", "place", "language", "state", "like_count", "save_count", "comment_count", "written_at"),
    *("publish_at", "published_at", "edited_at", "deleted_at"),
)


def count(person: Person) -> int:
    return _notes(person).count() + _comments(person).count() + _photos(person).count()


def entries(person: Person) -> Iterator[Entry]:
    yield listing("notes.json", lambda: map(_note, by_key(_notes(person))))
    yield listing("comments.json", lambda: map(_comment, by_key(_comments(person))))
    names: set[str] = set()
    for photo in by_key(_photos(person)):
        if photo.name not in names:
            names.add(photo.name)
            yield kept_file(photo_file(photo), default_storage, photo.name)


def _notes(person: Person) -> "QuerySet[Note]":
    photos = Prefetch("photos", NotePhoto.objects.select_related("photo", "original"))
    notes = Note.objects.filter(author=person)
    return notes.prefetch_related(photos, "hashtags", "pins__product__shop", "things", "mentions__person")


def _comments(person: Person) -> "QuerySet[Comment]":
    return Comment.objects.filter(author=person)


def _photos(person: Person) -> "QuerySet[Photo]":
    """What the person put here; photos of goods belong to the shop's archive, unless a note shows them too."""
    of_goods = ProductPhoto.objects.filter(photo=OuterRef("pk"))
    in_note = NotePhoto.objects.filter(Q(photo=OuterRef("pk")) | Q(original=OuterRef("pk")))
    photos: QuerySet[Photo] = Photo.objects.filter(by=person).filter(~Exists(of_goods) | Exists(in_note))
    return photos


def _note(note: Note) -> dict[str, Any]:
    files = {shown.pk: photo_file(shown.photo) for shown in note.photos.all()}
    return {
        "number": note.pk,
        **said(note, *_NOTE),
        "hashtags": [tag.word for tag in note.hashtags.all()],
        "mentions": [mention.person.handle for mention in note.mentions.all()],
        "photos": [
            {
                "file": files[shown.pk],
                "original": photo_file(shown.original) if shown.original else None,
                "alt": shown.alt,
            }
            for shown in note.photos.all()
        ],
        "products": [
            {
                "shop": pin.product.shop.handle,
                "product": pin.product.handle,
                "file": files.get(pin.photo_id or 0),
                **said(pin, "x", "y"),
            }
            for pin in note.pins.all()
        ],
        "things": [
            {"file": files.get(thing.photo_id or 0), **said(thing, "name", "x", "y", "ask_count")}
            for thing in note.things.all()
        ],
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "number": comment.pk,
        "note": comment.note_id,
        "in_reply_to": comment.parent_id,
        **said(comment, "text", "said_at", "hidden_at", "deleted_at"),
    }

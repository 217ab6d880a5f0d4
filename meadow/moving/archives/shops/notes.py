"""Notes of a shop's team that show its goods, with their photos."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from meadow.moving.archives.entries import Entry, by_key, kept_file, listing, said
from meadow.moving.archives.shops.asked import Asked
from meadow.people.models.photos import Photo
from meadow.venue.notes.models.notes import Note, NotePhoto, Pin


def count(asked: Asked) -> int:
    notes = _notes(asked)
    return notes.count() + NotePhoto.objects.filter(note__in=notes.values("pk")).count()


def entries(asked: Asked) -> Iterator[Entry]:
    yield listing("notes.json", lambda: (_note(note) for note in by_key(_notes(asked))))
    for note in by_key(_notes(asked)):
        for shown in note.photos.all():
            yield kept_file(file_of(note, shown.photo), default_storage, shown.photo.name)


def _notes(asked: Asked) -> "QuerySet[Note]":
    pins = Pin.objects.filter(note=OuterRef("pk"), product__shop=asked.shop)
    own = Pin.objects.filter(product__shop=asked.shop).select_related("product", "photo").order_by("pk")
    notes = Note.objects.filter(Exists(pins), state=Note.State.PUBLISHED, author__in=asked.shop.seats.values("person"))
    photos = Prefetch("photos", NotePhoto.objects.select_related("photo"))
    return asked.within(
        notes.select_related("author").prefetch_related(photos, Prefetch("pins", own), "hashtags"), "published_at"
    )


def file_of(note: Note, photo: Photo) -> str:
    """The path of a note's photo in the archive, the same in every export."""
    name = PurePosixPath(photo.name)
    return f"notes/{note.pk}-{name.stem[:12]}{name.suffix}"


def _note(note: Note) -> dict[str, Any]:
    files = {shown.pk: file_of(note, shown.photo) for shown in note.photos.all()}
    return {
        "author": note.author.handle,
        **said(note, "title", "text", "place", "language", "published_at", "edited_at"),
        **said(note, "like_count", "save_count", "comment_count"),
        "hashtags": [tag.word for tag in note.hashtags.all()],
        "photos": [{"file": files[shown.pk], "alt": shown.alt} for shown in note.photos.all()],
        "products": [
            {"handle": pin.product.handle, "file": files.get(pin.photo_id or 0), **said(pin, "x", "y")}
            for pin in note.pins.all()
        ],
    }

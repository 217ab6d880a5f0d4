"""The notes of the demo: written and published by the rules, then moved to the days on which they appeared."""

from datetime import datetime, timedelta

from meadow.demo.loading.album import Album
from meadow.demo.loading.people import People
from meadow.demo.loading.products import Products
from meadow.demo.loading.texts import Row, Texts
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.venue.notes.actions.publishing import publish_note, schedule_note
from meadow.venue.notes.actions.things import ThingShown
from meadow.venue.notes.actions.writing import Content, PhotoShown, ProductShown, write_note
from meadow.venue.notes.models.notes import Note

Notes = dict[str, Note]


class Writer:
    """Writes notes from rows of text, with their photos and pins."""

    def __init__(self, texts: Texts, album: Album, people: People, products: Products) -> None:
        self.texts, self.album, self.people, self.products = texts, album, people, products
        self.alts = texts.alts

    def write(self, row: Row) -> Note:
        """Keep the note as its author's draft."""
        author = self.people[row["by"]]
        photos = self._photos(row, author)
        language = row.get("language", author.language)
        return write_note(
            Content(
                title=row["title"],
                text=row["text"],
                place=row.get("place", ""),
                language=language,
                photos=[
                    PhotoShown(photo=photo.pk, alt=self._alt(row, file, language)) for file, photo in photos.items()
                ],
                products=[self._shown(handle, photos) for handle in row["pins"]],
                things=[self._tagged(thing, photos) for thing in row.get("things", ())],
            ),
            by=author,
        )

    def _photos(self, row: Row, author: Person) -> dict[str, Photo]:
        found = {file: self.album.photo(file, by=author) for file in row["photos"]}
        return {file: photo for file, photo in found.items() if photo}

    def _alt(self, row: Row, file: str, language: str) -> str:
        own = dict(zip(row["photos"], row.get("alts", ()), strict=False))
        return own.get(file) or self.alts[file][language]

    def _tagged(self, thing: Row, photos: dict[str, Photo]) -> ThingShown:
        if photo := photos.get(thing.get("file", "")):
            x, y = thing["at"]
            return ThingShown(name=thing["name"], photo=photo.pk, x=x, y=y)
        return ThingShown(name=thing["name"])

    def _shown(self, handle: str, photos: dict[str, Photo]) -> ProductShown:
        product = self.products[handle].pk
        for file, photo in photos.items():
            if point := self.texts.points.get(file, {}).get(handle):
                return ProductShown(product=product, photo=photo.pk, x=point[0], y=point[1])
        return ProductShown(product=product)


def publish_notes(writer: Writer, *, now: datetime) -> Notes:
    """Publish every note, the oldest first, and give each the moment it has in the text."""
    notes: Notes = {}
    for row in writer.texts.notes:
        note = writer.write(row)
        if note.cover_id is None:  # none of its pictures has been painted yet; `Album.missing` tells
            note.delete()
            continue
        note = publish_note(note, by=note.author)
        note.written_at = note.published_at = now - timedelta(days=row["days_ago"])
        note.changed_at = note.published_at
        notes[row["title"]] = note
    Note.objects.bulk_update(notes.values(), ["written_at", "published_at", "changed_at"], batch_size=500)
    return notes


def keep_unpublished(writer: Writer, *, now: datetime) -> None:
    """Leave the main characters their drafts, and have their scheduled notes wait for their moment."""
    for row in writer.texts.unpublished:
        note = writer.write(row)
        if "in_days" in row and note.cover_id is not None:
            schedule_note(note, now + timedelta(days=row["in_days"]), by=note.author)

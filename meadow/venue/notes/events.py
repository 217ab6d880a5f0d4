"""The facts that notes tell."""

from dataclasses import dataclass

from meadow.plumbing.events import Event


@dataclass(frozen=True, kw_only=True)
class NotePublished(Event):
    """A note became visible to everybody."""

    note: int
    author: int
    products: list[int]


@dataclass(frozen=True, kw_only=True)
class NoteEdited(Event):
    """A published note says or shows something else now."""

    note: int
    author: int
    products: list[int]


@dataclass(frozen=True, kw_only=True)
class NoteDeleted(Event):
    """A note was taken down by its author."""

    note: int
    author: int


@dataclass(frozen=True, kw_only=True)
class NoteRestored(Event):
    """The author took back the deletion of a published note."""

    note: int
    author: int


@dataclass(frozen=True, kw_only=True)
class NoteLiked(Event):
    """Somebody likes a note."""

    note: int
    author: int
    by: int


@dataclass(frozen=True, kw_only=True)
class NoteUnliked(Event):
    """Somebody took back a like."""

    note: int
    author: int
    by: int


@dataclass(frozen=True, kw_only=True)
class NoteSaved(Event):
    """Somebody saved a note to a collection."""

    note: int
    author: int
    by: int


@dataclass(frozen=True, kw_only=True)
class NoteCommented(Event):
    """Somebody said something under a note; `parent` is the comment replied to."""

    note: int
    author: int
    comment: int
    parent: int | None
    by: int
    text: str


@dataclass(frozen=True, kw_only=True)
class LinkAsked(Event):
    """Somebody asked where a thing of a note is from or, without `thing`, what the note shows."""

    note: int
    author: int
    thing: int | None
    by: int


@dataclass(frozen=True, kw_only=True)
class LinkAskWithdrawn(Event):
    """Somebody took back that they had asked."""

    note: int
    author: int
    thing: int | None
    by: int


@dataclass(frozen=True, kw_only=True)
class ThingTakenUp(Event):
    """A shop took up a thing of a note as a product; `asked` people had asked for it."""

    note: int
    thing: int
    product: int
    shop: int
    asked: int
    by: int

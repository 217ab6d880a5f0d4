"""The nouns of notes; Django wants them importable from here, everybody else names the submodule."""

from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.likes import Collection, Like, Saved
from meadow.venue.notes.models.notes import Hashtag, Mention, Note, NotePhoto, Pin
from meadow.venue.notes.models.things import Ask, Thing

__all__ = [
    "Ask",
    "Collection",
    "Comment",
    "Hashtag",
    "Like",
    "Mention",
    "Note",
    "NotePhoto",
    "Pin",
    "Saved",
    "Thing",
]

"""What people of the demo said under notes, liked and saved.

In bulk and untold: thousands of things that happened before anybody was here are no news. Counts and heat are kept by
the same arithmetic that the actions use.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from meadow.demo.loading.notes import Notes
from meadow.demo.loading.people import People
from meadow.demo.loading.texts import Row, Texts, lot
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.likes import Collection, Like, Saved
from meadow.venue.notes.models.notes import Note

_WARMEST = 10
_TALKED_FOR = timedelta(days=2)


def talk(texts: Texts, people: People, notes: Notes, *, now: datetime) -> int:
    """Write the comments and replies under the notes, spread over the two days that a note is talked about."""
    replies: list[tuple[Comment, Comment]] = []
    comments: list[Comment] = []
    for row in texts.notes:
        if note := notes.get(row["title"]):
            moments = _moments(note, row, now)
            for who, text, *answers in row["comments"]:
                said = Comment(note=note, author=people[who], text=text, said_at=next(moments))
                comments.append(said)
                replies += [
                    (said, Comment(note=note, author=people[other], text=answer, said_at=next(moments)))
                    for other, answer in answers
                ]
    Comment.objects.bulk_create(comments)
    for said, reply in replies:
        reply.parent = said
    Comment.objects.bulk_create(reply for _, reply in replies)
    return len(comments) + len(replies)


def applaud(texts: Texts, people: People, notes: Notes, *, now: datetime) -> int:
    """Have everybody like and save notes by lot, the warm ones more; say how many likes there are."""
    saving = [person for row in texts.people if "guide" not in row for person in [people[row["handle"]]]]
    shelves = {
        shelf.person_id: shelf
        for shelf in Collection.objects.bulk_create(Collection(person=person, name="") for person in saving)
    }
    likes: list[Like] = []
    saves: list[Saved] = []
    for row in texts.notes:
        note = notes.get(row["title"])
        if note is None or note.published_at is None:
            continue
        share = 0.75 * row["warmth"] / _WARMEST
        for handle, person in people.items():
            at = note.published_at + (now - note.published_at) * lot("when", note.title, handle) ** 2
            if person.pk != note.author_id and lot("likes", note.title, handle) < share:
                likes.append(Like(note=note, person=person, liked_at=at))
            if person.pk in shelves and lot("saves", note.title, handle) < share / 4:
                saves.append(Saved(note=note, collection=shelves[person.pk], saved_at=at))
    Like.objects.bulk_create(sorted(likes, key=lambda like: like.liked_at), batch_size=2000)
    Saved.objects.bulk_create(sorted(saves, key=lambda saved: saved.saved_at), batch_size=2000)
    _count(notes, likes, saves)
    return len(likes)


def _count(notes: Notes, likes: list[Like], saves: list[Saved]) -> None:
    liked = Counter(like.note_id for like in likes)
    saved = Counter(row.note_id for row in saves)
    said = Counter(Comment.objects.filter(note__in=notes.values()).values_list("note", flat=True))
    for note in notes.values():
        changed_at = note.changed_at
        note.count(likes=liked[note.pk], saves=saved[note.pk], comments=said[note.pk])
        note.changed_at = changed_at
    Note.objects.bulk_update(notes.values(), ["like_count", "save_count", "comment_count", "heat"], batch_size=500)


def _moments(note: Note, row: Row, now: datetime) -> Iterator[datetime]:
    """Rising moments for everything that is said under a note, the first ones closer together."""
    begun = note.published_at or now
    number = sum(len(comment) - 1 for comment in row["comments"])
    span = min(_TALKED_FOR, (now - begun) * 0.9)
    lots = (place - lot("said", note.title, str(place)) for place in range(1, number + 1))
    return (begun + span * (place / number) ** 2 for place in lots)

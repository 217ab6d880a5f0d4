"""The talk under a note as one reader sees it, in a constant number of statements."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from meadow.people.models.persons import Person
from meadow.plumbing.cursors import leaf
from meadow.venue.notes import words
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note

COMMENTS = 20
FIRST_REPLIES = 3
REPLIES = 30


@dataclass
class Thread:
    """One comment, its first replies, and whether there are more."""

    comment: Comment
    replies: list[Comment] = field(default_factory=list)
    goes_on: bool = False


@dataclass
class Talk:
    """Some threads: the pinned one first, then the newest; `after` is where the next ones begin."""

    threads: list[Thread]
    after: str | None

    @property
    def texts(self) -> Iterator[str]:
        for thread in self.threads:
            yield thread.comment.text
            yield from (reply.text for reply in thread.replies)


def talk_under(note: Note, reader: Person | None, *, after: str | None) -> Talk:
    """The next threads under a note; only the first leaf opens with the pinned comment."""
    if reader is None and not note.comment_count:
        return Talk([], None)  # what a note counts is what guests can read
    seen = Comment.objects.visible_to(reader).filter(note=note).select_related("author__picture")
    page = leaf(seen.filter(parent=None, pinned_at=None), by="-pk", after=after, limit=COMMENTS)
    pinned = [] if after else list(seen.filter(parent=None).exclude(pinned_at=None))
    threads = [Thread(comment) for comment in [*pinned, *page.rows]]
    if threads:
        _add_replies(threads, reader)
    return Talk(threads, page.after)


def known_handles(*texts: str) -> set[str]:
    """Of the handles that these texts mention, those that somebody bears."""
    handles = {handle for text in texts for handle in words.mentions(text)}
    if not handles:
        return set()
    return set(Person.objects.visible_to(None).filter(handle__in=handles).values_list("handle", flat=True))


def _add_replies(threads: list[Thread], reader: Person | None) -> None:
    of_comment: dict[int, Thread] = {thread.comment.pk: thread for thread in threads}
    first = (
        Comment.objects.visible_to(reader)
        .filter(parent__in=of_comment)
        .annotate(place=Window(RowNumber(), partition_by=F("parent"), order_by=F("pk").asc()))
        .filter(place__lte=FIRST_REPLIES + 1)
        .select_related("author__picture")
        .order_by("pk")
    )
    for reply in first:
        assert reply.parent_id is not None
        thread = of_comment[reply.parent_id]
        if len(thread.replies) < FIRST_REPLIES:
            thread.replies.append(reply)
        else:
            thread.goes_on = True

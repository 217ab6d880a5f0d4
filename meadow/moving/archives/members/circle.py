"""What ties a person to others: follows, blocks, likes, saved notes, questions."""

from collections.abc import Iterator
from typing import Any

from meadow.moving.archives.entries import Entry, by_key, listing, said
from meadow.people.models.persons import Block, Follow, Person
from meadow.venue.notes.models.likes import Collection, Like, Saved
from meadow.venue.notes.models.notes import Mention
from meadow.venue.notes.models.things import Ask


def count(person: Person) -> int:
    rows: tuple[Any, ...] = (
        Follow.objects.filter(follower=person),
        Follow.objects.filter(followed=person),
        Like.objects.filter(person=person),
        Saved.objects.filter(collection__person=person),
        Ask.objects.filter(person=person),
    )
    return sum(some.count() for some in rows)


def entries(person: Person) -> Iterator[Entry]:
    following = Follow.objects.filter(follower=person).select_related("followed")
    yield listing("following.json", lambda: (_tie(row, row.followed) for row in by_key(following)))
    followers = Follow.objects.filter(followed=person).select_related("follower")
    yield listing("followers.json", lambda: (_tie(row, row.follower) for row in by_key(followers)))
    # Only whom the person keeps away: who keeps them away is those people's own affair.
    blocks = Block.objects.filter(by=person).select_related("blocked")
    yield listing("blocks.json", lambda: (_tie(row, row.blocked) for row in by_key(blocks)))
    likes = Like.objects.filter(person=person)
    yield listing("likes.json", lambda: ({"note": row.note_id, "at": row.liked_at} for row in by_key(likes)))
    collections = Collection.objects.kept_by(person)
    yield listing("collections.json", lambda: (said(row, "pk", "name", "begun_at") for row in by_key(collections)))
    saved = Saved.objects.filter(collection__person=person)
    yield listing(
        "saved.json",
        lambda: ({"collection": row.collection_id, "note": row.note_id, "at": row.saved_at} for row in by_key(saved)),
    )
    asks = Ask.objects.filter(person=person).select_related("thing")
    yield listing(
        "asks.json",
        lambda: (
            {"note": row.note_id, "thing": row.thing and row.thing.name, "at": row.asked_at} for row in by_key(asks)
        ),
    )
    mentions = Mention.objects.filter(person=person)
    yield listing("mentions-of-you.json", lambda: ({"note": row.note_id} for row in by_key(mentions)))


def _tie(row: Follow | Block, person: Person) -> dict[str, Any]:
    return {"handle": person.handle, "since": row.since}

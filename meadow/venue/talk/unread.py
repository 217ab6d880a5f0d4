"""How much somebody has not read: one statement, however many threads they are in and however much was said."""

from collections.abc import Iterable

from meadow.people.models.persons import Person
from meadow.plumbing.prepared import run
from meadow.venue.talk.models.threads import Thread

# What is unread lies between two numbers; nothing is counted. The bar of every page has it as a part of its statement.
UNREAD = """
SELECT coalesce(sum(greatest(thread.last - greatest(reader.read, reader.since), 0)), 0)
FROM talk_reader reader JOIN talk_thread thread ON thread.id = reader.thread_id
WHERE reader.person_id = %s AND reader.left_at IS NULL AND NOT reader.is_muted"""
_EACH = """
SELECT thread.id, greatest(thread.last - greatest(reader.read, reader.since), 0)
FROM talk_reader reader JOIN talk_thread thread ON thread.id = reader.thread_id
WHERE reader.person_id = %s AND reader.left_at IS NULL AND thread.id = ANY(%s)"""


def unread_of(person: Person) -> int:
    """Messages this person has not read, in all their threads that they have not muted."""
    return int(run(UNREAD, [person.pk])[0][0])


def unread_by_thread(person: Person, threads: Iterable[Thread | int]) -> dict[int, int]:
    """How many messages of each of these threads this person has not read; those they are not in are left out."""
    keys = [thread if isinstance(thread, int) else thread.pk for thread in threads]
    return dict(run(_EACH, [person.pk, keys])) if keys else {}

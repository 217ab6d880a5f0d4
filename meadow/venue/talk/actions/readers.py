"""Who reads a thread: coming, going, how far they have read, and whether they want to hear of it."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from meadow.engines.bus import kick_soon
from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.plumbing.prepared import run
from meadow.venue.talk.actions.telling import tell
from meadow.venue.talk.models.threads import Reader, Thread

PASSES = timedelta(minutes=5)
"""How long a pass to hear a thread is good for."""
_LET_IN = """
INSERT INTO talk_reader (thread_id, person_id, since, read, mentioned, is_muted, came_at)
SELECT id, %(person)s, coalesce(%(since)s::bigint, last), last, 0, false, now() FROM talk_thread WHERE id = %(thread)s
ON CONFLICT (person_id, thread_id) DO UPDATE SET left_at = NULL,
 since = CASE WHEN talk_reader.left_at IS NULL THEN talk_reader.since ELSE excluded.since END,
 read = CASE WHEN talk_reader.left_at IS NULL THEN talk_reader.read ELSE excluded.read END,
 came_at = CASE WHEN talk_reader.left_at IS NULL THEN talk_reader.came_at ELSE excluded.came_at END
RETURNING id"""
_READ = """
UPDATE talk_reader reader SET read = least(%(number)s, thread.last) FROM talk_thread thread
WHERE reader.thread_id = %(thread)s AND reader.person_id = %(person)s AND reader.left_at IS NULL
 AND thread.id = reader.thread_id AND reader.read < least(%(number)s, thread.last)
RETURNING reader.read"""


def pass_name(thread: Thread, person: Person) -> str:
    """Under which name every page of this person hears the thread, and can be cut off."""
    return f"{thread.subject}.person.{person.pk}"


@transaction.atomic
def let_in(thread: Thread, person: Person, *, sees_from: int | None = None) -> Reader:
    """Have a person read and write in a thread; whoever is in it already stays as they are.

    They read what comes after the message of this number: 0 for everything that was ever said, None for what is said
    from now on. Nothing is unread at first. Locks the thread's row.
    """
    Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    ((pk,),) = run(_LET_IN, {"thread": thread.pk, "person": person.pk, "since": sees_from})
    return Reader.objects.get(pk=pk)


@transaction.atomic
def show_out(thread: Thread, person: Person) -> None:
    """Have a person neither read nor write any more, and cut off whatever page of theirs listens. Locks the thread's
    row: after this stands, nothing more is said by them.
    """
    Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    if Reader.objects.inside().filter(thread=thread, person=person).update(left_at=Now()):
        name = pass_name(thread, person)
        # A pass that was given out a moment ago is good for a while, but nobody gets far with it.
        transaction.on_commit(lambda: kick_soon(name, again_for=PASSES.total_seconds()))


@transaction.atomic
def read_up_to(thread: Thread, person: Person, number: int) -> int:
    """Remember how far a person has read, on whatever device; never backwards. Returns how far that is now."""
    asked = {"thread": thread.pk, "person": person.pk, "number": number}
    if read := run(_READ, asked):
        ((now,),) = read
        if thread.place == Thread.Place.DIRECT:
            tell(thread, "read", {"person": person.pk, "number": now})
            # Whoever has read it knows what the news told of it.
            told = News.objects.visible_to(person).unread().filter(about=f"thread:{thread.pk}")
            told.update(read_at=Now(), counted=[])
        return int(now)
    return Reader.objects.filter(thread=thread, person=person).values_list("read", flat=True).first() or 0


def mute_thread(thread: Thread, person: Person, *, is_muted: bool = True) -> None:
    """Have a person hear nothing of a thread until they open it, or hear of it again."""
    Reader.objects.inside().filter(thread=thread, person=person).update(is_muted=is_muted)

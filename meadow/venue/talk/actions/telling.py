"""Telling everybody in a thread what was said, in the order of its numbers."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.db import transaction

from meadow.engines.bus import has_arrived, publish
from meadow.plumbing.compiled import Compiled, Place
from meadow.plumbing.prepared import run
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Thread
from meadow.venue.talk.spoken import spoken_to_all

_AT_ONCE = 100
_TURN = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
_FROM = "SELECT told, last FROM talk_thread WHERE id = %s"
# Nobody waits for the disk: after a crash a message may be told twice, and pages know it by its number.
_TOLD = """
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE talk_thread SET told = %s FROM quick WHERE id = %s"""
_untold = Compiled(
    lambda: (
        Message.objects.filter(thread=Place(0), number__gt=Place(1))
        .select_related("author__picture", "answers__author")
        .order_by("number")[:_AT_ONCE]
    )
)


def tell_soon(thread: Thread) -> None:
    """Tell everybody what was said, once the transaction stands."""
    transaction.on_commit(lambda: tell_thread(thread), robust=True)


def tell_thread(thread: Thread) -> None:
    """Tell everybody in the thread, in order, what nobody has been told yet: one's own message, and what others left.

    One process tells at a time; the others leave what they have to say to it, and go on, and so do those who speak
    meanwhile: the turn is not the thread's row. Whoever told looks once more after having let go. `told` remembers how
    far it came, for the next one to tell what a process could not that died in between.
    """
    while _tell_some(thread) and _waits(thread):
        pass


def _waits(thread: Thread) -> bool:
    ((told, last),) = run(_FROM, [thread.pk]) or [(0, 0)]
    return bool(told < last)


@transaction.atomic
def _tell_some(thread: Thread) -> bool:
    """Tell what waits, unless another process is telling; whether there was a turn."""
    if not run(_TURN, [f"talk.tell:{thread.pk}"])[0][0]:
        return False
    ((told, last),) = run(_FROM, [thread.pk]) or [(0, 0)]
    if told >= last:
        return True
    messages = _untold(thread.pk, told)
    if messages:
        publish(f"{thread.subject}.messages", orjson.dumps({"messages": spoken_to_all(messages)}))
        has_arrived()
        run(_TOLD, [messages[-1].number, thread.pk])
    return True


def tell(thread: Thread, kind: str, said: Mapping[str, Any]) -> None:
    """Tell everybody in the thread, once the transaction stands; on `<place>.<id>.<kind>`, as JSON. It may be lost."""
    payload, subject = orjson.dumps(said), f"{thread.subject}.{kind}"
    transaction.on_commit(lambda: publish(subject, payload))


def tell_changed(thread: Thread, *numbers: int) -> None:
    """Tell everybody, once the transaction stands, what these messages are now, with the signs below them.

    It says everything, so that nobody has to ask: a thread may have thousands of readers. Of more than a hundred only
    the numbers are told.
    """
    transaction.on_commit(lambda: _tell_changed(thread, numbers), robust=True)


def _tell_changed(thread: Thread, numbers: tuple[int, ...]) -> None:
    told: list[dict[str, Any]] = []
    if len(numbers) <= _AT_ONCE:
        rows = Message.objects.filter(thread=thread, number__in=numbers)
        told = spoken_to_all(list(rows.select_related("author__picture", "answers__author")), with_signs=True)
    publish(f"{thread.subject}.changed", orjson.dumps({"numbers": list(numbers), "messages": told}))

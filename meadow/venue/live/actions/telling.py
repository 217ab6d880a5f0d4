"""Telling everybody in a room what was said, in the one order that all keep."""

from datetime import timedelta
from typing import Any

import orjson
from django.db import transaction
from django.utils import timezone

from meadow.engines.bus import has_arrived, publish
from meadow.plumbing.compiled import Compiled, Place
from meadow.plumbing.prepared import run
from meadow.venue.live.models.talk import Message
from meadow.venue.live.spoken import spoken

FRESH = timedelta(seconds=60)
"""What could not be told for longer than this is not told any more: pages have asked for it meanwhile."""
_AT_ONCE = 100
# Whoever speaks made the row. Nobody waits for the disk: after a crash a message may be told twice, and pages know it.
_TURN = """
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
SELECT talk.told FROM live_talk talk, quick WHERE room_id = %s FOR NO KEY UPDATE OF talk SKIP LOCKED"""
_BEFORE = """
SELECT coalesce(max(id), 0) FROM live_message
WHERE room_id = %s AND show_id IS NOT DISTINCT FROM %s::bigint AND id <= %s"""
_WAITING = """
SELECT EXISTS (SELECT FROM live_message said, live_talk talk
 WHERE talk.room_id = %s AND said.room_id = talk.room_id AND said.id > talk.told)"""
_untold = Compiled(
    lambda: (
        Message.objects.filter(room=Place(0), pk__gt=Place(1))
        .select_related("author__picture")
        .order_by("pk")[:_AT_ONCE]
    )
)


def tell_talk(room: int) -> None:
    """Tell everybody in the room, in order, what nobody has been told yet: one's own message, and what others left.

    One process tells at a time; the others leave what they have to say to it, and go on. It therefore looks once more
    after it has let go. It holds the talk until NATS has everything, so that no other process overtakes; `told`
    remembers how far it came, for the next one to tell what a process could not that died in between. What came
    together while it waited goes out together: the fuller the room and the more is said, the fewer words NATS carries.
    """
    while _tell_some(room) and run(_WAITING, [room])[0][0]:
        pass


@transaction.atomic
def _tell_some(room: int) -> bool:
    """Tell what waits, unless another process is telling; whether there was a turn.

    Each message names the one before it (`after`): a page that did not hear that one asks for it.
    """
    if not (turn := run(_TURN, [room])):
        return False
    ((told,),) = turn
    messages = _untold(room, told)
    before: dict[int | None, int] = {}
    heard: dict[str, list[dict[str, Any]]] = {}
    oldest = timezone.now() - FRESH
    for message in messages:
        show = message.show_id
        if show not in before:
            ((before[show],),) = run(_BEFORE, [room, show, told])
        if message.hidden_at is None and message.said_at > oldest:
            heard_in = f"room.{room}.messages" if show else f"console.{room}.messages"
            heard.setdefault(heard_in, []).append({**spoken(message), "after": before[show]})
        before[show] = message.pk
    for subject, said in heard.items():
        publish(subject, orjson.dumps({"messages": said}))
    if messages:
        has_arrived()
        run("UPDATE live_talk SET told = %s WHERE room_id = %s", [messages[-1].pk, room])
    return True

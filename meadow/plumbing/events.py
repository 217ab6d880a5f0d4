"""Facts: how a room tells what happened (`announce`), and how another room listens (`reaction`)."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction

from meadow.plumbing.logs import current_request_id
from meadow.plumbing.models import Announcement, Reacted

CHANNEL = "meadow_announced"


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense; fields are ids and copied values, never objects.

    `OrderPaid` in `meadow.trade.events` travels as `trade.order_paid`; rooms of the venue as `venue.note_published`.
    """

    name: ClassVar[str] = ""
    known: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls) -> None:
        room = cls.__module__.split(".")[1]
        cls.name = f"{room}.{re.sub(r'(?<!^)(?=[A-Z])', '_', cls.__name__).lower()}"
        Event.known[cls.name] = cls


@dataclass(frozen=True)
class Told:
    """An event as it arrives at a reaction: its id, its name and its fields."""

    event: UUID
    name: str
    data: dict[str, Any]


def announce(event: Event) -> None:
    """Write the fact into the outbox of this transaction; the relay carries it to the journal after the commit."""
    announce_all([event])


def announce_all(events: Sequence[Event]) -> None:
    """`announce` for many facts of one action, in one statement."""
    if events:
        Announcement.objects.bulk_create(announcements(events))


def announcements(events: Sequence[Event]) -> list[Announcement]:
    """The outbox rows of these facts, for an action that writes them itself, together with other rows."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{events[0].name} was announced outside a transaction; only actions announce.")
    if not any(entry[1] is _wake_the_relay for entry in connection.run_on_commit):
        transaction.on_commit(_wake_the_relay, robust=True)
    request = current_request_id()
    return [Announcement(name=event.name, data=dataclasses.asdict(event), request=request) for event in events]


def _wake_the_relay() -> None:
    """Tell the relay that there is something to carry; unheard, it looks by itself after two seconds.

    After the commit, since a transaction that notifies takes a lock that all of them share until its commit is on disk:
    they would commit one after the other.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def announced() -> list[str]:
    """Names of all facts in the outbox, oldest first (for tests and for `meadow doctor`)."""
    return list(Announcement.objects.order_by("pk").values_list("name", flat=True))


Reaction = Callable[[Told], None]
_reactions: dict[str, list[tuple[str, Reaction]]] = defaultdict(list)


def reaction(*names: str) -> Callable[[Reaction], Reaction]:
    """Have a function called once for every event of these names, in a transaction of its own."""

    def register(function: Reaction) -> Reaction:
        for name in names:
            _reactions[name].append((f"{function.__module__}.{function.__name__}", function))
        return function

    return register


def react(told: Told) -> int:
    """Let every room react that has not reacted to this event yet; return how many did.

    One that fails does not keep the others from it; when all have had their turn, its error is raised.
    """
    reacted, failed = 0, None
    for label, function in _reactions[told.name]:
        try:
            with transaction.atomic():
                _, first_time = Reacted.objects.get_or_create(reaction=label, event=told.event)
                if first_time:
                    function(told)
        except Exception as error:  # noqa: BLE001 -- raised below, once the others have had their turn
            failed = failed or error
        else:
            reacted += first_time
    if failed:
        raise failed
    return reacted

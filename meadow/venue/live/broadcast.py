"""Telling everybody in a room, or its team at the console, what happens, at the speed of NATS.

What is told is ephemeral: it may be lost, and the page says the same when it is loaded anew.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from django.db import transaction

from meadow.engines.bus import publish
from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room


def tell_room(room: Room, kind: str, said: Mapping[str, Any]) -> None:
    """Tell everybody who is in the room, once the transaction stands; on `room.<id>.<kind>`, as JSON."""
    _tell(f"{room.subject}.{kind}", said)


def tell_console(room: Room, kind: str, said: Mapping[str, Any]) -> None:
    """Tell the room's team at the console, once the transaction stands; on `console.<id>.<kind>`, as JSON."""
    _tell(f"console.{room.pk}.{kind}", said)


def _tell(subject: str, said: Mapping[str, Any]) -> None:
    payload = orjson.dumps(said)
    transaction.on_commit(lambda: publish(subject, payload))


def pass_name(room: Room, person: Person) -> str:
    """Under which name every page of this person hears the room, and can be cut off."""
    return f"{room.subject}.person.{person.pk}"

"""What lets somebody publish: a room's stream key, of which only the hash is kept, and passes for browsers.

A key is for broadcasting software and lasts until it is replaced. A pass is for the browser of one of the room's hosts,
who asks for a new one at every connection; it lives two minutes. Both are worthless once the key was replaced.
"""

import hashlib
import hmac
import secrets

from django.core import signing

from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room

PASS_SECONDS = 120
_SALT = "live.pass"
_LONGEST = 300


def new_key() -> str:
    """A key that nobody guesses, in letters that every encoder's form takes."""
    return secrets.token_urlsafe(24)


def hash_of(key: str) -> str:
    """What is kept of a key. It is random and long, so that a quick hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def opens(key: str, room: Room) -> bool:
    """Whether this is the room's key."""
    return bool(room.key_hash) and hmac.compare_digest(hash_of(key), room.key_hash)


def pass_for(room: Room, person: Person) -> str:
    """A pass for this person's browser."""
    return signing.dumps([room.pk, person.pk, _generation(room)], salt=_SALT)


def bearer(shown: str, room: Room) -> int | None:
    """Whose pass to this room it is; None when it is none, too old, or from before the key was replaced."""
    if len(shown) > _LONGEST:
        return None
    try:
        told = signing.loads(shown, salt=_SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return None
    pk, person, generation = told
    return int(person) if (pk, generation) == (room.pk, _generation(room)) else None


def _generation(room: Room) -> str:
    return room.key_made_at.isoformat() if room.key_made_at else ""

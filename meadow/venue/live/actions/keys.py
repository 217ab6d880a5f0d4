"""Making stream keys and taking them away."""

from django.db import transaction
from django.utils import timezone

from meadow.engines.media.adapter import MediaUnreachable
from meadow.engines.media.registry import media_engine
from meadow.people.models.persons import Person
from meadow.venue.live.keys import hash_of, new_key
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Stream
from meadow.venue.live.refusals import MediaIsSilent, RoomIsOver


@transaction.atomic
def make_key(room: Room, *, by: Person) -> str:
    """A new key for broadcasting software, told this once; the one from before opens nothing any more.

    What is being published goes on: a key is asked for when somebody comes, also when they come again.
    """
    room = Room.objects.locked().get(pk=room.pk)
    if room.is_over:
        raise RoomIsOver(title=room.title)
    key = new_key()
    _keep(room, hash_of(key))
    return key


def cut_off(room: Room, *, by: Person) -> None:
    """End what is being published, and have whoever published it come back with a new key only.

    The key goes first and for good, also when the engine does not answer: then the next look at the engine ends it.
    """
    with transaction.atomic():
        room = Room.objects.locked().get(pk=room.pk)
        _keep(room, "")
        for stream in Stream.objects.filter(room=room).exclude(state=Stream.State.ENDED).locked():
            stream.state, stream.ended_at = Stream.State.ENDED, timezone.now()
            stream.save(update_fields=["state", "ended_at"])
    try:
        media_engine().kick(path=room.path, reason="cut off by the host")
    except MediaUnreachable as error:
        raise MediaIsSilent from error


def _keep(room: Room, key_hash: str) -> None:
    room.key_hash, room.key_made_at = key_hash, timezone.now()
    room.save(update_fields=["key_hash", "key_made_at"])

"""Live rooms hear their own facts, to tell those who reserved."""

from meadow.plumbing.events import Told, reaction
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.reminders import MOVED, OFF, OPEN, have_told


@reaction("venue.room_opened")
def tell_that_it_began(told: Told) -> None:
    """The show that they waited for has begun."""
    _tell(told, OPEN)


@reaction("venue.room_planned")
def tell_that_it_moved(told: Told) -> None:
    """It begins at another moment than the one they reserved; the first time that it is said, nobody has yet."""
    _tell(told, MOVED)


@reaction("venue.room_cancelled")
def tell_that_it_was_called_off(told: Told) -> None:
    """It will not open."""
    _tell(told, OFF)


def _tell(told: Told, news: str) -> None:
    room = Room.objects.filter(pk=told.data["room"]).first()
    if room is not None:
        have_told(room, news)

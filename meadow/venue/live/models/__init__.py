"""The nouns of live rooms; Django wants them importable from here, everybody else names the submodule."""

from meadow.venue.live.models.clips import Clip
from meadow.venue.live.models.rooms import Reservation, Room, RoomSeat
from meadow.venue.live.models.shelf import ExplainAsk, Explaining, Offer, Raffle, RaffleEntry, ShelfItem
from meadow.venue.live.models.shows import Minute, Participation, Recording, Show, Stream, Visit
from meadow.venue.live.models.talk import ForbiddenWord, Message, Mute

__all__ = [
    "Clip",
    "ExplainAsk",
    "Explaining",
    "ForbiddenWord",
    "Message",
    "Minute",
    "Mute",
    "Offer",
    "Participation",
    "Raffle",
    "RaffleEntry",
    "Recording",
    "Reservation",
    "Room",
    "RoomSeat",
    "ShelfItem",
    "Show",
    "Stream",
    "Visit",
]

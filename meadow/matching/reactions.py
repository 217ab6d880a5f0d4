"""What matching does when other rooms speak."""

from meadow.matching.room_news import tell_audience
from meadow.plumbing.events import Told, reaction


@reaction("venue.room_opened")
def tell_who_may_care(told: Told) -> None:
    """A live room has opened: those who may care for it are told in the background."""
    tell_audience.defer(show=told.data["show"])

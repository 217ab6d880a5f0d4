"""Telling people who may care that a live room has opened: as news, and never by a letter of its own."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.matching.audiences import audience_for
from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.sentences import in_each_language
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Show
from meadow.venue.live.reminders import address_of


@app.task(name="matching.tell_audience", retry=RetryStrategy(max_attempts=3, exponential_wait=4))
def tell_audience(show: int) -> None:
    """Tell the audience of a show that it has begun; nothing when it is over already, or not meant for everybody."""
    about = Show.objects.select_related("room__host", "room__shop").filter(pk=show, closed_at=None).first()
    if about is None or about.room.age_from:
        return
    tell_of(
        audience_for(about.room),
        kind=Kind.ROOM,
        verb="room_live",
        about=f"show:{show}",
        url=address_of(about.room),
        actor=about.room.host_id,
        words=in_each_language(
            lambda: {"name": _name_of(about.room)}, title=about.room.title, photo=about.room.cover_id
        ),
    )


def _name_of(room: Room) -> str:
    return str(room.shop.in_words["name"]) if room.shop else room.host.name

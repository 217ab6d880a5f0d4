"""Telling people who may care that a live room has opened: on the page they look at, and never by letter."""

from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.matching.audiences import audience_for
from meadow.people.inbox import in_words_of, tell
from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Show
from meadow.venue.live.reminders import address_of


@app.task(name="matching.tell_audience", retry=RetryStrategy(max_attempts=3, exponential_wait=4))
def tell_audience(show: int) -> None:
    """Tell the audience of a show that it has begun; nothing when it is over already, or not meant for everybody."""
    about = Show.objects.select_related("room__host", "room__shop").filter(pk=show, closed_at=None).first()
    if about is None or about.room.age_from:
        return
    for person in _in_order(audience_for(about.room)):
        with in_words_of(person):
            title = _("%(name)s is live: “%(title)s”.") % {"name": _name_of(about.room), "title": about.room.title}
        tell(person, "room", title, address_of(about.room))


def _name_of(room: Room) -> str:
    return str(room.shop.in_words["name"]) if room.shop else room.host.name


def _in_order(keys: list[int]) -> list[Person]:
    people = Person.objects.in_bulk(keys)
    return [people[key] for key in keys if key in people]

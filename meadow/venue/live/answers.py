"""What live rooms answer when notes ask."""

from collections.abc import Collection

from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Explaining
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.questions import GoingOn, knows_what_goes_on

MOST = 3


@knows_what_goes_on
def being_explained(note: Note, products: Collection[int], reader: Person | None) -> list[GoingOn]:
    """Rooms on air that explain one of these products just now; what is not for everybody is not said outside."""
    rooms = Room.objects.visible_to(reader).live().filter(age_from=0)
    now = Explaining.objects.filter(product__in=products, ended_at=None, show__closed_at=None, show__room__in=rooms)
    return [
        GoingOn(found.product_id, found.show.room.title, f"{found.show.room.get_absolute_url()}?from=note:{note.pk}")
        for found in now.select_related("show__room").order_by("-pk")[:MOST]
    ]

"""What live rooms answer when notes ask."""

from collections.abc import Collection

from django.urls import reverse

from meadow.people.models.persons import Person
from meadow.venue.live.models.clips import Clip
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Explaining
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.questions import GoingOn, Playing, knows_what_goes_on, knows_what_it_plays

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


@knows_what_it_plays
def clip_of(note: Note, reader: Person | None) -> Playing | None:
    """The clip that was cut for it, while its recording can be watched."""
    found = Clip.objects.playable_by(reader).select_related("recording__room").filter(note=note.pk).first()
    if found is None:
        return None
    room = found.recording.room
    return Playing(
        reverse("live:clip", args=[room.pk, found.pk]),
        f"{reverse('live:replay', args=[room.pk])}?clip={found.pk}",
        room.title,
        found.seconds,
    )

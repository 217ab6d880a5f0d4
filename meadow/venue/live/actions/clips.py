"""Cutting clips out of recordings: a draft of a note that plays a stretch of one."""

from dataclasses import dataclass

from django.db import transaction

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.venue.live.models.clips import LEAST_SECONDS, MOST_SECONDS, Clip
from meadow.venue.live.models.shows import Recording
from meadow.venue.live.refusals import ClipOutOfBounds, NotForEverybody, NotRecorded, RecordingIsHidden
from meadow.venue.live.replaying import written
from meadow.venue.notes.actions.writing import Content, PhotoShown, ProductShown, write_note

_SLACK = 0.05  # players and recordings count their seconds a little differently


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What somebody chose: a stretch in seconds of a recording, the product it shows, and a photo of it."""

    begins: float
    ends: float
    product: int | None = None
    photo: int | None = None
    language: str = "en"


@transaction.atomic
def cut_clip(recording: Recording, cut: Cut, *, by: Person) -> Clip:
    """Begin a note that plays this stretch: a draft of whoever cuts, with the photo, and the product while on sale.

    Only from what everybody may watch, since everybody may read notes.
    """
    recording = Recording.objects.kept().select_related("room").get(pk=recording.pk)
    if not recording.is_shown:
        raise RecordingIsHidden
    if recording.room.age_from:
        raise NotForEverybody(age=recording.room.age_from)
    if not LEAST_SECONDS - _SLACK <= cut.ends - cut.begins <= MOST_SECONDS + _SLACK:
        raise ClipOutOfBounds(least=LEAST_SECONDS, most=MOST_SECONDS)
    if recording.seconds and cut.ends > recording.seconds + _SLACK:
        raise NotRecorded(length=written(recording.seconds))
    product = Product.objects.on_sale().filter(pk=cut.product).first() if cut.product else None
    note = write_note(
        Content(
            title=(product.in_words["title"] if product else recording.room.title)[:100],
            language=cut.language,
            photos=[PhotoShown(photo=cut.photo)] if cut.photo else [],
            products=[ProductShown(product=product.pk)] if product else [],
        ),
        by=by,
    )
    length = min(max(cut.ends - cut.begins, LEAST_SECONDS), MOST_SECONDS)
    return Clip.objects.create(note=note, recording=recording, begins=cut.begins, ends=cut.begins + length)


@transaction.atomic
def take_out_clip(clip: Clip, *, by: Person) -> None:
    """Have a note play nothing any more; it stays with its photos."""
    Clip.objects.filter(pk=clip.pk).delete()

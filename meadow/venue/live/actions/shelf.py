"""What stands on a room's shelf: put on, put in order, hidden, described, taken off. Locks the room."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.venue.live.broadcast import tell_room
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import MOST_ON_SHELF, Explaining, ShelfItem
from meadow.venue.live.questions import to_show
from meadow.venue.live.refusals import NotYoursToShow, RoomIsOver, ShelfFull


@transaction.atomic
def put_on_shelf(room: Room, products: Collection[int], *, by: Person) -> list[ShelfItem]:
    """Put these products at the end of the shelf; those that stand there already stay where they are."""
    room = _changing(room)
    found = list(to_show(room).filter(pk__in=products).order_by("pk").values_list("pk", flat=True))
    if len(found) < len(set(products)):
        raise NotYoursToShow
    there = set(room.shelf.values_list("product", flat=True))
    new = [pk for pk in dict.fromkeys(products) if pk not in there]
    if len(there) + len(new) > MOST_ON_SHELF:
        raise ShelfFull(most=MOST_ON_SHELF)
    last = room.shelf.aggregate(last=Max("position"))["last"]
    begin = 0 if last is None else last + 1
    items = ShelfItem.objects.bulk_create(
        [ShelfItem(room=room, product_id=pk, position=begin + place) for place, pk in enumerate(new)]
    )
    tell_room(room, "shelf", {})
    return items


@transaction.atomic
def take_off_shelf(room: Room, product: int, *, by: Person) -> None:
    """Show it no longer; what was being explained is so no more. Taken off twice it changes nothing."""
    room = _changing(room)
    if room.shelf.filter(product=product).delete()[0]:
        _explain_no_more(room, product)
        tell_room(room, "shelf", {})


@transaction.atomic
def arrange_shelf(room: Room, order: Sequence[int], *, by: Person) -> None:
    """Have products stand in this order; those it does not name come after them, as they stood."""
    room = _changing(room)
    items = list(room.shelf.all())
    wanted = {pk: place for place, pk in enumerate(order)}
    items.sort(key=lambda item: wanted.get(item.product_id, len(wanted)))
    for place, item in enumerate(items):
        item.position = place
    ShelfItem.objects.bulk_update(items, ["position"])
    tell_room(room, "shelf", {})


@transaction.atomic
def show_item(room: Room, product: int, *, by: Person, is_hidden: bool | None = None, words: str | None = None) -> None:
    """Hide a product from viewers or show it again, and say something beside it; what is not named stays."""
    room = _changing(room)
    item = room.shelf.filter(product=product).first()
    if item is None:
        return
    item.is_hidden = item.is_hidden if is_hidden is None else is_hidden
    item.words = item.words if words is None else words
    item.save(update_fields=["is_hidden", "words"])
    if item.is_hidden:
        _explain_no_more(room, product)
    tell_room(room, "shelf", {})


def _changing(room: Room) -> Room:
    room = Room.objects.locked().get(pk=room.pk)
    if room.state == Room.State.CANCELLED:
        raise RoomIsOver(title=room.title)
    return room


def _explain_no_more(room: Room, product: int) -> None:
    explained = Explaining.objects.filter(show__room=room, product=product, ended_at=None)
    if explained.update(ended_at=timezone.now()):
        tell_room(room, "explaining", {"product": None, "at": timezone.now().isoformat()})

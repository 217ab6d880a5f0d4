"""Explaining goods in a show, one at a time, and asking for it. Locks the room."""

from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.plumbing.public import public
from meadow.venue.live.actions.presence import took_part
from meadow.venue.live.broadcast import tell_console, tell_room
from meadow.venue.live.events import ProductExplained
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Explaining, ShelfItem
from meadow.venue.live.models.shows import Show
from meadow.venue.live.refusals import NotOnTheShelf, RoomNotLive


@transaction.atomic
def explain(room: Room, product: Product, *, by: Person) -> Explaining:
    """Begin to explain a product: a chapter of the show. What was explained before ends; the same one goes on.

    Whoever asked for it is heard, so its asks begin anew. A hidden product is shown from now on.
    """
    room = Room.objects.locked().get(pk=room.pk)
    show = show_that_is_on(room)
    item = room.shelf.filter(product=product).first()
    if item is None:
        raise NotOnTheShelf(title=product.in_words["title"])
    now = timezone.now()
    current = Explaining.objects.filter(show=show, ended_at=None).first()
    if current is not None and current.product_id == product.pk:
        return current
    _end(show)
    began = Explaining.objects.create(show=show, product=product, began_at=now)
    was_hidden = item.is_hidden
    ShelfItem.objects.filter(pk=item.pk).update(ask_count=0, is_hidden=False)
    announce(ProductExplained(room=room.pk, show=show.pk, product=product.pk, by=by.pk))
    if was_hidden:
        tell_room(room, "shelf", {})
    tell_room(room, "explaining", {"product": card(product), "at": now.isoformat()})
    tell_console(room, "asks", {"product": product.pk, "count": 0})
    return began


@transaction.atomic
def stop_explaining(room: Room, *, by: Person) -> None:
    """Explain nothing for a while; where nothing is explained nothing changes."""
    room = Room.objects.locked().get(pk=room.pk)
    if _end(show_that_is_on(room)):
        tell_room(room, "explaining", {"product": None, "at": timezone.now().isoformat()})


@transaction.atomic
def ask_to_explain(room: Room, product: Product, *, by: Person) -> int:
    """Wish that a product be explained; once for each member, show and product. Returns how many wish it.

    What is being explained just now is heard already: nothing is noted.
    Members do not wait for one another, nor for the room: the unique row decides who is counted.
    """
    show = show_that_is_on(room)
    if not room.shelf.filter(product=product, is_hidden=False).exists():
        raise NotOnTheShelf(title=product.in_words["title"])
    if Explaining.objects.filter(show=show, product=product, ended_at=None).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO live_explainask (show_id, product_id, person_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [show.pk, product.pk, by.pk],
        )
        is_new = bool(cursor.rowcount)
    item = room.shelf.filter(product=product)
    if is_new:
        took_part(show, by=by, kind="ask")
        item.update(ask_count=F("ask_count") + 1)
    count = item.values_list("ask_count", flat=True).first() or 0
    if is_new:
        tell_console(room, "asks", {"product": product.pk, "count": count})
    return count


def show_that_is_on(room: Room) -> Show:
    """The show that goes on in this room; refuses where none does."""
    show = Show.objects.filter(room=room, closed_at=None).first() if room.is_live else None
    if show is None:
        raise RoomNotLive(title=room.title)
    return show


def card(product: Product) -> dict[str, Any]:
    """A product as everybody in a room is told of it; prices in minor units."""
    return {
        "id": product.pk,
        "title": product.title,
        "url": product.get_absolute_url(),
        "price": product.price_from,
        "currency": product.shop.currency,
        "photo": public(product.cover.url) if product.cover else None,
    }


def _end(show: Show) -> int:
    return Explaining.objects.filter(show=show, ended_at=None).update(ended_at=timezone.now())

"""What led the person of a request to a product: read from what the page sends along, and checked."""

from typing import Any

from django.http import HttpRequest

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.people.visitors import visitor
from meadow.trade.actions.touches import record_touch
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.selections import SelectionItem
from meadow.trade.models.touches import Touch
from meadow.trade.session import guest_key, made_guest_key
from meadow.venue.groups.showing import showing
from meadow.venue.live.actions.minutes import count_click
from meadow.venue.live.actions.presence import took_part
from meadow.venue.live.entering import is_old_enough
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Show
from meadow.venue.notes.models.notes import Note


def note_arrival(request: HttpRequest, product: Product | None = None) -> bool:
    """Write down a touch if the request's form names a `note`, a live `room` or a `group` that shows the product, or an
    item of a selection. Who looks at goods out of a room takes part in its show; whoever puts them into the cart
    (`product`) has looked before.

    Says whether it did. Who is not signed in and has no cart is given a key only for what can earn something: nobody
    is remembered for nothing.
    """
    note, item, room = _key(request, "note"), _key(request, "via"), _key(request, "room")
    group = _key(request, "group")
    if not note and not item and not room and not group:
        return False
    is_look = product is None
    if product is None:
        product = Product.objects.on_sale().filter(pk=_key(request, "product")).first()
    if product is None:
        return False
    person = visitor(request)
    found = _through_room(room, product, request, is_look=is_look) or _through_item(item, product, person)
    found = found or _through_note(note, product, person) or _through_group(group, product, person)
    if found is None:
        return False
    key = None if person else guest_key(request)
    if person is None and key is None:
        if not Agreement.objects.live().filter(buyer=found["earner"], product=product).exists():
            return False
        key = made_guest_key(request)
    record_touch(by=person, key=key, product=product, **found)
    return True


def _through_room(pk: int, product: Product, request: HttpRequest, *, is_look: bool) -> dict[str, Any] | None:
    if not pk:
        return None
    person = visitor(request)
    rooms = Room.objects.visible_to(person).not_banning(person).select_related("host")
    room = rooms.filter(pk=pk, shelf__product=product, shelf__is_hidden=False).first()
    if room is None or not is_old_enough(request, room):
        return None
    show = Show.objects.filter(room=room, closed_at=None).first() if room.is_live else None
    if show is not None:
        if is_look:
            count_click(show)
        if person is not None:
            took_part(show, by=person, kind="card")
    return {"kind": Touch.Kind.ROOM, "earner": room.host, "place": room.occasion}


def _through_item(pk: int, product: Product, reader: Person | None) -> dict[str, Any] | None:
    if not pk:
        return None
    items = SelectionItem.objects.filter(pk=pk, product=product, buyer__is_buyer=True)
    item = items.filter(buyer__in=Person.objects.visible_to(reader)).select_related("buyer").first()
    return {"kind": Touch.Kind.SELECTION, "earner": item.buyer} if item else None


def _through_note(pk: int, product: Product, reader: Person | None) -> dict[str, Any] | None:
    if not pk:
        return None
    note = Note.objects.readable_by(reader).filter(pk=pk, pins__product=product).select_related("author").first()
    return {"kind": Touch.Kind.NOTE, "earner": note.author, "note": note} if note else None


def _through_group(pk: int, product: Product, person: Person | None) -> dict[str, Any] | None:
    group = showing(pk, product, person)
    return {"kind": Touch.Kind.GROUP, "earner": group.owner, "place": group.place} if group else None


def _key(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0

"""Live rooms beside feeds, shops and products: which one to show, each in one statement."""

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Follow, Person
from meadow.venue.live.models.rooms import Room, RoomQuerySet
from meadow.venue.live.models.shelf import Explaining, ShelfItem

ROW = 12


def rooms_on_air(reader: Person | None) -> list[Room]:
    """What is on air now, those of whom the reader follows first, then the newest; one statement."""
    rooms = Room.objects.visible_to(reader).live().not_banning(reader).for_cards()
    if reader is None:
        return list(rooms.order_by("-changed_at", "-pk")[:ROW])
    followed = Exists(Follow.objects.filter(follower=reader, followed=OuterRef("host")))
    return list(rooms.annotate(is_followed=followed).order_by("-is_followed", "-changed_at", "-pk")[:ROW])


def followed_on_air(reader: Person) -> list[Room]:
    """What those whom the reader follows have on air; one statement."""
    followed = Follow.objects.filter(follower=reader).values("followed")
    rooms = Room.objects.visible_to(reader).live().not_banning(reader).for_cards()
    return list(rooms.filter(host__in=followed).order_by("-changed_at", "-pk")[:ROW])


def room_of_shop(shop: Shop, reader: Person | None) -> Room | None:
    """The shop's room that is on air, or else its next one."""
    return _best(Room.objects.filter(shop=shop), reader)


def room_showing(product: Product, reader: Person | None) -> Room | None:
    """The room that shows this product: which explains it just now, or is on air, or comes next."""
    shelf = ShelfItem.objects.filter(room=OuterRef("pk"), product=product, is_hidden=False)
    explained = Explaining.objects.filter(show__room=OuterRef("pk"), product=product, ended_at=None)
    rooms = Room.objects.filter(Exists(shelf)).annotate(is_explained=Exists(explained))
    return _best(rooms, reader, "-is_explained")


def _best(rooms: RoomQuerySet, reader: Person | None, *first: str) -> Room | None:
    """One of these rooms that the reader may know of and that is for everybody: on air, or else the next to come."""
    known = rooms.known_to(reader).not_banning(reader).filter(age_from=0)
    coming = Q(pk__in=Room.objects.coming().values("pk"))
    on_air = Q(state__in=Room.ON_AIR)
    place = Case(When(on_air, then=Value(0)), default=Value(1), output_field=IntegerField())
    return known.filter(on_air | coming).annotate(place=place).order_by("place", *first, "starts_at", "pk").first()

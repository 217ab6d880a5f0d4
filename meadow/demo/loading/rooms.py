"""The live rooms of the demo: planned ones that people wait for, and one that is over, with its talk and chapters.

Planned rooms keep the rules of planning. What is over happened before anybody was here: it is written down untold, and
has no recording, since nothing was filmed.
"""

from datetime import datetime, timedelta

from meadow.demo.loading.album import Album
from meadow.demo.loading.people import People
from meadow.demo.loading.products import Products
from meadow.demo.loading.shops import Shops
from meadow.demo.loading.texts import Row, Texts, lot
from meadow.venue.live.actions.planning import Plan, announce_room, plan_room
from meadow.venue.live.models.rooms import Reservation, Room
from meadow.venue.live.models.shelf import Explaining, ShelfItem
from meadow.venue.live.models.shows import Show
from meadow.venue.live.models.talk import Message


def furnish_rooms(
    texts: Texts, album: Album, people: People, shops: Shops, products: Products, *, now: datetime
) -> int:
    """Plan the rooms, fill their shelves, and write down the one that is over; says how many rooms there are."""
    for row in texts.rooms:
        host, shop = people[row["host"]], shops[row["shop"]] if "shop" in row else None
        cover = album.photo(row["cover"], by=host)
        plan = Plan(
            title=row["title"],
            words=row["words"],
            language=row["language"],
            cover=cover.pk if cover else None,
            starts_at=_evening(now, row["in_hours"]) if "in_hours" in row else None,
            is_permanent=row.get("permanent", False),
        )
        room = plan_room(plan, by=host, shop=shop)
        ShelfItem.objects.bulk_create(
            ShelfItem(room=room, product=products[handle], position=place)
            for place, handle in enumerate(row["products"])
        )
        if "hours_ago" in row:
            _hold_show(room, row, people, products, now=now)
        elif plan.starts_at:
            _have_awaited(announce_room(room, by=host), people, row["reserved"])
        else:
            Room.objects.filter(pk=room.pk).update(is_public=True)
    return len(texts.rooms)


def _evening(now: datetime, hours: int) -> datetime:
    """About so many hours from now, on the hour."""
    return (now + timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)


def _have_awaited(room: Room, people: People, number: int) -> None:
    others = sorted((handle for handle in people if people[handle] != room.host), key=lambda who: lot("waits", who))
    waiting = [Reservation(room=room, person=people[handle]) for handle in others[:number]]
    room.reservation_count = len(Reservation.objects.bulk_create(waiting))
    room.save(update_fields=["reservation_count"])


def _hold_show(room: Room, row: Row, people: People, products: Products, *, now: datetime) -> None:
    began = now - timedelta(hours=row["hours_ago"])
    show = Show.objects.create(
        room=room,
        opened_at=began,
        opened_by=room.host,
        closed_at=began + timedelta(minutes=row["minutes"]),
        viewer_count=row["viewers"],
        peak=row["most"],
        like_count=row["likes"],
        message_count=len(row["said"]),
    )
    Explaining.objects.bulk_create(
        Explaining(
            show=show,
            product=products[handle],
            began_at=began + timedelta(minutes=begins),
            ended_at=began + timedelta(minutes=ends),
        )
        for handle, begins, ends in row["explained"]
    )
    Message.objects.bulk_create(
        Message(
            room=room,
            show=show,
            author=people[who],
            text=text,
            mark=str(place),
            is_question=bool(kind),
            answered_at=began + timedelta(minutes=minute + 1) if kind else None,
            said_at=began + timedelta(minutes=minute, seconds=60 * lot("said", text)),
        )
        for place, (who, minute, text, *kind) in enumerate(row["said"])
    )
    Room.objects.filter(pk=room.pk).update(
        state=Room.State.CLOSED, is_public=True, made_at=began - timedelta(days=5), changed_at=show.closed_at
    )

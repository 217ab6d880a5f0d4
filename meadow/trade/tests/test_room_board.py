"""Goods out of a room on their own pages, and on the show board: what was sold and what is left."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.placing import buy
from meadow.trade.actions.room_sales import Inside
from meadow.trade.forms.purchases import to_buy
from meadow.trade.models.touches import Touch
from meadow.trade.tests.made import home, pay, rate
from meadow.venue.live.actions.offers import Terms, make_offer
from meadow.venue.live.actions.opening import close_room
from meadow.venue.live.actions.shelf import put_on_shelf
from meadow.venue.live.board import goods_of
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Offer, ShelfItem
from meadow.venue.live.models.shows import Minute, Show
from meadow.venue.live.tests.made import on_air

pytestmark = pytest.mark.django_db


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def room(cy: Person, shop: Shop, lamp: Variant) -> Room:
    """Cy's room on air, with thirty lamps at 49.00 on its shelf; sending costs 5.00."""
    Stock.objects.update(on_hand=30)
    rate(shop, 500)
    made = on_air(cy, shop)
    put_on_shelf(made, [lamp.product_id], by=cy)
    return made


def bought_by_offer(ada: Person, room: Room, lamp: Variant) -> None:
    """One of ten lamps that the room offers at 39.00."""
    terms = Terms(price=3900, quantity=10, limit_each=1, countdown=10, minutes=5)
    offer = make_offer(room, lamp, terms, by=room.host)
    Offer.objects.filter(pk=offer.pk).update(starts_at=timezone.now() - timedelta(seconds=1))
    offer.refresh_from_db()
    seen = to_buy(lamp.pk)
    assert seen is not None
    pay(buy(seen, by=ada, address=home(ada), expected_total=4400, inside=Inside(room, offer)))


def test_a_products_page_passes_the_room_on(ada: Person, room: Room, lamp: Variant) -> None:
    client = signed_in(ada)
    link = f"{lamp.product.get_absolute_url()}?room={room.pk}"
    assert link in client.get(f"/live/{room.pk}/shelf/").content.decode()
    page = client.get(link).content.decode()
    assert page.count(f'<input type="hidden" name="room" value="{room.pk}">') == 2  # the cart, and what led here
    assert f"/buy/?variant={lamp.pk}&amp;room={room.pk}" in page
    for wrong in ("x", "0", "4242", "9" * 30, "²"):
        assert 'name="room"' not in client.get(f"{lamp.product.get_absolute_url()}?room={wrong}").content.decode()

    client.post("/touches/", {"product": lamp.product_id, "room": room.pk})
    client.post("/cart/lines/", {"variant": lamp.pk, "quantity": 1, "room": room.pk})
    touch = Touch.objects.get()
    assert (touch.kind, touch.place, touch.earner) == ("room", room.occasion, room.host)
    assert sum(Minute.objects.values_list("clicks", flat=True)) == 1  # putting it into the cart is no second look

    close_room(room, by=room.host)
    assert f'name="room" value="{room.pk}"' in client.get(link).content.decode()  # out of its replay
    ShelfItem.objects.update(is_hidden=True)
    assert 'name="room"' not in client.get(link).content.decode()


def test_the_board_says_what_was_sold_and_what_is_left(
    ada: Person, room: Room, lamp: Variant, django_assert_num_queries: Any
) -> None:
    show = Show.objects.get(room=room)

    def line() -> list[tuple[int, int | None]]:
        return [(one.sold, one.left) for one in goods_of(show)]

    assert line() == [(0, 30)]
    bought_by_offer(ada, room, lamp)
    assert line() == [(1, 29)]
    with django_assert_num_queries(5):
        goods_of(show)
    for handle in ("cup", "pot"):
        other = Product.objects.create(shop=lamp.product.shop, handle=handle, title=handle)
        ShelfItem.objects.create(room=room, product=other)
    with django_assert_num_queries(5):
        assert len(goods_of(show)) == 3

    close_room(room, by=room.host)
    show.refresh_from_db()
    assert line()[0] == (1, 29)
    Stock.objects.filter(variant=lamp).update(on_hand=0)
    assert line()[0] == (1, 0)
    Stock.objects.filter(variant=lamp).update(sells_on=True)
    assert line()[0] == (1, None)
    board = signed_in(room.host).get(f"/live/{room.pk}/board/").content.decode()
    assert "no limit" in board

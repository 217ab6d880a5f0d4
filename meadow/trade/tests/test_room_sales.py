"""Buying inside a live room: by its offers and without them, who earned it, and what the room is told."""

import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import StockSlice
from meadow.people.models.persons import Address, Person
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.orders import cancel_order, expire_group
from meadow.trade.actions.placing import buy
from meadow.trade.actions.room_sales import Inside, show_in_room
from meadow.trade.answers import coupons_to_win
from meadow.trade.forms.purchases import to_buy
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.ledger import Posting
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.plans import Plan
from meadow.trade.models.promotions import Coupon, Promotion
from meadow.trade.models.rooms import OfferTake, RoomPurchase
from meadow.trade.models.selections import SelectionItem
from meadow.trade.models.touches import LineTouch, Touch
from meadow.trade.refusals import PriceChanged
from meadow.trade.tests.cooperating import agreed
from meadow.trade.tests.made import home, pay, rate
from meadow.trade.turnstile import turnstile
from meadow.venue.live import broadcast
from meadow.venue.live.actions.offers import Terms, close_offer, make_offer
from meadow.venue.live.actions.raffles import Rules, draw_raffle, enter_raffle, make_raffle
from meadow.venue.live.actions.shelf import put_on_shelf
from meadow.venue.live.board import board_of
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Offer, ShelfItem
from meadow.venue.live.models.shows import Minute, Participation
from meadow.venue.live.refusals import (
    NotSoCheap,
    NotYoursToOffer,
    NotYoursToShow,
    OfferHadYours,
    OfferNotYet,
    OfferOver,
    OfferSoldOut,
)
from meadow.venue.live.tests.made import on_air, show_of
from tests.cast import person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
Hear = list[tuple[str, dict[str, object]]]


@pytest.fixture
def room(cy: Person, shop: Shop, lamp: Variant) -> Room:
    """Cy's room on air, with thirty lamps at 49.00 on its shelf; sending costs 5.00."""
    Stock.objects.update(on_hand=30)
    rate(shop, 500)
    made = on_air(cy, shop)
    put_on_shelf(made, [lamp.product_id], by=cy)
    return made


def running(room: Room, lamp: Variant, **said: int) -> Offer:
    """An offer at 39.00 that has begun."""
    terms = Terms(**{"price": 3900, "quantity": 10, "limit_each": 1, "countdown": 10, **said})
    offer = make_offer(room, lamp, terms, by=room.host)
    Offer.objects.filter(pk=offer.pk).update(starts_at=timezone.now() - timedelta(seconds=1))
    offer.refresh_from_db()
    return offer


@pytest.fixture
def offer(room: Room, lamp: Variant) -> Offer:
    return running(room, lamp)


def order(
    who: Person, offer: Offer, quantity: int = 1, *, where: Address | None = None, key: str = "", total: int = 0
) -> OrderGroup:
    seen = to_buy(offer.variant_id)
    assert seen is not None
    inside = Inside(Room.objects.select_related("host").get(shows=offer.show_id), Offer.objects.get(pk=offer.pk))
    address = where or Address.objects.filter(person=who).first() or home(who)
    total = total or offer.price * quantity + 500
    return buy(seen, quantity, by=who, address=address, expected_total=total, request_key=key, inside=inside)


def counts(lamp: Variant) -> tuple[int, int, int, int]:
    """On hand, held, reserved; and taken of the slice."""
    stock, slice_ = Stock.objects.get(variant=lamp), StockSlice.objects.get(variant=lamp)
    return stock.on_hand, stock.held, stock.reserved, slice_.taken


def taken(who: Person) -> int:
    return OfferTake.objects.filter(member=who).values_list("quantity", flat=True).first() or 0


def nothing_written() -> bool:
    return not (OrderGroup.objects.exists() or RoomPurchase.objects.exists() or OfferTake.objects.exists())


# -- by an offer ----------------------------------------------------------------------------------


def test_an_offer_is_the_price_of_the_line_and_its_pieces_come_out_of_it(
    ada: Person, lamp: Variant, offer: Offer
) -> None:
    assert counts(lamp) == (30, 0, 10, 0)
    group = order(ada, offer)
    line = OrderLine.objects.get()
    assert (group.total, line.price, line.total) == (4400, 3900, 3900)
    assert (counts(lamp), taken(ada)) == ((30, 1, 9, 1), 1)
    assert Variant.objects.get(pk=lamp.pk).price == 4900
    pay(group)
    assert counts(lamp) == (29, 0, 9, 1)
    close_offer(offer)
    assert counts(lamp) == (29, 0, 0, 1)
    posted = Posting.objects.filter(entry__order__group=group)
    assert posted.exists()
    assert posted.balance() == 0


def test_refused_by_name_and_nothing_is_written(ada: Person, lamp: Variant, room: Room, offer: Offer) -> None:
    now = timezone.now()
    Offer.objects.update(starts_at=now + timedelta(seconds=5))
    with pytest.raises(OfferNotYet, match="has not begun"):
        order(ada, offer)
    Offer.objects.update(starts_at=now - timedelta(minutes=5), ends_at=now)
    with pytest.raises(OfferOver, match="is over"):
        order(ada, offer)
    Offer.objects.update(ends_at=now + timedelta(minutes=5))
    with pytest.raises(OfferHadYours, match="1 for each member"):
        order(ada, offer, 2)
    with pytest.raises(PriceChanged):
        order(ada, offer, total=1)
    StockSlice.objects.update(taken=10)
    Stock.objects.update(reserved=0)
    with pytest.raises(OfferSoldOut, match="is sold out"):
        order(ada, offer)
    close_offer(offer)
    with pytest.raises(OfferOver):
        order(ada, offer)
    assert nothing_written()
    assert Stock.objects.get(variant=lamp).held == 0


def test_a_member_has_no_more_than_the_limit(ada: Person, lamp: Variant, room: Room) -> None:
    offer = running(room, lamp, limit_each=2)
    order(ada, offer)
    order(ada, offer)
    with pytest.raises(OfferHadYours, match="2 for each member"):
        order(ada, offer)
    assert (taken(ada), counts(lamp), OrderGroup.objects.count()) == (2, (30, 2, 8, 2), 2)


def test_the_same_request_is_one_purchase(ada: Person, lamp: Variant, offer: Offer) -> None:
    assert order(ada, offer, key="k") == order(ada, offer, key="k")
    assert (taken(ada), counts(lamp)) == (1, (30, 1, 9, 1))


@pytest.mark.parametrize("is_closed", [False, True])
def test_what_is_given_up_goes_back_to_the_open_offer_or_to_everybody(
    is_closed: bool, ada: Person, bo: Person, lamp: Variant, offer: Offer
) -> None:
    called_off, expired = order(ada, offer), order(bo, offer)
    if is_closed:
        close_offer(offer)
    cancel_order(called_off.orders.get(), by=ada)
    OrderGroup.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    assert expire_group(expired)
    assert counts(lamp) == ((30, 0, 0, 2) if is_closed else (30, 0, 10, 0))
    assert (taken(ada), taken(bo)) == (0, 0)
    if not is_closed:
        order(ada, offer)
        assert (taken(ada), counts(lamp)) == (1, (30, 1, 9, 1))


def crowd(number: int, want: Callable[[int], bool]) -> list[bool]:
    """So many at once; who got one."""
    together = threading.Barrier(number)

    def one(which: int) -> bool:
        try:
            together.wait(timeout=60)
            return want(which)
        except Refusal:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


@pytest.mark.django_db(transaction=True)
def test_of_thirty_who_want_the_ten_pieces_exactly_ten_get_one(lamp: Variant, offer: Offer) -> None:
    members = [person(f"member-{n}") for n in range(30)]
    homes = [home(member) for member in members]
    got = crowd(30, lambda which: bool(order(members[which], offer, where=homes[which])))
    assert got.count(True) == OrderGroup.objects.count() == OfferTake.objects.filter(quantity=1).count() == 10
    assert counts(lamp) == (30, 10, 0, 10)
    assert OfferTake.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_one_member_who_buys_ten_times_at_once_has_one(ada: Person, lamp: Variant, offer: Offer) -> None:
    where = home(ada)
    assert crowd(10, lambda _: bool(order(ada, offer, where=where))).count(True) == 1
    assert (taken(ada), counts(lamp), OrderGroup.objects.count()) == (1, (30, 1, 9, 1), 1)


@pytest.mark.django_db(transaction=True)
def test_buying_and_closing_at_once_leave_every_piece_in_one_place(lamp: Variant, offer: Offer) -> None:
    members = [person(f"member-{n}") for n in range(12)]
    homes = [home(member) for member in members]

    def want(which: int) -> bool:
        if which == 0:
            close_offer(offer)
            return False
        return bool(order(members[which], offer, where=homes[which]))

    sold = crowd(12, want).count(True)
    assert counts(lamp) == (30, sold, 0, sold)


# -- who earned it --------------------------------------------------------------------------------


def test_the_host_who_sells_it_earns_by_the_price_of_the_offer(
    ada: Person, bai: Person, cy: Person, room: Room, lamp: Variant
) -> None:
    agreed(bai, lamp.product, 1000)
    own = on_air(bai)
    put_on_shelf(own, [lamp.product_id], by=bai)
    pay(order(ada, running_in(own, lamp, by=cy)))
    touch = LineTouch.objects.get()
    assert (touch.kind, touch.place, touch.earner, touch.commission_rate) == ("room", f"room:{own.pk}", bai, 1000)
    assert touch.kept is not None
    assert touch.kept <= 390
    figures = {one.name: one.value for one in board_of(show_of(own)).figures}
    assert (figures["orders"], figures["pieces"], figures["sales"]) == (1, 1, 3900)


def test_a_shop_may_let_its_buyers_make_offers(ada: Person, bai: Person, lamp: Variant) -> None:
    Stock.objects.update(on_hand=30)
    rate(lamp.product.shop, 500)
    agreement = agreed(bai, lamp.product)
    own = on_air(bai)
    put_on_shelf(own, [lamp.product_id], by=bai)
    with pytest.raises(NotYoursToOffer, match="Only the shop"):
        running_in(own, lamp, by=bai)
    Plan.objects.filter(pk=agreement.plan_id).update(room_off=1000)
    with pytest.raises(NotSoCheap, match=r"from \$44.10"):
        running_in(own, lamp, by=bai)
    assert not Offer.objects.exists()
    Plan.objects.update(room_off=2500)
    assert order(ada, running_in(own, lamp, by=bai)).goods_total == 3900


def running_in(room: Room, lamp: Variant, *, by: Person) -> Offer:
    offer = make_offer(room, lamp, Terms(price=3900, quantity=5, countdown=10), by=by)
    Offer.objects.filter(pk=offer.pk).update(starts_at=timezone.now() - timedelta(seconds=1))
    offer.refresh_from_db()
    return offer


def test_a_buyer_shows_what_they_recommend_or_sell(bai: Person, lamp: Variant) -> None:
    own = on_air(bai)
    with pytest.raises(NotYoursToShow):
        put_on_shelf(own, [lamp.product_id], by=bai)
    SelectionItem.objects.create(buyer=bai, product=lamp.product)
    put_on_shelf(own, [lamp.product_id], by=bai)
    assert ShelfItem.objects.get().product_id == lamp.product_id
    page = Client().get(f"/live/{own.pk}/shelf/").content.decode()
    assert "Earns commission" not in page
    agreed(bai, lamp.product)
    assert "Earns commission" in Client().get(f"/live/{own.pk}/shelf/").content.decode()


def test_who_looks_at_goods_out_of_a_room_came_through_it(ada: Person, room: Room, lamp: Variant) -> None:
    said = {"product": lamp.product_id, "room": room.pk}
    for client in (signed_in(ada), Client()):
        client.post("/touches/", said)
    touch = Touch.objects.get()  # the guest came through something that earns nothing
    assert (touch.person, touch.kind, touch.place, touch.earner) == (ada, "room", f"room:{room.pk}", room.host)
    assert list(Participation.objects.values_list("person", "kind")) == [(ada.pk, "card")]
    assert sum(Minute.objects.values_list("clicks", flat=True)) == 2
    ShelfItem.objects.all().delete()
    signed_in(ada).post("/touches/", said)
    assert sum(Minute.objects.values_list("clicks", flat=True)) == 2


# -- the sheet ------------------------------------------------------------------------------------


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_the_sheet_shows_the_offer_and_buys_by_it(ada: Person, room: Room, lamp: Variant, offer: Offer) -> None:
    where, client = home(ada), signed_in(ada)
    asked = {"variant": lamp.pk, "room": room.pk, "offer": offer.pk}
    page = client.get("/buy/", asked).content.decode()
    assert "Place the order · $44.00" in page
    assert "Lowest price of the last 30 days: $49.00" in page
    assert "Show the first letter of my name" in page
    assert "checked" not in page.split('name="shows_initial"')[1][:20]
    form = {**asked, "quantity": 1, "address": where.pk, "expected_total": 4400, "shows_initial": "on"}
    assert client.post("/buy/", form, headers=HTMX).status_code == 302
    purchase = RoomPurchase.objects.get()
    assert (purchase.room, purchase.offer, purchase.shows_initial) == (room, offer, True)
    refused = client.post("/buy/", form, headers=HTMX)
    assert refused.status_code == 422
    assert "You have had yours" in refused.content.decode()
    assert "Buy it at the usual price" in refused.content.decode()
    assert OrderGroup.objects.count() == 1


def test_an_offer_of_another_room_is_no_price(
    ada: Person, bai: Person, room: Room, lamp: Variant, offer: Offer
) -> None:
    SelectionItem.objects.create(buyer=bai, product=lamp.product)
    own = on_air(bai)
    put_on_shelf(own, [lamp.product_id], by=bai)
    home(ada)
    page = signed_in(ada).get("/buy/", {"variant": lamp.pk, "room": own.pk, "offer": offer.pk}).content.decode()
    assert "Place the order · $54.00" in page
    assert "Place the order · $54.00" in signed_in(ada).get("/buy/", {"variant": lamp.pk}).content.decode()


# -- what the room is told ------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Hear:
    """What was published to rooms."""
    said: Hear = []
    monkeypatch.setattr(broadcast, "publish", lambda subject, payload: said.append((subject, orjson.loads(payload))))
    return said


@pytest.mark.parametrize("is_shown", [False, True])
def test_the_room_hears_one_letter_of_who_gave_leave(
    is_shown: bool, ada: Person, room: Room, lamp: Variant, told: Hear, django_capture_on_commit_callbacks: Any
) -> None:
    seen = to_buy(lamp.pk)
    assert seen is not None
    inside = Inside(room, shows_initial=is_shown)
    group = buy(seen, by=ada, address=home(ada), expected_total=5400, inside=inside)
    order = group.orders.get()
    with django_capture_on_commit_callbacks(execute=True):
        show_in_room(order.pk)
    assert not told  # not before it is paid
    pay(group)
    with django_capture_on_commit_callbacks(execute=True):
        show_in_room(order.pk)
    heard = [(f"room.{room.pk}.order", {"initial": "A", "product": lamp.product_id})] if is_shown else []
    assert [one for one in told if one[0].endswith(".order")] == heard


# -- coupons to win -------------------------------------------------------------------------------


def test_the_winner_of_a_coupon_holds_it(ada: Person, cy: Person, room: Room, shop: Shop) -> None:
    coupon = Promotion.objects.create(
        shop=shop, name="5 off", kind="amount", amount=500, trigger="claim", currency="USD", limit_total=1
    )
    assert coupons_to_win(room) == [(coupon.pk, "5 off")]
    raffle = make_raffle(room, Rules(words="5 off", prize=coupon.pk, winners=2), by=cy)
    for who in (ada, person("member")):
        enter_raffle(raffle, by=who)
    assert len(draw_raffle(raffle)) == 2
    assert Coupon.objects.exclude(claimed_at=None).count() == 1  # there was one
    assert Product.objects.filter(pk=ShelfItem.objects.get().product_id).exists()


# -- the turnstile --------------------------------------------------------------------------------


class Door:
    """What stands behind the turnstile; it counts who comes through."""

    def __init__(self) -> None:
        self.came, self.status = 0, ""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        self.came += 1
        return [b"behind"]

    def ask(self, path: str, **environ: str) -> str:
        def start(status: str, headers: list[tuple[str, str]]) -> None:
            self.status = status

        address, _, query = path.partition("?")
        asked = {"PATH_INFO": address, "QUERY_STRING": query, "REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO()}
        return b"".join(turnstile(self)({**asked, "HTTP_HX_REQUEST": "true", **environ}, start)).decode()


def test_who_comes_when_nothing_is_left_is_told_so_without_a_statement(
    ada: Person, bo: Person, lamp: Variant, room: Room, django_assert_num_queries: Any
) -> None:
    offer, door = running(room, lamp, quantity=1), Door()
    path = f"/buy/?variant={lamp.pk}&quantity=1&room={room.pk}&offer={offer.pk}"
    assert door.ask(path) == "behind"
    order(ada, offer)
    with pytest.raises(OfferSoldOut):
        order(bo, offer)

    with django_assert_num_queries(0):
        said = door.ask(path)
        in_chinese = door.ask(path, HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert door.status == "422 Unprocessable Entity"
    assert str(OfferSoldOut()) in said
    assert f"/buy/?variant={lamp.pk}&amp;quantity=1&amp;room={room.pk}" in said
    assert "平时的价格" in in_chinese
    assert door.came == 1
    passed = [
        door.ask(path, HTTP_X_AGAIN="1"),
        door.ask(path, REQUEST_METHOD="GET"),
        door.ask("/buy/?offer=nothing"),
        door.ask(f"/buy/?offer={offer.pk + 1}"),
        door.ask(path.replace("/buy/", "/cart/")),
    ]
    assert passed == ["behind"] * 5


def test_the_turnstile_believes_for_a_second_only(
    ada: Person, bo: Person, lamp: Variant, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer, door = running(room, lamp, quantity=1), Door()
    order(ada, offer)
    with pytest.raises(OfferSoldOut):
        order(bo, offer)
    now = time.monotonic()
    monkeypatch.setattr("meadow.trade.actions.room_sales.time.monotonic", lambda: now + 1.1)
    assert door.ask(f"/buy/?offer={offer.pk}") == "behind"

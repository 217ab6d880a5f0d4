"""Goods in a room: on the shelf, explained, asked for, offered and raffled; and what each refuses."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.products import PriceChange, Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.models.stock import StockSlice
from meadow.goods.refusals import OutOfStock
from meadow.people.models.persons import Follow, Person
from meadow.plumbing.events import announced
from meadow.venue.live.actions.explaining import ask_to_explain, explain, stop_explaining
from meadow.venue.live.actions.offers import Terms, close_due_offers, close_offer, make_offer
from meadow.venue.live.actions.opening import close_room
from meadow.venue.live.actions.raffles import (
    Rules,
    draw_due_raffles,
    draw_raffle,
    enter_raffle,
    make_raffle,
    winners_of,
)
from meadow.venue.live.actions.shelf import arrange_shelf, put_on_shelf, show_item, take_off_shelf
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.models.shelf import ExplainAsk, Explaining, Offer, Raffle, RaffleEntry, ShelfItem
from meadow.venue.live.models.shows import Participation, Visit
from meadow.venue.live.models.talk import Message, Mute
from meadow.venue.live.refusals import (
    FollowFirst,
    HostsDoNotPlay,
    NoSuchPrize,
    NotCheaper,
    NotOnTheShelf,
    NotToBeOffered,
    NotYoursToOffer,
    NotYoursToShow,
    OfferedAlready,
    OfferOutOfBounds,
    RaffleGoesOn,
    RaffleOver,
    RoomNotLive,
    SaySomethingFirst,
    ShelfFull,
    WatchLonger,
)
from meadow.venue.live.tests.made import helped_by, on_air, planned, show_of
from tests.cast import person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
EVIL = "<script>alert(1)</script>\"'"


def as_(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def product(shop: Shop, title: str = "Cup", on_hand: int = 50, price: int = 1200) -> Product:
    number = Product.objects.count()
    made = Product.objects.create(
        shop=shop,
        handle=f"thing-{number}",
        title=title,
        status=Product.Status.ACTIVE,
        price_from=price,
        price_to=price,
        in_stock=True,
    )
    variant = Variant.objects.create(product=made, sku=f"SKU-{number}", price=price)
    Stock.objects.create(variant=variant, on_hand=on_hand)
    return made


@pytest.fixture
def room(cy: Person, shop: Shop) -> Room:
    """Cy's room on air, for the shop."""
    return on_air(cy, shop)


@pytest.fixture
def cup(room: Room, shop: Shop, cy: Person) -> Product:
    """Fifty cups at 12.00, on the shelf."""
    made = product(shop)
    put_on_shelf(room, [made.pk], by=cy)
    return made


def one(found: Product) -> Variant:
    return found.variants.get()


def stood(room: Room) -> list[int]:
    return list(ShelfItem.objects.filter(room=room).values_list("product", flat=True))


def offered(room: Room, found: Product, by: Person, **said: int) -> Offer:
    return make_offer(room, one(found), Terms(**{"price": 900, "quantity": 10, "countdown": 10, **said}), by=by)


def counts(found: Product) -> tuple[int, int, int]:
    stock = Stock.objects.get(variant=one(found))
    return stock.on_hand, stock.held, stock.reserved


# -- the shelf ------------------------------------------------------------------------------------


def test_goods_stand_where_they_are_put_and_go(room: Room, shop: Shop, cy: Person) -> None:
    first, second, third = (product(shop) for _ in range(3))
    put_on_shelf(room, [first.pk, second.pk], by=cy)
    put_on_shelf(room, [second.pk, third.pk], by=cy)
    assert stood(room) == [first.pk, second.pk, third.pk]
    arrange_shelf(room, [third.pk, first.pk, 999], by=cy)
    assert stood(room) == [third.pk, first.pk, second.pk]
    take_off_shelf(room, first.pk, by=cy)
    take_off_shelf(room, first.pk, by=cy)
    assert stood(room) == [third.pk, second.pk]


def test_only_own_goods_that_are_on_sale_are_shown(room: Room, shop: Shop, cy: Person, bo: Person) -> None:
    other = product(Shop.objects.create(handle="other", name="Other", currency="USD"))
    draft = product(shop)
    Product.objects.filter(pk=draft.pk).update(status=Product.Status.DRAFT)
    for pk in (other.pk, draft.pk, 999):
        with pytest.raises(NotYoursToShow, match="goods of the room's shop"):
            put_on_shelf(room, [pk], by=cy)
    assert stood(room) == []


def test_a_shelf_holds_a_hundred(room: Room, shop: Shop, cy: Person) -> None:
    many = [product(shop).pk for _ in range(101)]
    with pytest.raises(ShelfFull, match="at most 100 products"):
        put_on_shelf(room, many, by=cy)
    assert stood(room) == []
    put_on_shelf(room, many[:100], by=cy)
    assert len(stood(room)) == 100


def test_what_is_hidden_only_the_team_sees(room: Room, cup: Product, cy: Person, ada: Person) -> None:
    show_item(room, cup.pk, by=cy, is_hidden=True, words="Thrown by hand")
    assert "Cup" not in as_(ada).get(f"/live/{room.pk}/shelf/").content.decode()
    assert "Hidden" in as_(cy).get(f"/live/{room.pk}/shelf/console/").content.decode()
    show_item(room, cup.pk, by=cy, is_hidden=False)
    page = as_(ada).get(f"/live/{room.pk}/shelf/").content.decode()
    assert "Thrown by hand" in page


# -- explaining -----------------------------------------------------------------------------------


def test_one_product_is_explained_at_a_time(room: Room, cup: Product, shop: Shop, cy: Person) -> None:
    bowl = product(shop, "Bowl")
    put_on_shelf(room, [bowl.pk], by=cy)
    explain(room, cup, by=cy)
    explain(room, cup, by=cy)
    explain(room, bowl, by=cy)
    assert [(one.product_id, one.ended_at is None) for one in Explaining.objects.all()] == [
        (cup.pk, False),
        (bowl.pk, True),
    ]
    assert announced().count("venue.product_explained") == 2
    stop_explaining(room, by=cy)
    stop_explaining(room, by=cy)
    assert not Explaining.objects.filter(ended_at=None).exists()


def test_what_leaves_the_shelf_is_no_longer_explained(room: Room, cup: Product, cy: Person) -> None:
    explain(room, cup, by=cy)
    take_off_shelf(room, cup.pk, by=cy)
    assert not Explaining.objects.filter(ended_at=None).exists()
    with pytest.raises(NotOnTheShelf, match="“Cup” is not on the shelf"):
        explain(room, cup, by=cy)
    assert Explaining.objects.count() == 1


def test_nothing_is_explained_before_the_show(cy: Person, shop: Shop) -> None:
    waiting, cup = planned(cy, shop), product(shop)
    put_on_shelf(waiting, [cup.pk], by=cy)
    with pytest.raises(RoomNotLive, match="is not live"):
        explain(waiting, cup, by=cy)
    assert not Explaining.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_hosts_who_explain_at_once_leave_one_product_explained(room: Room, cup: Product, cy: Person) -> None:
    bowl = product(cup.shop, "Bowl")
    put_on_shelf(room, [bowl.pk], by=cy)
    together = threading.Barrier(8)

    def pin(number: int) -> None:
        try:
            together.wait(timeout=30)
            explain(room, (cup, bowl)[number % 2], by=cy)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(pin, range(8)))
    assert Explaining.objects.filter(ended_at=None).count() == 1


def test_a_member_asks_once_and_explaining_answers_all(room: Room, cup: Product, ada: Person, bo: Person) -> None:
    assert [ask_to_explain(room, cup, by=who) for who in (ada, ada, bo)] == [1, 1, 2]
    assert list(Participation.objects.order_by("pk").values_list("person", "kind")) == [(ada.pk, "ask"), (bo.pk, "ask")]
    explain(room, cup, by=room.host)
    assert ShelfItem.objects.get().ask_count == 0
    assert ask_to_explain(room, cup, by=ada) == 0


def test_what_is_being_explained_is_not_asked_for(room: Room, cup: Product, cy: Person, ada: Person) -> None:
    explain(room, cup, by=cy)
    assert ask_to_explain(room, cup, by=ada) == 0
    assert not ExplainAsk.objects.exists()
    page = as_(ada).get(f"/live/{room.pk}/shelf/").content.decode()
    assert page.count("is-explained") == page.count("shelf-ask") == 2  # the style sheet hides the one by the other
    stop_explaining(room, by=cy)
    assert ask_to_explain(room, cup, by=ada) == 1
    assert "is-explained" not in as_(ada).get(f"/live/{room.pk}/shelf/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_asks_at_once_are_all_counted_once(room: Room, cup: Product) -> None:
    members = [person(f"member-{n}") for n in range(6)]
    together = threading.Barrier(12)

    def ask(number: int) -> None:
        try:
            together.wait(timeout=30)
            ask_to_explain(room, cup, by=members[number % 6])
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(ask, range(12)))
    assert ShelfItem.objects.get().ask_count == 6


# -- offers ---------------------------------------------------------------------------------------


def test_an_offer_keeps_its_pieces_and_gives_back_what_is_left(room: Room, cup: Product, cy: Person) -> None:
    offer = offered(room, cup, cy, quantity=20, minutes=5)
    assert counts(cup) == (50, 0, 20)
    assert (offer.usual_price, offer.lowest_30, offer.ends_at - offer.starts_at) == (1200, 1200, timedelta(minutes=5))
    assert announced()[-1] == "venue.offer_made"
    assert [close_offer(offer) for _ in range(2)] == [20, 0]
    assert (counts(cup), Offer.objects.get().state) == ((50, 0, 0), Offer.State.CLOSED)


def test_time_and_the_end_of_the_show_close_offers(room: Room, cup: Product, shop: Shop, cy: Person) -> None:
    first = offered(room, cup, cy)
    assert close_due_offers() == 0
    Offer.objects.update(starts_at=timezone.now() - timedelta(minutes=2), ends_at=timezone.now())
    assert (close_due_offers(), close_due_offers(), counts(cup)) == (1, 0, (50, 0, 0))
    assert not Offer.objects.get(pk=first.pk).is_running()
    offered(room, cup, cy, price=800)
    close_room(room, by=cy)
    assert counts(cup) == (50, 0, 0)
    assert not Offer.objects.filter(state=Offer.State.OPEN).exists()
    assert StockSlice.objects.filter(state="open").count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_offer_closed_by_many_at_once_gives_back_once(room: Room, cup: Product, cy: Person) -> None:
    offer = offered(room, cup, cy)
    together = threading.Barrier(6)

    def close(number: int) -> int:
        try:
            together.wait(timeout=30)
            if number:
                return close_offer(offer)
            close_room(room, by=cy)
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(close, range(6))) in {0, 10}
    assert counts(cup) == (50, 0, 0)


def test_an_offer_is_cheaper_than_the_last_thirty_days(room: Room, cup: Product, cy: Person) -> None:
    for price, days in ((1200, 60), (1000, 20), (1200, 10)):
        PriceChange.objects.create(variant=one(cup), price=price, at=timezone.now() - timedelta(days=days))
    with pytest.raises(NotCheaper, match=r"to be had for \$10.00 within the last 30 days"):
        offered(room, cup, cy, price=1000)
    assert (Offer.objects.count(), counts(cup)) == (0, (50, 0, 0))
    close_offer(offered(room, cup, cy, price=900))
    assert offered(room, cup, cy, price=950).lowest_30 == 900  # an earlier offer was a price too


def test_an_offer_names_what_it_cannot_be(room: Room, cup: Product, shop: Shop, cy: Person) -> None:
    bundle, bowl = product(shop, "Set"), product(shop, "Bowl")
    Product.objects.filter(pk=bundle.pk).update(kind=Product.Kind.BUNDLE)
    put_on_shelf(room, [bundle.pk], by=cy)
    for wrong in ({"countdown": 9}, {"countdown": 301}, {"minutes": 21}, {"minutes": 0}):
        with pytest.raises(OfferOutOfBounds, match="10 to 300 seconds"):
            offered(room, cup, cy, **wrong)
    with pytest.raises(NotToBeOffered, match="Bundles"):
        offered(room, bundle, cy)
    with pytest.raises(NotOnTheShelf):
        offered(room, bowl, cy)
    with pytest.raises(OutOfStock, match="only 50 left"):
        offered(room, cup, cy, quantity=51)
    assert (Offer.objects.count(), counts(cup)) == (0, (50, 0, 0))
    offered(room, cup, cy)
    with pytest.raises(OfferedAlready, match="on offer already"):
        offered(room, cup, cy)
    assert counts(cup) == (50, 0, 10)


def test_a_buyer_does_not_cut_a_shops_price(cup: Product, bai: Person) -> None:
    own = on_air(bai)
    ShelfItem.objects.create(room=own, product=cup)
    with pytest.raises(NotYoursToOffer, match="Only the shop of “Cup”"):
        offered(own, cup, bai)
    assert (Offer.objects.count(), counts(cup)) == (0, (50, 0, 0))


def test_a_cohost_of_the_shops_room_offers(room: Room, cup: Product, cy: Person, bai: Person) -> None:
    helped_by(room, bai.handle, RoomSeat.Role.COHOST, by=cy)
    assert offered(room, cup, bai).by == bai


# -- raffles --------------------------------------------------------------------------------------


def raffled(room: Room, by: Person, **said: object) -> Raffle:
    return make_raffle(room, Rules(**{"words": "A cup", **said}), by=by)  # type: ignore[arg-type]


@pytest.fixture
def entrants(room: Room) -> Iterator[list[Person]]:
    return [person(f"member-{n}") for n in range(10)]  # type: ignore[return-value]


def test_a_raffle_is_drawn_once_and_can_be_drawn_again(room: Room, cy: Person, entrants: list[Person]) -> None:
    raffle = raffled(room, cy, winners=3)
    for who in [*entrants, *entrants]:
        enter_raffle(raffle, by=who)
    assert draw_due_raffles() == 0
    Raffle.objects.update(ends_at=timezone.now())
    assert (draw_due_raffles(), draw_due_raffles()) == (1, 0)
    raffle.refresh_from_db()
    won = list(RaffleEntry.objects.filter(has_won=True).order_by("pk").values_list("pk", flat=True))
    entries = list(RaffleEntry.objects.values_list("pk", flat=True))
    assert (len(entries), len(won)) == (10, 3)
    assert winners_of(entries, raffle.seed, 3) == won
    assert [one.pk for one in draw_raffle(raffle)] == sorted(
        RaffleEntry.objects.filter(has_won=True).values_list("person", flat=True)
    )
    told = as_(entrants[0]).get(f"/live/{room.pk}/raffles/{raffle.pk}/drawing/").json()
    assert (told["seed"], told["won"]) == (raffle.seed, won)


def test_who_has_not_done_what_is_asked_does_not_take_part(room: Room, cy: Person, ada: Person) -> None:
    raffle = raffled(room, cy, gate="follow")
    with pytest.raises(FollowFirst, match=r"Follow Cy\.Potter"):
        enter_raffle(raffle, by=ada)
    Follow.objects.create(follower=ada, followed=cy)
    enter_raffle(raffle, by=ada)
    draw_raffle(raffle)

    talked = raffled(room, cy, gate="comment")
    said = Message.objects.create(room=room, show=show_of(room), author=ada, text="Hello", mark="1")
    Message.objects.filter(pk=said.pk).update(hidden_at=timezone.now())
    with pytest.raises(SaySomethingFirst):
        enter_raffle(talked, by=ada)
    Message.objects.update(hidden_at=None)
    enter_raffle(talked, by=ada)
    draw_raffle(talked)

    watched = raffled(room, cy, gate="watch", watch_seconds=60)
    now = timezone.now()
    for ago in (50, 40):  # two pages at once are watched once
        Visit.objects.create(show=show_of(room), key=uuid4(), person=ada, entered_at=now - timedelta(seconds=ago))
    with pytest.raises(WatchLonger, match=r"Watch for (9|10) more seconds"):
        enter_raffle(watched, by=ada)
    assert not watched.entries.exists()
    Visit.objects.update(entered_at=now - timedelta(seconds=61))
    enter_raffle(watched, by=ada)
    assert watched.entries.get().person == ada


def test_raffles_refuse_by_name(room: Room, cy: Person, ada: Person) -> None:
    with pytest.raises(NoSuchPrize):
        raffled(room, cy, prize=7)
    raffle = raffled(room, cy)
    with pytest.raises(RaffleGoesOn):
        raffled(room, cy)
    with pytest.raises(HostsDoNotPlay):
        enter_raffle(raffle, by=cy)
    draw_raffle(raffle)
    with pytest.raises(RaffleOver):
        enter_raffle(raffle, by=ada)
    assert (Raffle.objects.count(), RaffleEntry.objects.count()) == (1, 0)


def test_the_end_of_the_show_draws(room: Room, cy: Person, ada: Person) -> None:
    raffle = raffled(room, cy)
    enter_raffle(raffle, by=ada)
    close_room(room, by=cy)
    assert RaffleEntry.objects.get(raffle=raffle).has_won


@pytest.mark.django_db(transaction=True)
def test_a_raffle_drawn_by_many_at_once_has_one_outcome(room: Room, cy: Person, ada: Person, bo: Person) -> None:
    raffle = raffled(room, cy)
    for who in (ada, bo):
        enter_raffle(raffle, by=who)
    together = threading.Barrier(6)

    def draw(_: int) -> list[int]:
        try:
            together.wait(timeout=30)
            return [winner.pk for winner in draw_raffle(raffle)]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(draw, range(6)))
    assert len({tuple(outcome) for outcome in outcomes}) == 1
    assert RaffleEntry.objects.filter(has_won=True).count() == 1


# -- pages ----------------------------------------------------------------------------------------


def test_the_shelf_costs_the_same_for_any_number_of_goods(
    room: Room, cup: Product, cy: Person, ada: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    explain(room, cup, by=cy)
    offered(room, cup, cy)
    raffled(room, cy)
    put_on_shelf(room, [product(cup.shop, f"Thing {n}").pk for n in range(20)], by=cy)
    for who, url, most in ((ada, "shelf/", 16), (cy, "shelf/console/", 24)):
        client = as_(who)
        client.get(f"/live/{room.pk}/{url}")
        with django_assert_max_num_queries(most):
            page = client.get(f"/live/{room.pk}/{url}").content.decode()
        assert "Thing 19" in page
        assert "$9.00" in page


def test_viewers_see_what_goes_on_and_what_it_costs(room: Room, cup: Product, cy: Person, ada: Person) -> None:
    Product.objects.filter(pk=cup.pk).update(title=EVIL)
    explain(room, cup, by=cy)
    offer = offered(room, cup, cy)
    page = as_(ada).get(f"/live/{room.pk}/").content.decode()
    assert "Being explained" in page
    assert "Lowest price of the last 30 days: $12.00" in page
    assert f"/buy/?room={room.pk}&amp;variant={one(cup).pk}&amp;offer={offer.pk}" in page
    assert EVIL not in page
    guest = Client().get(f"/live/{room.pk}/").content.decode()
    assert "Sign in to buy" in guest
    assert f"offer={offer.pk}" not in guest


def test_the_console_runs_the_shelf(room: Room, cup: Product, cy: Person) -> None:
    client, bowl = as_(cy), product(cup.shop, "Bowl")
    base = f"/live/{room.pk}"
    assert "Bowl" in client.get(f"{base}/shelf/found/?q=bow", headers=HTMX).content.decode()
    assert "Bowl" in client.post(f"{base}/shelf/items/", {"product": bowl.pk}, headers=HTMX).content.decode()
    assert client.post(f"{base}/shelf/order/", {"product": [bowl.pk, cup.pk]}, headers=HTMX).status_code == 204
    assert stood(room) == [bowl.pk, cup.pk]
    client.post(f"{base}/shelf/{cup.pk}/explaining/", headers=HTMX)
    assert Explaining.objects.get(ended_at=None).product == cup
    client.post(f"{base}/shelf/{cup.pk}/explaining/", {"_method": "delete"}, headers=HTMX)
    client.post(f"{base}/shelf/{bowl.pk}/", {"_method": "delete"})
    assert (stood(room), Explaining.objects.filter(ended_at=None).count()) == ([cup.pk], 0)
    typed = {"variant": one(cup).pk, "price": "9.50", "quantity": 5, "limit_each": 1, "countdown": 10, "minutes": 1}
    assert client.post(f"{base}/offers/", {**typed, "price": "nine"}, headers=HTMX).status_code == 422
    assert client.post(f"{base}/offers/", typed, headers=HTMX).status_code == 200
    offer = Offer.objects.get()
    assert (offer.price, offer.quantity) == (950, 5)
    client.post(f"{base}/offers/{offer.pk}/closing/", headers=HTMX)
    assert (Offer.objects.get().state, counts(cup)) == ("closed", (50, 0, 0))
    drawn = {"words": "A bowl", "winners": 1, "minutes": 1, "gate": ""}
    assert client.post(f"{base}/raffles/", drawn, headers=HTMX).status_code == 200
    assert Raffle.objects.get().words == "A bowl"


def test_others_do_not_run_the_shelf(room: Room, cup: Product, cy: Person, ada: Person, bo: Person) -> None:
    helped_by(room, bo.handle, RoomSeat.Role.MODERATOR, by=cy)
    offer = offered(room, cup, cy)
    base = f"/live/{room.pk}"
    doors = (
        "/shelf/items/",
        "/shelf/order/",
        f"/shelf/{cup.pk}/",
        f"/shelf/{cup.pk}/explaining/",
        "/offers/",
        f"/offers/{offer.pk}/closing/",
        "/raffles/",
    )
    for door in doors:
        assert Client().post(base + door).status_code == 302
        for who in (ada, bo):
            assert as_(who).post(base + door, {"_method": "delete"}).status_code == 404, door
    assert as_(bo).get(f"{base}/shelf/console/").status_code == 200
    assert as_(ada).get(f"{base}/shelf/console/").status_code == 404
    assert (stood(room), Offer.objects.get().state) == ([cup.pk], "open")


def test_a_banned_member_neither_asks_nor_plays(room: Room, cup: Product, cy: Person, ada: Person) -> None:
    raffle = raffled(room, cy)
    Mute.objects.create(room=room, person=ada, is_ban=True, by=cy)
    base = f"/live/{room.pk}"
    assert as_(ada).get(f"{base}/shelf/").status_code == 404
    assert as_(ada).post(f"{base}/shelf/{cup.pk}/asks/").status_code == 404
    assert as_(ada).post(f"{base}/raffles/{raffle.pk}/entries/").status_code == 404
    assert (ShelfItem.objects.get().ask_count, RaffleEntry.objects.count()) == (0, 0)


def test_members_ask_and_play_from_the_page(room: Room, cup: Product, cy: Person, ada: Person) -> None:
    raffle = raffled(room, cy)
    base, client = f"/live/{room.pk}", as_(ada)
    assert "Asked" in client.post(f"{base}/shelf/{cup.pk}/asks/", headers=HTMX).content.decode()
    assert client.post(f"{base}/shelf/{cup.pk}/asks/").status_code == 302
    assert "You take part." in client.post(f"{base}/raffles/{raffle.pk}/entries/", headers=HTMX).content.decode()
    assert ShelfItem.objects.get().ask_count == 1
    assert Seat.objects.filter(person=ada).count() == 0

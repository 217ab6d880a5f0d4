"""Where goods lie: levels add up to what is on hand, whatever happens, and nothing is promised twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meadow.goods.actions.counting import change_stock, move_stock
from meadow.goods.actions.products import save_product
from meadow.goods.actions.shops import seat_person
from meadow.goods.actions.stock import hold_stock, put_back_stock, sell_stock
from meadow.goods.actions.warehouses import (
    close_warehouse,
    name_warehouse,
    open_warehouse,
    order_warehouses,
    reopen_warehouse,
)
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.goods.models.stock import StockChange, StockLevel, Warehouse
from meadow.goods.refusals import (
    NotSoManyThere,
    OutOfStock,
    StockIsHeld,
    StockMoved,
    TooManyWarehouses,
    WarehouseClosed,
    WarehouseNameTaken,
    WarehouseNotEmpty,
)
from meadow.goods.texts import ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal

Reason = StockChange.Reason


def levels(variant: Variant) -> dict[str, int]:
    return dict(StockLevel.objects.filter(variant=variant).values_list("warehouse__name", "on_hand"))


def on_hand(variant: Variant) -> int:
    return Stock.objects.get(variant=variant).on_hand


def adds_up(variant: Variant) -> bool:
    """Whether levels, where there are any, and history come to what is on hand."""
    several = Warehouse.objects.filter(shop=variant.product.shop, is_active=True).count() > 1
    lying = StockLevel.objects.filter(variant=variant).aggregate(sum=Sum("on_hand"))["sum"]
    return (lying or 0) == on_hand(variant) if several else lying is None


@pytest.fixture
def lamps(lamp: Variant) -> Variant:
    """Ten lamps in one place."""
    Stock.objects.update(on_hand=10)
    return lamp


@pytest.fixture
def places(shop: Shop, lamps: Variant, cy: Person) -> tuple[Warehouse, Warehouse]:
    """Two warehouses; all ten lamps lie in the first."""
    return open_warehouse(shop, by=cy, name="Harbour"), open_warehouse(shop, by=cy, name="Hill")


def test_one_warehouse_needs_no_levels_and_with_the_second_all_lies_in_the_first(
    shop: Shop, lamps: Variant, cy: Person
) -> None:
    open_warehouse(shop, by=cy, name="Harbour")
    assert levels(lamps) == {}
    open_warehouse(shop, by=cy, name="Hill", city="Jingdezhen")
    assert levels(lamps) == {"Harbour": 10}
    assert list(shop.warehouses.values_list("name", "position")) == [("Harbour", 0), ("Hill", 1)]
    assert TrailEntry.objects.filter(verb="warehouse_added").count() == 2


def test_what_is_sold_leaves_in_order_and_what_comes_back_goes_to_the_first(
    lamps: Variant, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    harbour, hill = places
    move_stock(lamps, 7, start=harbour, end=hill, by=cy)
    assert levels(lamps) == {"Harbour": 3, "Hill": 7}
    hold_stock({lamps.pk: 5})
    sell_stock({lamps.pk: 5})
    assert levels(lamps) == {"Harbour": 0, "Hill": 5}
    put_back_stock({lamps.pk: 2})
    assert levels(lamps) == {"Harbour": 2, "Hill": 5}
    order_warehouses(harbour.shop, [hill.pk, harbour.pk])
    put_back_stock({lamps.pk: 1})
    assert levels(lamps) == {"Harbour": 2, "Hill": 6}
    told = StockChange.objects.order_by("pk").values_list("reason", "warehouse__name", "change", "on_hand")
    assert list(told) == [
        ("moved", "Harbour", -7, 10),
        ("moved", "Hill", 7, 10),
        ("sold", "Harbour", -3, 7),
        ("sold", "Hill", -2, 5),
        ("put_back", "Harbour", 2, 7),
        ("put_back", "Hill", 1, 8),
    ]


def test_a_count_is_of_one_place_and_the_sheet_counts_the_whole(
    shop: Shop, lamps: Variant, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    _harbour, hill = places
    change_stock(lamps, 4, reason=Reason.COUNTED, by=cy, seen=0, at=hill)
    assert (levels(lamps), on_hand(lamps)) == ({"Harbour": 10, "Hill": 4}, 14)
    text = ProductText(title="Lamp", variants=(VariantText(pk=lamps.pk, price=1, on_hand=11, on_hand_seen=14),))
    save_product(text, shop=shop, by=cy, product=lamps.product)
    assert (levels(lamps), on_hand(lamps)) == ({"Harbour": 7, "Hill": 4}, 11)


def test_goods_written_later_lie_in_the_first_warehouse(
    shop: Shop, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    text = ProductText(title="Cup", variants=(VariantText(price=1, on_hand=6),))
    cup = save_product(text, shop=shop, by=cy).variants.get()
    assert levels(cup) == {"Harbour": 6}
    assert adds_up(cup)


def test_a_warehouse_that_holds_something_stays_open_and_the_last_but_one_ends_the_levels(
    lamps: Variant, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    harbour, hill = places
    move_stock(lamps, 1, start=harbour, end=hill, by=cy)
    with pytest.raises(WarehouseNotEmpty, match="still goods in “Hill”"):
        close_warehouse(hill, by=cy)
    assert levels(lamps) == {"Harbour": 9, "Hill": 1}
    assert Warehouse.objects.filter(is_active=True).count() == 2

    move_stock(lamps, 1, start=hill, end=harbour, by=cy)
    close_warehouse(hill, by=cy)
    assert levels(lamps) == {}
    with pytest.raises(WarehouseClosed, match="“Hill” is closed"):
        change_stock(lamps, 1, reason=Reason.RECEIVED, by=cy, seen=0, at=hill)
    reopen_warehouse(hill, by=cy)
    assert levels(lamps) == {"Harbour": 10}


def test_names_are_not_given_twice_and_warehouses_are_not_endless(shop: Shop, cy: Person) -> None:
    first = open_warehouse(shop, by=cy, name="Harbour")
    with pytest.raises(WarehouseNameTaken, match="called “harbour” already"):
        open_warehouse(shop, by=cy, name="harbour")
    name_warehouse(first, by=cy, name="HARBOUR")
    for number in range(19):
        open_warehouse(shop, by=cy, name=str(number))
    with pytest.raises(TooManyWarehouses, match="at most 20"):
        open_warehouse(shop, by=cy, name="One more")
    assert shop.warehouses.count() == 20


def test_no_more_is_moved_or_written_off_than_lies_there(
    lamps: Variant, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    harbour, hill = places
    with pytest.raises(NotSoManyThere, match="only 0 of"):
        move_stock(lamps, 1, start=hill, end=harbour, by=cy)
    with pytest.raises(NotSoManyThere, match="only 10 of"):
        change_stock(lamps, 11, reason=Reason.LOST, by=cy, seen=10, at=harbour)
    hold_stock({lamps.pk: 8})
    with pytest.raises(StockIsHeld, match="8 of"):
        change_stock(lamps, 3, reason=Reason.DAMAGED, by=cy, seen=10, at=harbour)
    with pytest.raises(StockMoved, match="went from 3 to 10"):
        change_stock(lamps, 3, reason=Reason.COUNTED, by=cy, seen=3, at=harbour)
    assert levels(lamps) == {"Harbour": 10}
    assert not StockChange.objects.exists()


STEPS = st.tuples(
    st.sampled_from(["sell", "put_back", "receive", "lose", "count", "move", "open", "close", "order", "sheet"]),
    st.integers(0, 12),
    st.integers(0, 3),
    st.integers(0, 3),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14), sells_on=st.booleans())
def test_levels_add_up_to_what_is_on_hand_whatever_happens(
    lamps: Variant, shop: Shop, cy: Person, steps: list[tuple[str, int, int, int]], sells_on: bool
) -> None:
    with transaction.atomic():
        Stock.objects.filter(variant=lamps).update(sells_on=sells_on)
        for number, step in enumerate(steps):
            try:
                with transaction.atomic():
                    _take(step, number, lamps, shop, cy)
            except Refusal:
                pass
            assert adds_up(lamps), step
        told = StockChange.objects.filter(variant=lamps).exclude(reason=Reason.MOVED).aggregate(sum=Sum("change"))
        assert 10 + (told["sum"] or 0) == on_hand(lamps)
        transaction.set_rollback(True)


def _take(step: tuple[str, int, int, int], number: int, lamp: Variant, shop: Shop, cy: Person) -> None:
    """One step of a random life of a lamp; whatever cannot be is refused."""
    verb, quantity, first, second = step
    known = list(shop.warehouses.all())
    is_open = [place for place in known if place.is_active]
    several = len(is_open) > 1
    at = is_open[first % len(is_open)] if several else None
    level = StockLevel.objects.filter(variant=lamp, warehouse=at).first() if at else None
    seen = (level.on_hand if level else 0) if at else on_hand(lamp)
    match verb:
        case "sell":
            hold_stock({lamp.pk: quantity})
            sell_stock({lamp.pk: quantity})
        case "put_back":
            put_back_stock({lamp.pk: quantity})
        case "receive" | "lose" | "count":
            reason = {"receive": Reason.RECEIVED, "lose": Reason.LOST, "count": Reason.COUNTED}[verb]
            change_stock(lamp, quantity, reason=reason, by=cy, seen=seen, at=at)
        case "move" if several:
            move_stock(lamp, quantity, start=is_open[first % len(is_open)], end=is_open[second % len(is_open)], by=cy)
        case "open":
            closed = [place for place in known if not place.is_active]
            if closed and first % 2:
                reopen_warehouse(closed[0], by=cy)
            else:
                open_warehouse(shop, by=cy, name=f"Place {number}")
        case "close" if known:
            close_warehouse(known[first % len(known)], by=cy)
        case "order" if known:
            order_warehouses(shop, [place.pk for place in reversed(known)])
        case "sheet":
            text = ProductText(title="Lamp", variants=(VariantText(pk=lamp.pk, price=1, on_hand=quantity),))
            save_product(text, shop=shop, by=cy, product=lamp.product)
            Stock.objects.filter(variant=lamp).update(sells_on=True)


# -- at the same moment ---------------------------------------------------------------------------


def together(*works: Callable[[], object]) -> list[object]:
    """Do these things at the same moment, each on a connection of its own; what is refused is its own answer."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            start.wait(timeout=30)
            return work()
        except Refusal as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result(timeout=120) for done in [pool.submit(run, work) for work in works]]


@pytest.mark.django_db(transaction=True)
def test_of_a_sale_and_a_count_at_the_same_moment_the_count_knows_of_the_sale(lamps: Variant, cy: Person) -> None:
    """Whoever comes second sees what the first did: no sale is lost under a count of what lay there before."""
    for _ in range(8):
        Stock.objects.update(on_hand=10, held=0)
        hold_stock({lamps.pk: 4})
        sold, counted = together(
            lambda: sell_stock({lamps.pk: 4}),
            lambda: change_stock(lamps, 12, reason=Reason.COUNTED, by=cy, seen=10),
        )
        assert sold is None
        assert on_hand(lamps) == (6 if isinstance(counted, StockMoved) else 8)


@pytest.mark.django_db(transaction=True)
def test_of_a_sale_and_a_move_at_the_same_moment_nothing_is_lost(
    lamps: Variant, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    harbour, hill = places
    for turn in range(8):
        hold_stock({lamps.pk: 1})
        start, end = (harbour, hill) if turn % 2 else (hill, harbour)
        there = levels(lamps).get(start.name, 0)
        together(partial(sell_stock, {lamps.pk: 1}), partial(move_stock, lamps, there, start=start, end=end, by=cy))
        assert on_hand(lamps) == 9 - turn
        assert adds_up(lamps)
        assert min(levels(lamps).values()) >= 0


@pytest.mark.django_db(transaction=True)
def test_two_who_move_the_same_goods_do_not_move_them_twice(
    lamps: Variant, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    harbour, hill = places
    for _ in range(6):
        moves = together(*[lambda: move_stock(lamps, 6, start=harbour, end=hill, by=cy)] * 3)
        assert [isinstance(move, NotSoManyThere) for move in moves].count(True) == 2
        assert levels(lamps) == {"Harbour": 4, "Hill": 6}
        move_stock(lamps, 6, start=hill, end=harbour, by=cy)


@pytest.mark.django_db(transaction=True)
def test_goods_sold_while_the_second_warehouse_opens_are_not_in_it(shop: Shop, lamps: Variant, cy: Person) -> None:
    open_warehouse(shop, by=cy, name="Harbour")
    hold_stock({lamps.pk: 6})
    sells = [lambda: sell_stock({lamps.pk: 1})] * 6
    together(*sells, lambda: open_warehouse(shop, by=cy, name="Hill"))
    assert on_hand(lamps) == 4
    assert levels(lamps) == {"Harbour": 4}


@pytest.mark.django_db(transaction=True)
def test_a_warehouse_does_not_close_over_what_is_just_put_there(
    lamps: Variant, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    harbour, hill = places
    for _ in range(6):
        together(lambda: close_warehouse(hill, by=cy), lambda: move_stock(lamps, 3, start=harbour, end=hill, by=cy))
        hill.refresh_from_db()
        assert levels(lamps) == ({"Harbour": 7, "Hill": 3} if hill.is_active else {})
        if hill.is_active:
            move_stock(lamps, 3, start=hill, end=harbour, by=cy)
        else:
            reopen_warehouse(hill, by=cy)


# -- pages ----------------------------------------------------------------------------------------


def test_warehouses_are_opened_named_ordered_and_closed_at_the_desk(
    client: Client, shop: Shop, lamps: Variant, cy: Person, ada: Person, bo: Person
) -> None:
    seat_person(ada, shop, role=Seat.Role.EDITOR)
    seat_person(bo, shop, role=Seat.Role.SUPPORT)
    url = "/desk/cy-clay/warehouses/"
    client.force_login(bo)
    assert client.get(url).status_code == 404
    assert client.post(url, {"name": "Harbour"}).status_code == 404
    client.force_login(ada)
    assert "Everything lies in one place" in client.get(url).content.decode()

    client.post(url, {"name": "Harbour"})
    client.post(url, {"name": "Hill", "city": "Jingdezhen"})
    first, second = shop.warehouses.all()
    assert "What is sold leaves the first" in client.get(url).content.decode()
    client.post(f"{url}{second.pk}/", {"name": "Hilltop", "city": ""})
    client.post(f"{url}{second.pk}/", {"up": "yes"})
    assert list(shop.warehouses.values_list("name", flat=True)) == ["Hilltop", "Harbour"]
    client.post(f"{url}{first.pk}/", {"_method": "delete"})
    assert "still goods in “Harbour”" in client.get(url).content.decode()
    client.post(f"{url}{second.pk}/", {"_method": "delete"})
    assert not Warehouse.objects.get(pk=second.pk).is_active
    client.post(f"{url}{second.pk}/", {"reopen": "yes"})
    assert Warehouse.objects.get(pk=second.pk).is_active

    response = client.post(url, {"name": "harbour"})
    assert response.status_code == 422
    assert "called “harbour” already" in response.content.decode()
    assert shop.warehouses.count() == 2
    other = Warehouse.objects.create(shop=Shop.objects.create(handle="o", name="O"), name="Theirs")
    assert client.post(f"{url}{other.pk}/", {"name": "Mine"}).status_code == 404


def test_the_stock_page_moves_and_counts_place_by_place(
    client: Client, lamps: Variant, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    harbour, hill = places
    client.force_login(cy)
    url = f"/desk/cy-clay/stock/{lamps.pk}/"
    client.post(f"{url}move/", {"start": harbour.pk, "end": hill.pk, "quantity": "4"})
    assert levels(lamps) == {"Harbour": 6, "Hill": 4}
    data = {"reason": "received", "number": "5", "at": hill.pk, f"seen_{harbour.pk}": 6, f"seen_{hill.pk}": 4}
    client.post(url, data)
    assert levels(lamps) == {"Harbour": 6, "Hill": 9}
    response = client.post(url, data)
    assert response.status_code == 409
    assert "went from 4 to 9" in response.content.decode()
    assert levels(lamps) == {"Harbour": 6, "Hill": 9}

    response = client.post(f"{url}move/", {"start": harbour.pk, "end": hill.pk, "quantity": "7"})
    assert response.status_code == 409
    assert "only 6 of" in response.content.decode()
    response = client.post(f"{url}move/", {"start": harbour.pk, "end": harbour.pk, "quantity": "1"})
    assert response.status_code == 422
    assert "another warehouse" in response.content.decode()
    page = client.get(f"/desk/cy-clay/products/{lamps.product_id}/stock/").content.decode()
    assert 'data-label="Hill" class="num">9<' in page


def test_stock_pages_ask_as_often_for_many_as_for_few(client: Client, shop: Shop, cy: Person) -> None:
    for name in ("Harbour", "Hill", "Lake"):
        open_warehouse(shop, by=cy, name=name)
    client.force_login(cy)

    def statements(count: int) -> list[int]:
        variants = tuple(VariantText(option_values=(str(n),), price=1, on_hand=n) for n in range(count))
        text = ProductText(title="Bowl", options=("Size",), variants=variants, source="t", source_key="1")
        product = save_product(text, shop=shop, by=cy)
        variant = product.variants.order_by("pk")[0]
        for seen in range(count):
            change_stock(variant, 1, reason=Reason.RECEIVED, by=cy, seen=seen, at=shop.warehouses.all()[1])
        change_stock(variant, 0, reason=Reason.COUNTED, by=cy, seen=count, at=shop.warehouses.all()[1])
        found = []
        for page in (f"products/{product.pk}/stock/", f"stock/{variant.pk}/", "warehouses/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/desk/cy-clay/{page}").status_code == 200
            found.append(len(queries))
        return found

    few = statements(1)
    assert statements(9) == few


def test_selling_from_warehouses_costs_as_many_statements_for_many_as_for_one(
    shop: Shop, lamps: Variant, places: tuple[Warehouse, Warehouse], cy: Person
) -> None:
    variants = tuple(VariantText(option_values=(str(n),), price=1, on_hand=5) for n in range(20))
    product = save_product(ProductText(title="Bowl", options=("Size",), variants=variants), shop=shop, by=cy)
    Product.objects.filter(pk=lamps.product_id).update(in_stock=True)
    pks = list(product.variants.values_list("pk", flat=True))

    def statements(quantities: dict[int, int]) -> int:
        hold_stock(quantities)
        with CaptureQueriesContext(connection) as queries:
            sell_stock(quantities)
        return len(queries)

    one = statements({lamps.pk: 1})
    assert statements(dict.fromkeys(pks, 1)) == one


def test_what_is_short_is_still_refused_where_there_are_warehouses(
    lamps: Variant, places: tuple[Warehouse, Warehouse]
) -> None:
    with pytest.raises(OutOfStock, match="has only 10 left"):
        hold_stock({lamps.pk: 11})
    assert levels(lamps) == {"Harbour": 10}

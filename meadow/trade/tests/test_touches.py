"""What earns a line: every example of `docs/howto/attribution.md` is played, and what else must hold."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Address, Person
from meadow.plumbing.models import Announcement
from meadow.trade.actions.agreements import end_agreement
from meadow.trade.actions.earning import count_sales
from meadow.trade.actions.placing import buy
from meadow.trade.actions.touches import forget_touches, merge_touches, record_touch
from meadow.trade.checkout import look_over
from meadow.trade.households import same_household
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.carts import CartLine
from meadow.trade.models.orders import Order
from meadow.trade.models.touches import LineTouch, Touch
from meadow.trade.tests.cooperating import agreed, came_through, note_with
from meadow.trade.tests.made import bought, place, rate, variant

DOC = settings.ROOT / "docs" / "howto" / "attribution.md"
HOUR = timedelta(hours=1)


def _examples() -> list[tuple[str, ...]]:
    rows = [line for line in DOC.read_text().splitlines() if line.startswith("|")]
    cells = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows]
    return cells[2:]


EXAMPLES = _examples()


def at_home(person: Person, street: str, phone: str = "") -> Address:
    return Address.objects.create(
        person=person, name=person.name, country="US", city="Springfield", street=street, postcode="12345", phone=phone
    )


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) == 22
    assert all(len(example) == 4 for example in EXAMPLES)


@pytest.mark.parametrize(("agreements", "happened", "orders", "earns"), EXAMPLES)
def test_what_the_guide_says_is_so(
    ada: Person,
    bai: Person,
    bo: Person,
    shop: Shop,
    lamp: Variant,
    agreements: str,
    happened: str,
    orders: str,
    earns: str,
) -> None:
    people, things = {"ada": ada, "bai": bai, "bo": bo}, {"lamp": lamp.product, "vase": variant(shop, "Vase").product}
    Person.objects.filter(pk=bo.pk).update(is_buyer=True)
    bo.refresh_from_db()
    Stock.objects.update(on_hand=9)
    at_home(bai, "7 Kiln Road", "+1 (555) 010-2030")
    at_home(ada, "1 Meadow Lane", "555 999 8877")
    for said in filter(None, agreements.split(", ")):
        _agree(people, things["lamp"], said)

    key = uuid4() if "guest" in orders else None
    for said in filter(None, happened.split("; ")):
        _touch(people, things, shop, said, key)
    member = people[orders.split()[0]]
    _arrange(orders, member, bai, shop)
    if key:
        merge_touches(key, into=member)
    group = place(member, lamp)

    found = LineTouch.objects.filter(line__order__group=group).first()
    assert _said(found) == earns
    if found:
        assert len(found.path) == len(happened.split("; "))


def _agree(people: dict[str, Person], product: Product, said: str) -> None:
    name, first, *more = said.split()
    if first == "ended":
        end_agreement(agreed(people[name], product), by=people[name])
    else:
        steps = [(int(more[3]), int(more[1]) * 100)] if more else []
        agreed(people[name], product, int(first) * 100, steps=steps)


def _touch(people: dict[str, Person], things: dict[str, Product], shop: Shop, said: str, key: object) -> None:
    ago, name, kind, what = said.split()
    product = things.get(what)
    note = note_with(people[name], product) if kind == "note" and product else None
    record_touch(
        kind=Touch.Kind(kind),
        earner=people[name],
        by=None if key else people["bai" if name == "bai" and kind == "" else "ada"],
        key=key,  # type: ignore[arg-type]
        product=product,
        shop=None if product else shop,
        note=note,
        place="room:7" if kind == "room" else "",
    )
    at = timezone.now() - int(ago.removesuffix("h")) * HOUR
    Touch.objects.filter(pk=Touch.objects.latest("pk").pk).update(at=at)


def _arrange(orders: str, member: Person, bai: Person, shop: Shop) -> None:
    """Bring about what the third column says beside who orders."""
    Touch.objects.filter(guest=None).update(person=member)
    if "to bai's home" in orders:
        Address.objects.filter(person=member).delete()
        at_home(member, "７ KILN-road.")
    elif "telephone" in orders:
        Address.objects.filter(person=member).delete()
        at_home(member, "9 Elsewhere", "0015550102030")
    elif "book" in orders:
        at_home(member, "7 Kiln Road")
        Address.objects.filter(person=member, street="1 Meadow Lane").update(is_usual=True)
    elif "works there" in orders:
        Seat.objects.create(shop=shop, person=bai, role=Seat.Role.SUPPORT)
    elif sold := re.search(r"when (\d+)", orders):
        Agreement.objects.filter(buyer=bai).update(sold=int(sold[1]))


def _said(found: LineTouch | None) -> str:
    if found is None:
        return "nobody, and no path"
    if found.earner is None:
        assert found.commission_rate == 0
        return f"nobody: {found.ruled_out or f'path {len(found.path)}'}"
    assert found.agreement is not None
    assert found.agreement.buyer == found.earner
    return f"{found.earner.handle.split('.')[0]} {found.commission_rate // 100} {found.kind}"


# -- what else must hold ------------------------------------------------------------------------


def test_the_fact_that_an_order_was_paid_says_what_earned_it(
    ada: Person, bai: Person, shop: Shop, lamp: Variant
) -> None:
    vase = variant(shop, "Vase", 900)
    agreed(bai, lamp.product)
    note = note_with(bai, lamp.product)
    came_through(note, lamp.product, by=ada)

    bought(ada, lamp, vase)

    told = Announcement.objects.get(name="trade.order_paid").data
    assert (told["buyer"], told["touch"]) == (bai.pk, {"kind": "note", "id": note.pk})
    assert {line["variant"]: line["touch"]["kind"] for line in told["lines"]} == {lamp.pk: "note", vase.pk: "direct"}


def test_the_same_way_within_an_hour_is_one_touch_and_the_last_is_the_last(
    ada: Person, bai: Person, bo: Person, lamp_product: Product
) -> None:
    one, other = note_with(bai, lamp_product), note_with(bo, lamp_product)
    for note in (one, other, one):
        came_through(note, lamp_product, by=ada)
    assert [touch.earner for touch in Touch.objects.order_by("-at")] == [bai, bo]


def test_a_guests_touches_become_the_members_once(ada: Person, bai: Person, lamp_product: Product) -> None:
    key, note = uuid4(), note_with(bai, lamp_product)
    came_through(note, lamp_product, by=ada)
    record_touch(kind=Touch.Kind.NOTE, earner=bai, by=None, key=key, product=lamp_product, note=note)
    newest = Touch.objects.get(guest=key).at
    merge_touches(key, into=ada)
    merge_touches(key, into=ada)
    touch = Touch.objects.get()
    assert (touch.person, touch.guest, touch.at) == (ada, None, newest)


def test_old_touches_are_forgotten(ada: Person, bai: Person, lamp_product: Product) -> None:
    note = note_with(bai, lamp_product)
    came_through(note, lamp_product, by=ada, ago=timedelta(days=15))
    kept = came_through(note, lamp_product, by=ada, ago=timedelta(days=13))
    assert forget_touches() == 1
    assert Touch.objects.get() == kept


def test_the_path_tells_who_was_shut_out_and_why(ada: Person, bai: Person, bo: Person, lamp: Variant) -> None:
    Person.objects.filter(pk=bo.pk).update(is_buyer=True)
    agreed(bai, lamp.product)
    came_through(note_with(bo, lamp.product), lamp.product, by=bai, ago=9 * HOUR)
    came_through(note_with(bai, lamp.product), lamp.product, by=bai, ago=3 * HOUR)
    at_home(bai, "7 Kiln Road")
    place(bai, lamp)
    touch = LineTouch.objects.get()
    assert [(step["earner"], step["ruled_out"]) for step in touch.path] == [(bo.pk, ""), (bai.pk, "self_purchase")]
    assert (touch.earner, touch.ruled_out, touch.kind) == (None, "self_purchase", "note")


def test_a_later_change_of_the_terms_does_not_reach_what_was_ordered(ada: Person, bai: Person, lamp: Variant) -> None:
    agreement = agreed(bai, lamp.product)
    came_through(note_with(bai, lamp.product), lamp.product, by=ada)
    place(ada, lamp)
    end_agreement(agreement, by=bai)
    touch = LineTouch.objects.get()
    assert (touch.earner, touch.commission_rate, touch.agreement) == (bai, 1000, agreement)


def test_placing_costs_one_statement_where_nothing_led_there_and_no_more_for_many_lines(
    ada: Person, bai: Person, shop: Shop
) -> None:
    def statements(*variants: Variant) -> int:
        with CaptureQueriesContext(connection) as taken:
            place(ada, *variants)
        about = ("trade_touch", "trade_linetouch", "trade_agreement", "goods_seat", "people_address")
        return sum(any(f'"{table}"' in query["sql"] for table in about) for query in taken)

    cups = [variant(shop, f"Cup {n}") for n in range(4)]
    at_home(ada, "1 Meadow Lane")
    alone = statements(cups[0])
    for cup in cups[1:]:
        agreed(bai, cup.product)
        came_through(note_with(bai, cup.product), cup.product, by=ada)
    few, many = statements(cups[1]), statements(*cups[2:])
    assert many == few
    assert few - alone == 4  # agreements, seats, addresses, and the rows


def test_sales_are_counted_when_paid_and_taken_back_when_given_back(ada: Person, bai: Person, shop: Shop) -> None:
    cup = variant(shop)
    agreement = agreed(bai, cup.product)
    came_through(note_with(bai, cup.product), cup.product, by=ada)
    at_home(bai, "7 Kiln Road")
    order = bought(ada, cup, quantity=3)
    count_sales([order.pk])
    count_sales([order.pk])
    agreement.refresh_from_db()
    assert agreement.sold == 3
    order.lines.update(refunded_quantity=1)
    count_sales([order.pk])
    agreement.refresh_from_db()
    assert agreement.sold == 2
    Order.objects.update(state=Order.State.CANCELLED)
    count_sales([order.pk])
    agreement.refresh_from_db()
    assert agreement.sold == 0


def test_what_is_bought_at_once_from_a_note_is_earned_by_its_author(ada: Person, bai: Person, lamp: Variant) -> None:
    agreed(bai, lamp.product)
    note, other = note_with(bai, lamp.product), note_with(bai, variant(lamp.product.shop, "Vase").product)
    rate(lamp.product.shop)
    for shown, earner in ((other, None), (note, bai)):
        Stock.objects.update(on_hand=9)
        total = look_over([CartLine(variant=lamp, quantity=1)], country="US", by=ada).total
        address = Address.objects.filter(person=ada).first() or at_home(ada, "1 Meadow Lane")
        group = buy(lamp, by=ada, address=address, expected_total=total, note=shown)
        touch = LineTouch.objects.filter(line__order__group=group).first()
        assert (touch and touch.earner) == earner


# -- households ---------------------------------------------------------------------------------

KILN = {
    "country": "US",
    "postcode": "12345",
    "city": "Springfield",
    "street": "7 Kiln Road",
    "phone": "+1 555 010 2030",
}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"country": "us", "postcode": "12 345", "street": "7, KILN ROAD"}, True),
        ({"country": "US", "postcode": "１２３４５", "street": "７ Kiln Road"}, True),
        ({"country": "DE", "postcode": "12345", "street": "7 Kiln Road"}, False),
        ({"country": "US", "postcode": "12346", "street": "7 Kiln Road"}, False),
        ({"country": "US", "postcode": "12345", "street": "8 Kiln Road"}, False),
        ({"country": "US", "postcode": "12345"}, False),
        ({"phone": "001 (555) 010-2030"}, True),
        ({"phone": "555-0102030"}, True),
        ({"phone": "555 010 2031"}, False),
        ({"phone": "2030"}, False),
        ({}, False),
    ],
)
def test_a_household_is_known_however_it_is_written(other: dict[str, str], same: bool) -> None:
    assert same_household([KILN], [other]) is same
    assert same_household([other], [KILN]) is same


def test_a_home_without_a_postcode_is_known_by_its_city() -> None:
    one = {"country": "HK", "city": "香港", "street": "皇后大道中 1 號"}
    assert same_household([one], [{**one, "street": "皇后大道中1號"}])
    assert not same_household([one], [{**one, "city": "九龍"}])

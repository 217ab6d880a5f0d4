"""Promotions at carts and orders: what counts, what is written, and limits that hold when many come at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meadow.goods.models.collections import Collection, CollectionItem
from meadow.goods.models.products import Category, Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.cancelling import call_off_pieces
from meadow.trade.actions.carts import merge_carts, put_in_cart
from meadow.trade.actions.orders import cancel_order, expire_group
from meadow.trade.actions.payments import settle_payment
from meadow.trade.actions.placing import buy as buy_now
from meadow.trade.actions.placing import place_order
from meadow.trade.actions.promotions import (
    claim_coupon,
    delete_promotion,
    generate_codes,
    keep_promotion,
    take_code_out,
    type_code,
)
from meadow.trade.checkout import look_over
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.models.promotions import (
    CartCode,
    Coupon,
    LineDiscount,
    Promotion,
    PromotionCode,
    Redemption,
    ShippingDiscount,
)
from meadow.trade.refusals import (
    CodeUsedUp,
    CouponTaken,
    LimitBelowUse,
    NoSuchCode,
    NotForTheseGoods,
    OnlyFirstOrder,
    PriceChanged,
    PromotionInUse,
    PromotionOver,
    PromotionUsedByYou,
    PromotionUsedUp,
)
from meadow.trade.tests.made import cart_with, collected, home, open_payment, pay, place, rate, shop_of, variant

pytestmark = pytest.mark.django_db
Kind, Trigger = Promotion.Kind, Promotion.Trigger


def promotion(shop: Shop | None, *, code: str = "", **fields: Any) -> Promotion:
    """Ten per cent off by itself, unless something else is said."""
    names = ["products", "categories", "collections", "gets"]
    about: dict[str, Any] = {name: fields.pop(name) for name in names if name in fields}
    said = {"name": "Spring", "kind": Kind.PERCENT, "percent": 1_000, "currency": "USD", **fields}
    if code:
        said["trigger"] = Trigger.CODE
    return keep_promotion(Promotion(shop=shop, **said), about=about, code=code)


def order(person: Person, total: int | None = None) -> OrderGroup:
    """Order everything in the person's cart, sent home."""
    cart = Cart.objects.get(person=person)
    address = person.addresses.first() or home(person)
    total = look_over(cart, country=address.country).total if total is None else total
    return place_order(cart, by=person, address=address, rates={}, expected_total=total)


def used(made: Promotion) -> int:
    return Promotion.objects.get(pk=made.pk).used


# -- what counts ----------------------------------------------------------------------------------


def test_what_promotions_take_off_is_written_down_with_the_order(ada: Person, shop: Shop, di: Person) -> None:
    cup, pot = variant(shop, "Cup", 1_000), variant(shop, "Pot", 2_000)
    rate(shop, 500)
    own = promotion(shop, products=[cup.product])
    ours = promotion(None, name="Hello", kind=Kind.AMOUNT, amount=290, funded_share=5_000)
    free = promotion(None, name="Sent free", kind=Kind.SHIPPING, funded_share=10_000, min_goods=3_000)
    cart_with(ada, cup, pot)

    group = order(ada)

    made = group.orders.get()
    lines = {line.title: line for line in made.lines.all()}
    assert (made.goods_total, made.discount_total, made.shipping_total, made.total) == (3_000, 390, 0, 2_610)
    # 2.90 over 9.00 and 20.00: 0.90 and 2.00
    assert (lines["Cup"].discount, lines["Pot"].discount) == (190, 200)
    assert (lines["Cup"].discount_platform, lines["Pot"].discount_platform) == (45, 100)
    told = LineDiscount.objects.values_list("line__title", "promotion", "amount", "amount_platform")
    assert sorted(told) == sorted([("Cup", own.pk, 100, 0), ("Cup", ours.pk, 90, 45), ("Pot", ours.pk, 200, 100)])
    assert list(ShippingDiscount.objects.values_list("order", "promotion", "amount", "amount_platform")) == [
        (made.pk, free.pk, 500, 500)
    ]
    assert set(group.redemptions.values_list("promotion", "amount")) == {(own.pk, 100), (ours.pk, 290), (free.pk, 500)}


def test_a_promotion_of_another_shop_currency_or_time_does_not_count(ada: Person, bo: Person, shop: Shop) -> None:
    now = timezone.now()
    promotion(shop_of(bo, "bo-books"))
    promotion(None, currency="EUR")
    promotion(shop, starts_at=now + timedelta(hours=1))
    promotion(shop, ends_at=now - timedelta(hours=1))
    promotion(shop, is_active=False)

    summary = look_over(cart_with(ada, variant(shop)), country="US")

    assert (summary.discount_total, list(summary.counted)) == (0, [])


def test_shelves_count_with_all_below_them_and_collections_with_what_is_in_them(ada: Person, shop: Shop) -> None:
    cup, pot, vase = (variant(shop, title, 1_000) for title in ("Cup", "Pot", "Vase"))
    home_shelf = Category.objects.create(slug="home", name="Home")
    table = Category.objects.create(slug="table", name="Table", parent=home_shelf)
    cup.product.categories.add(table)
    chosen = Collection.objects.create(shop=shop, handle="chosen", title="Chosen")
    CollectionItem.objects.create(collection=chosen, product=pot.product)
    promotion(shop, categories=[home_shelf])
    promotion(shop, collections=[chosen], percent=2_000)

    summary = look_over(cart_with(ada, cup, pot, vase))

    assert {line.variant.product.title: line.discount for line in summary.lines} == {"Cup": 100, "Pot": 200, "Vase": 0}


def test_a_place_has_to_be_the_right_one(ada: Person, shop: Shop) -> None:
    cart = cart_with(ada, variant(shop, price=1_000))
    promotion(shop, place="room")
    promotion(shop, place="group:3", percent=2_000)

    assert look_over(cart).discount_total == 0
    assert look_over(cart, places=["room:7"]).discount_total == 100
    assert look_over(cart, places=["group:3"]).discount_total == 200
    assert look_over(cart, places=["group:4"]).discount_total == 0


def test_a_first_order_is_the_first_one(ada: Person, bo: Person, shop: Shop) -> None:
    promotion(shop, first_order="shop", kind=Kind.AMOUNT, amount=100)
    promotion(None, first_order="platform", kind=Kind.AMOUNT, amount=30)
    other = shop_of(bo, "bo-books")
    first = place(ada, variant(shop))
    assert first.discount_total == 130

    assert place(ada, variant(shop)).discount_total == 0
    assert look_over([CartLine(variant=variant(other), quantity=1)], by=ada).discount_total == 0

    for group in OrderGroup.objects.filter(member=ada):
        cancel_order(group.orders.get(), by=ada)
    assert place(ada, variant(shop)).discount_total == 130


def test_guests_are_told_to_sign_in_for_what_is_for_members(shop: Shop) -> None:
    key = uuid4()
    line = put_in_cart(variant(shop, price=1_000), 1, by=None, key=key)
    promotion(shop, code="HELLO", members_only=True)
    type_code(line.cart, "hello", by=None)

    summary = look_over(line.cart)

    assert summary.discount_total == 0
    assert [str(one.why) for one in summary.discounts.idle] == ["“Spring” is for members. Please sign in."]


def test_thresholds_tell_what_is_missing(ada: Person, shop: Shop) -> None:
    promotion(shop, kind=Kind.SHIPPING, min_goods=2_000)
    promotion(shop, kind=Kind.TIERS, tiers=[{"from": 1_000, "off": 100}, {"from": 3_000, "off": 500}])

    summary = look_over(cart_with(ada, variant(shop, price=1_400)))

    assert summary.discount_total == 100
    assert sorted((one.missing, one.off, one.is_shipping) for one in summary.discounts.missing) == [
        (600, 0, True),
        (1_600, 500, False),
    ]


def test_what_was_agreed_to_is_what_is_paid_even_when_a_promotion_ends_meanwhile(ada: Person, shop: Shop) -> None:
    made = promotion(shop)
    rate(shop, 0)
    cart_with(ada, variant(shop, price=1_000))
    Promotion.objects.filter(pk=made.pk).update(ends_at=timezone.now())

    with pytest.raises(PriceChanged, match="has changed"):
        order(ada, total=900)

    assert not OrderGroup.objects.exists()


# -- codes ----------------------------------------------------------------------------------------


def test_a_code_is_typed_in_any_case_and_stays_until_it_is_used(ada: Person, shop: Shop) -> None:
    made = promotion(shop, code="Spring 10")
    rate(shop, 0)
    cart = cart_with(ada, variant(shop, price=1_000))

    type_code(cart, " spring10 ", by=ada)

    assert look_over(cart).discount_total == 100
    assert order(ada).discount_total == 100
    assert not CartCode.objects.exists()
    assert Redemption.objects.get().code.code == "SPRING10"  # type: ignore[union-attr]
    assert made.codes.get().code == "SPRING10"


def test_a_code_that_is_taken_out_counts_no_more(ada: Person, shop: Shop) -> None:
    made = promotion(shop, code="SPRING")
    cart = cart_with(ada, variant(shop, price=1_000))
    type_code(cart, "SPRING", by=ada)

    take_code_out(cart, made.codes.get().pk)

    assert look_over(cart).discount_total == 0


@pytest.mark.parametrize(
    ("fields", "refusal", "words"),
    [
        ({"ends_at": timezone.now() - timedelta(days=1)}, PromotionOver, "“Spring” is over."),
        ({"limit_total": 0}, PromotionUsedUp, "“Spring” has been used up."),
        ({"is_active": False}, NoSuchCode, "There is no code “SPRING” for what is in your cart."),
        ({"currency": "EUR"}, NoSuchCode, "There is no code “SPRING” for what is in your cart."),
        ({"first_order": "shop"}, OnlyFirstOrder, "“Spring” is for a first order only."),
    ],
)
def test_a_code_that_cannot_count_says_why_and_is_not_kept(
    ada: Person, shop: Shop, fields: dict[str, Any], refusal: type[Refusal], words: str
) -> None:
    place(ada, variant(shop))
    promotion(shop, code="SPRING", **fields)
    cart = cart_with(ada, variant(shop))

    with pytest.raises(refusal) as said:
        type_code(cart, "spring", by=ada)

    assert str(said.value) == words
    assert not CartCode.objects.exists()


def test_a_code_for_other_goods_says_so(ada: Person, bo: Person, shop: Shop) -> None:
    cart = cart_with(ada, variant(shop))
    promotion(shop, code="LAMPS", products=[variant(shop, "Lamp").product])
    promotion(shop_of(bo, "bo-books"), code="BOOKS")

    with pytest.raises(NotForTheseGoods, match="for other goods"):
        type_code(cart, "LAMPS", by=ada)
    with pytest.raises(NoSuchCode, match="no code “BOOKS”"):
        type_code(cart, "BOOKS", by=ada)
    assert not CartCode.objects.exists()


def test_a_code_that_waits_for_more_goods_is_kept_and_says_how_much(ada: Person, shop: Shop) -> None:
    promotion(shop, code="SPRING", min_goods=2_000)
    cart = cart_with(ada, variant(shop, price=1_400))

    type_code(cart, "SPRING", by=ada)

    assert [str(one.why) for one in look_over(cart).discounts.idle] == ["“Spring” needs goods worth $6.00 more."]


def test_a_code_that_another_promotion_outdoes_says_so(ada: Person, shop: Shop) -> None:
    promotion(shop, code="WEAK", percent=100, combines=False)
    promotion(shop, name="Strong", percent=5_000, combines=False)
    cart = cart_with(ada, variant(shop, price=1_000))
    type_code(cart, "WEAK", by=ada)

    summary = look_over(cart)

    assert summary.discount_total == 500
    assert "you pay less without it" in str(summary.discounts.idle[0].why)


def test_one_word_may_be_a_code_of_two_shops(ada: Person, bo: Person, shop: Shop) -> None:
    other = shop_of(bo, "bo-books")
    for one in (shop, other):
        promotion(one, code="HELLO")
    cart = cart_with(ada, variant(shop, price=1_000), variant(other, price=2_000))

    type_code(cart, "hello", by=ada)

    assert [parcel.discount_total for parcel in look_over(cart).parcels] == [100, 200]


def test_generated_codes_are_used_once_each(ada: Person, bo: Person, shop: Shop) -> None:
    made = promotion(shop, code="ALWAYS")
    batch = generate_codes(made, 50)
    codes = list(PromotionCode.objects.filter(batch=batch))
    assert len({code.code for code in codes}) == 50
    rate(shop, 0)
    type_code(cart_with(ada, variant(shop, price=1_000)), codes[0].code.lower(), by=ada)
    assert order(ada).discount_total == 100

    with pytest.raises(CodeUsedUp, match="has been used already"):
        type_code(cart_with(bo, variant(shop)), codes[0].code, by=bo)


def test_a_guests_codes_come_along_when_they_sign_in(ada: Person, shop: Shop) -> None:
    key = uuid4()
    line = put_in_cart(variant(shop, price=1_000), 1, by=None, key=key)
    promotion(shop, code="HELLO")
    type_code(line.cart, "hello", by=None)

    merge_carts(key, into=ada)

    assert look_over(Cart.objects.get(person=ada)).discount_total == 100


# -- coupons --------------------------------------------------------------------------------------


def test_a_coupon_counts_once_it_was_taken_and_only_once(ada: Person, shop: Shop) -> None:
    made = promotion(shop, trigger=Trigger.CLAIM, limit_total=1)
    rate(shop, 0)
    cart = cart_with(ada, variant(shop, price=1_000))
    assert look_over(cart).discount_total == 0

    claim_coupon(made, by=ada)

    assert order(ada).discount_total == 100
    assert look_over(cart_with(ada, variant(shop))).discount_total == 0
    with pytest.raises(CouponTaken, match="have taken “Spring” already"):
        claim_coupon(made, by=ada)


def test_the_limit_of_a_coupon_counts_those_who_took_it(ada: Person, bo: Person, shop: Shop) -> None:
    made = promotion(shop, trigger=Trigger.CLAIM, limit_total=1)
    claim_coupon(made, by=ada)

    with pytest.raises(PromotionUsedUp, match="has been used up"):
        claim_coupon(made, by=bo)

    assert not Coupon.objects.filter(person=bo).exists()


def test_a_coupon_that_is_over_cannot_be_taken(ada: Person, shop: Shop) -> None:
    made = promotion(shop, trigger=Trigger.CLAIM, ends_at=timezone.now())

    with pytest.raises(PromotionOver, match="is over"):
        claim_coupon(made, by=ada)
    assert not Coupon.objects.exists()


# -- limits, and giving back ------------------------------------------------------------------------


def test_a_limit_for_each_member_holds(ada: Person, bo: Person, shop: Shop) -> None:
    promotion(shop, limit_each=1)

    assert [place(person, variant(shop, price=1_000)).discount_total for person in (ada, ada, bo)] == [100, 0, 100]


def test_what_was_not_paid_is_given_back(ada: Person, shop: Shop) -> None:
    made = promotion(shop, code="ONE", limit_total=1, limit_each=1)
    rate(shop, 0)
    for giving_up in (cancel_order, expire_group):
        type_code(cart_with(ada, variant(shop, price=1_000)), "one", by=ada)
        group = order(ada)
        assert (used(made), Coupon.objects.get().used) == (1, 1)
        if giving_up is cancel_order:
            cancel_order(group.orders.get(), by=ada)
        else:
            OrderGroup.objects.filter(pk=group.pk).update(expires_at=timezone.now())
            expire_group(group)
        assert (used(made), Coupon.objects.get().used) == (0, 0)
        assert group.redemptions.get().state == Redemption.State.GIVEN_BACK


def test_money_that_comes_late_uses_the_promotion_again_or_comes_back(ada: Person, bo: Person, shop: Shop) -> None:
    made = promotion(shop, limit_total=1)
    late, gone = place(ada, variant(shop, price=1_000)), None
    payment = open_payment(late)
    OrderGroup.objects.filter(pk=late.pk).update(expires_at=timezone.now())
    expire_group(late)
    settle_payment(payment, collected(payment))
    late.refresh_from_db()
    assert (late.state, used(made)) == (OrderGroup.State.PAID, 1)

    Promotion.objects.update(used=0)
    gone = place(bo, variant(shop, price=1_000))
    payment = open_payment(gone)
    OrderGroup.objects.filter(pk=gone.pk).update(expires_at=timezone.now())
    expire_group(gone)
    place(ada, variant(shop, price=1_000))
    settle_payment(payment, collected(payment))
    gone.refresh_from_db()
    payment.refresh_from_db()
    assert (gone.state, payment.state, used(made)) == (OrderGroup.State.EXPIRED, "refund_due", 1)
    assert gone.redemptions.get().state == Redemption.State.GIVEN_BACK


@pytest.mark.parametrize(("gives_back", "left"), [(True, 0), (False, 1)])
def test_a_full_refund_gives_it_back_where_the_promotion_says_so(
    ada: Person, cy: Person, shop: Shop, gives_back: bool, left: int
) -> None:
    made = promotion(shop, limit_total=5, gives_back=gives_back)
    group = place(ada, variant(shop, price=1_000))
    pay(group)
    assert used(made) == 1

    call_off_pieces(group.orders.get(), by=cy)

    assert Order.objects.get().refunded_total == group.total
    assert used(made) == left


def test_changing_a_promotion_leaves_what_orders_count_meanwhile(ada: Person, bo: Person, shop: Shop) -> None:
    seen = promotion(shop, limit_total=2)
    place(ada, variant(shop))
    place(bo, variant(shop))

    seen.percent = 2_000
    keep_promotion(seen, about={})
    assert Promotion.objects.values_list("percent", "used").get() == (2_000, 2)

    seen.limit_total = 1
    with pytest.raises(LimitBelowUse, match="more often than the new limit"):
        keep_promotion(seen, about={})
    assert Promotion.objects.values_list("limit_total", "used").get() == (2, 2)


def test_what_was_used_cannot_be_deleted(ada: Person, shop: Shop) -> None:
    made, unused = promotion(shop), promotion(shop, is_active=False)
    place(ada, variant(shop))

    with pytest.raises(PromotionInUse, match="cannot be deleted"):
        delete_promotion(made)
    delete_promotion(unused)

    assert list(Promotion.objects.all()) == [made]


# -- at once --------------------------------------------------------------------------------------


def members(number: int) -> list[Person]:
    return [Person.objects.create_user(f"m{n}@example.org", "x", handle=f"m{n}", name=f"M{n}") for n in range(number)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_code", [False, True])
def test_a_limit_in_total_holds_when_many_order_at_once(shop: Shop, by_code: bool) -> None:
    made = promotion(shop, limit_total=3)
    if by_code:
        made.limit_total, made.trigger = None, Trigger.CODE
        keep_promotion(made, about={}, code="THREE")
        PromotionCode.objects.update(limit=3)
    cup = variant(shop, price=1_000, on_hand=50)
    rate(shop, 0)
    people = members(8)
    for person in people:
        cart = cart_with(person, cup)
        home(person)
        if by_code:
            type_code(cart, "three", by=person)
    start = threading.Barrier(len(people))

    def buy(person: Person) -> int:
        try:
            start.wait()
            return order(person, total=900).discount_total
        except (PromotionUsedUp, PriceChanged):
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        taken = list(pool.map(buy, people))

    assert sorted(taken) == [0] * 5 + [100] * 3
    assert Redemption.objects.filter(state="taken").count() == 3
    assert (PromotionCode.objects.get().used if by_code else used(made)) == 3
    assert LineDiscount.objects.aggregate(all=Sum("amount"))["all"] == 300


@pytest.mark.django_db(transaction=True)
def test_a_limit_for_each_member_holds_when_they_order_twice_at_once(ada: Person, shop: Shop) -> None:
    promotion(shop, limit_each=1)
    cup = variant(shop, price=1_000, on_hand=50)
    rate(shop, 0)
    address = home(ada)
    start = threading.Barrier(6)

    def buy(_: int) -> int:
        try:
            start.wait()
            return buy_now(cup, by=ada, address=address, expected_total=900).discount_total
        except (PromotionUsedByYou, PriceChanged):
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(buy, range(6)))

    assert sorted(taken) == [0] * 5 + [100]
    assert Coupon.objects.get().used == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_coupon_is_taken_by_one(shop: Shop) -> None:
    made = promotion(shop, trigger=Trigger.CLAIM, limit_total=1)
    people = members(6)
    start = threading.Barrier(len(people))

    def claim(person: Person) -> bool:
        try:
            start.wait()
            claim_coupon(made, by=person)
        except PromotionUsedUp:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(people)) as pool:
        assert sum(pool.map(claim, people)) == 1
    assert Promotion.objects.get().claimed == Coupon.objects.count() == 1


# -- what it costs ----------------------------------------------------------------------------------


def test_many_promotions_cost_as_many_statements_as_few(ada: Person, bo: Person, shop: Shop, lamp: Variant) -> None:
    shelf = Category.objects.create(slug="home", name="Home")
    group = Collection.objects.create(shop=shop, handle="c", title="C")

    def more(number: int) -> None:
        for n in range(number):
            for one in (shop, None):
                promotion(one, first_order="shop" if one else "platform", categories=[shelf], collections=[group])
                promotion(one, code=f"CODE{n}{one and one.pk}{number}", kind=Kind.AMOUNT, amount=10 + n)
                claim_coupon(promotion(one, trigger=Trigger.CLAIM, amount=5, kind=Kind.AMOUNT), by=ada)

    def statements() -> int:
        with CaptureQueriesContext(connection) as taken:
            look_over(Cart.objects.get(person=ada), country="US")
        return len(taken)

    rate(shop, 0)
    cart_with(ada, lamp)
    more(1)
    few = statements()
    more(4)
    put_in_cart(variant(shop), 1, by=ada)
    assert statements() == few


def test_a_cart_without_promotions_takes_one_statement_more_for_them(ada: Person, shop: Shop, lamp: Variant) -> None:
    cart = cart_with(ada, lamp)

    with CaptureQueriesContext(connection) as taken:
        look_over(cart)

    assert len([one for one in taken if "trade_promotion" in one["sql"]]) == 1

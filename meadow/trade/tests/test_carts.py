"""Carts: what may be put into one, and how a guest's becomes a member's."""

from uuid import uuid4

import pytest

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import OutOfStock
from meadow.people.models.persons import Person
from meadow.trade.actions.carts import change_line, merge_carts, put_in_cart
from meadow.trade.models import carts
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.refusals import CartFull, NoLongerOnSale
from meadow.trade.tests.made import variant


def in_cart(cart: Cart) -> dict[int, int]:
    return dict(cart.lines.values_list("variant", "quantity"))


def test_the_same_thing_put_in_twice_is_one_line(ada: Person, lamp: Variant) -> None:
    Stock.objects.update(on_hand=5)
    put_in_cart(lamp, 2, by=ada)
    put_in_cart(lamp, 1, by=ada)
    assert in_cart(Cart.objects.get(person=ada)) == {lamp.pk: 3}


def test_more_than_there_is_does_not_go_into_a_cart(ada: Person, lamp: Variant) -> None:
    put_in_cart(lamp, 1, by=ada)
    with pytest.raises(OutOfStock, match="“Paper lamp” has only 1 left"):
        put_in_cart(lamp, 1, by=ada)
    assert in_cart(Cart.objects.get(person=ada)) == {lamp.pk: 1}


@pytest.mark.parametrize("gone", ["draft", "inactive variant", "closed shop"])
def test_what_is_not_on_sale_does_not_go_into_a_cart(ada: Person, lamp: Variant, gone: str) -> None:
    if gone == "draft":
        Product.objects.update(status=Product.Status.DRAFT)
    elif gone == "closed shop":
        Shop.objects.update(state=Shop.State.CLOSED)
    else:
        Variant.objects.update(is_active=False)
    with pytest.raises(NoLongerOnSale, match="“Paper lamp” is no longer on sale"):
        put_in_cart(Variant.objects.get(), 1, by=ada)
    assert not CartLine.objects.exists()


def test_none_of_a_line_takes_it_out(ada: Person, lamp: Variant) -> None:
    line = put_in_cart(lamp, 1, by=ada)
    change_line(line, 0)
    assert not CartLine.objects.exists()


def test_a_line_cannot_be_raised_beyond_what_there_is(ada: Person, lamp: Variant) -> None:
    line = put_in_cart(lamp, 1, by=ada)
    with pytest.raises(OutOfStock, match="only 1 left"):
        change_line(line, 2)
    line.refresh_from_db()
    assert line.quantity == 1


def test_a_cart_has_an_end(ada: Person, shop: Shop, lamp: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meadow.trade.actions.carts.MOST_LINES", 1)
    put_in_cart(lamp, 1, by=ada)
    with pytest.raises(CartFull, match="at most 1 different things"):
        put_in_cart(variant(shop), 1, by=ada)
    assert CartLine.objects.count() == 1
    assert carts.MOST_LINES == 100


def test_of_two_carts_the_larger_quantity_stays(ada: Person, shop: Shop) -> None:
    cup, bowl, vase = (variant(shop, title) for title in ("Cup", "Bowl", "Vase"))
    key = uuid4()
    put_in_cart(cup, 3, by=None, key=key)
    put_in_cart(bowl, 1, by=None, key=key)
    put_in_cart(cup, 2, by=ada)
    put_in_cart(bowl, 2, by=ada)
    put_in_cart(vase, 1, by=ada)

    merge_carts(key, into=ada)
    assert in_cart(Cart.objects.get()) == {cup.pk: 3, bowl.pk: 2, vase.pk: 1}

    merge_carts(key, into=ada)  # the guest's cart is gone: nothing is added again
    assert in_cart(Cart.objects.get()) == {cup.pk: 3, bowl.pk: 2, vase.pk: 1}


def test_an_unknown_key_merges_nothing(ada: Person) -> None:
    merge_carts(uuid4(), into=ada)
    assert not Cart.objects.exists()

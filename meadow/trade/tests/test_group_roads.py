"""The ways between groups and trade: cards, touches out of a group, and the code on a packing slip."""

import pytest
from django.test import Client

from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.models.orders import Order
from meadow.trade.models.promotions import Promotion
from meadow.trade.models.touches import LineTouch, Touch
from meadow.trade.tests.cooperating import agreed
from meadow.trade.tests.made import pay, place
from meadow.trade.tests.test_promotions import promotion
from meadow.venue.groups.actions.inviting import invite
from meadow.venue.groups.actions.leaving import leave_group
from meadow.venue.groups.tests.made import group_of, joined
from meadow.venue.talk.actions.minding import hide_messages
from meadow.venue.talk.actions.saying import Said, say
from meadow.venue.talk.cards import Card, look_up

pytestmark = pytest.mark.django_db


def as_(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_goods_shown_in_a_buyers_group_earn(bai: Person, ada: Person, bo: Person, lamp: Variant) -> None:
    agreed(bai, lamp.product)
    group = group_of(bai)
    joined(group, ada)
    shown = say(group.thread, Said(card=Card("product", lamp.product_id), mark="a-card-of-bai"), by=bai)
    product = lamp.product
    page = as_(ada).get(f"{product.get_absolute_url()}?from=group:{group.pk}").content.decode()
    assert f'name="group" value="{group.pk}"' in page
    sent = {"product": product.pk, "group": group.pk}
    as_(bo).post("/touches/", sent)
    Client().post("/touches/", sent)
    assert not Touch.objects.exists()

    as_(ada).post("/touches/", sent)

    touch = Touch.objects.get()
    assert (touch.person, touch.kind, touch.place, touch.earner) == (ada, "group", group.place, bai)
    pay(place(ada, lamp))
    earned = LineTouch.objects.get()
    assert (earned.kind, earned.place, earned.earner) == ("group", group.place, bai)
    hide_messages(group.thread, [shown.pk], by=bai)
    assert 'name="group"' not in as_(ada).get(f"{product.get_absolute_url()}?from=group:{group.pk}").content.decode()


def test_who_left_comes_out_of_a_group_no_more(bai: Person, ada: Person, lamp: Variant) -> None:
    group = group_of(bai)
    joined(group, ada)
    say(group.thread, Said(card=Card("product", lamp.product_id), mark="a-card-of-bai"), by=bai)
    leave_group(group, by=ada)

    as_(ada).post("/touches/", {"product": lamp.product_id, "group": group.pk})

    assert not Touch.objects.exists()


@pytest.mark.parametrize("asked", ["group:x", "group:", "group:99999999999999999999", "room:1", "group:٣"])
def test_a_wrong_address_leads_to_no_group(asked: str, ada: Person, lamp_product: Product) -> None:
    page = as_(ada).get(lamp_product.get_absolute_url(), {"from": asked})
    assert page.status_code == 200
    assert page.context["from_group"] is None


def test_an_order_is_shown_to_whom_it_concerns(ada: Person, bo: Person, cy: Person, lamp: Variant) -> None:
    pay(place(ada, lamp))
    order = Order.objects.get()
    card = Card("order", order.pk)
    seen = {who.handle: look_up([card], who)[card] for who in (ada, bo, cy)}
    assert seen["ada"].url == order.get_absolute_url()
    assert seen["cy.potter"].url == f"/desk/cy-clay/orders/{order.pk}/"
    assert (seen["bo.li"].state, seen["bo.li"].url) == ("gone", "")
    assert look_up([card], None)[card].state == "gone"


def test_a_coupon_is_shown_until_it_is_over(ada: Person, shop: Shop) -> None:
    coupon = promotion(shop, name="Ten off", trigger=Promotion.Trigger.CLAIM)
    card = Card("coupon", coupon.pk)
    assert look_up([card], ada)[card].url == f"/coupons/{coupon.pk}/"
    Promotion.objects.update(is_active=False)
    view = look_up([card], ada)[card]
    assert (view.state, view.url, view.line) == ("over", "", "This coupon is not to be had any more.")


def test_an_invitation_lies_in_the_parcel(ada: Person, cy: Person, bo: Person, shop: Shop, lamp: Variant) -> None:
    pay(place(ada, lamp))
    slip = f"/desk/cy-clay/orders/{Order.objects.get().pk}/slip/"
    group = group_of(cy, shop)
    invite(group, by=cy)
    assert "slip-code" not in as_(cy).get(slip).content.decode()

    invite(group, by=cy, is_for_parcels=True)

    assert "slip-code" in as_(cy).get(slip).content.decode()
    assert "Clay friends" in as_(cy).get(slip).content.decode()


def test_a_paid_order_shows_the_way_into_the_group(ada: Person, cy: Person, shop: Shop, lamp: Variant) -> None:
    group = group_of(cy, shop)
    order_group = place(ada, lamp)
    page = Order.objects.get().get_absolute_url()
    assert group.get_absolute_url() not in as_(ada).get(page).content.decode()

    pay(order_group)

    assert group.get_absolute_url() in as_(ada).get(page).content.decode()

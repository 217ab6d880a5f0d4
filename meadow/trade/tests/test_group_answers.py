"""What groups ask of trade: who has bought, how much was spent, and nothing of other shops."""

import pytest
from django.test import Client

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.people.actions.follows import follow_person
from meadow.people.models.persons import Person
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.tests.made import pay, place, variant
from meadow.venue.groups.actions.making import Rule
from meadow.venue.groups.models.groups import EntryRule
from meadow.venue.groups.questions import Dealings, dealings_in
from meadow.venue.groups.tests.made import group_of, joined
from meadow.venue.groups.tests.test_entry import only, refused

pytestmark = pytest.mark.django_db
Kind = EntryRule.Kind


def as_(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_buyers_of_something_come_in(cy: Person, shop: Shop, ada: Person, lamp: Variant) -> None:
    group = group_of(cy, shop, Rule(Kind.BOUGHT))
    order = place(ada, lamp)
    refused(group, ada, "Have bought something from Cy Clay")

    pay(order)

    assert joined(group, ada).group == group
    assert not only(group, None).is_met


def test_buyers_of_one_product_come_in_until_it_came_back(cy: Person, shop: Shop, ada: Person, lamp: Variant) -> None:
    cup = variant(shop)
    group = group_of(cy, shop, Rule(Kind.BOUGHT, product=lamp.product_id))
    pay(place(ada, cup))
    refused(group, ada, "Have bought “Paper lamp”")

    pay(place(ada, lamp))

    assert only(group, ada).is_met
    OrderLine.objects.filter(variant=lamp).update(returned=1)
    refused(group, ada, "Have bought “Paper lamp”")


def test_what_was_spent_is_counted_in_this_shop_alone(
    cy: Person, shop: Shop, ada: Person, bo: Person, lamp: Variant
) -> None:
    other = Shop.objects.create(handle="another", name="Another", currency="USD")
    group = group_of(cy, shop, Rule(Kind.SPENT, amount=6000))
    pay(place(ada, variant(other, price=90_000)))
    pay(place(ada, lamp))
    refused(group, ada, r"Have spent \$60.00 at Cy Clay")
    assert dealings_in(shop.pk, [ada.pk, bo.pk]) == {ada.pk: Dealings(orders=1, spent=5400)}

    pay(place(ada, variant(shop)))

    assert joined(group, ada).group == group
    Order.objects.filter(shop=shop).update(refunded_total=1000)
    assert not only(group, ada).is_met


def test_all_rules_count(cy: Person, shop: Shop, ada: Person, lamp: Variant) -> None:
    group = group_of(cy, shop, Rule(Kind.FOLLOWS), Rule(Kind.BOUGHT))
    follow_person(cy, by=ada)
    refused(group, ada, "more before you can join: Have bought something from Cy Clay")

    pay(place(ada, lamp))

    assert joined(group, ada).group == group


def test_members_are_listed_with_what_they_bought_here(
    shop: Shop, ada: Person, bo: Person, cy: Person, lamp: Variant
) -> None:
    group = group_of(cy, shop)
    joined(group, ada)
    joined(group, bo)
    pay(place(ada, lamp))

    seen_by_cy = as_(cy).get(f"/groups/{group.pk}/members/").content.decode()
    seen_by_bo = as_(bo).get(f"/groups/{group.pk}/members/").content.decode()

    assert "1 order here, $54.00" in seen_by_cy
    assert "order here" not in seen_by_bo
    assert "@ada" in seen_by_bo

"""What groups ask of whoever comes in: every rule, met and not met, in words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.actions.follows import follow_person
from meadow.people.models.persons import Person
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.tests.made import pay, place, variant
from meadow.venue.groups.actions.joining import join_group
from meadow.venue.groups.actions.making import Rule
from meadow.venue.groups.entry import Condition, conditions
from meadow.venue.groups.models.groups import EntryRule, Group, Member
from meadow.venue.groups.questions import Dealings, dealings_in
from meadow.venue.groups.refusals import EntryNotMet
from meadow.venue.groups.tests.made import group_of, joined
from meadow.venue.live.models.shows import Visit
from meadow.venue.live.tests.made import on_air, show_of

pytestmark = pytest.mark.django_db
Kind = EntryRule.Kind


def only(group: Group, who: Person | None) -> Condition:
    (one,) = conditions(group, who)
    return one


def refused(group: Group, who: Person, words: str) -> None:
    with pytest.raises(EntryNotMet, match=words):
        join_group(group, by=who)
    assert not Member.objects.filter(group=group, person=who).exists()


def watched(who: Person, show: object, minutes: int) -> None:
    now = timezone.now()
    Visit.objects.create(
        show=show, key=uuid4(), person=who, entered_at=now - timedelta(minutes=minutes), seen_at=now, left_at=now
    )


def test_followers_of_anybody_of_the_team_come_in(cy: Person, shop: Shop, ada: Person, bo: Person) -> None:
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    group = group_of(cy, shop, Rule(Kind.FOLLOWS))
    refused(group, ada, "Follow Cy.Potter")
    condition = only(group, ada)
    assert (condition.url, condition.label, condition.is_met) == ("/people/cy.potter/", "Follow Cy.Potter", False)

    follow_person(bo, by=ada)

    assert only(group, ada).is_met
    assert joined(group, ada).group == group


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


def test_who_watched_long_enough_comes_in(cy: Person, shop: Shop, ada: Person, bai: Person) -> None:
    show, elsewhere = show_of(on_air(cy, shop)), show_of(on_air(bai))
    group = group_of(cy, shop, Rule(Kind.WATCHED, amount=30))
    watched(ada, elsewhere, 600)
    watched(ada, show, 20)
    refused(group, ada, "Watch a room of Cy Clay for 30 minutes")

    watched(ada, show, 11)

    assert joined(group, ada).group == group


def test_one_room_may_be_asked_for(bai: Person, ada: Person) -> None:
    room, other = on_air(bai), on_air(bai, title="Another")
    group = group_of(bai, None, Rule(Kind.WATCHED, amount=5, room=room.pk))
    watched(ada, show_of(other), 50)
    refused(group, ada, "Watch a room of Bai for 5 minutes")
    assert only(group, ada).url == room.get_absolute_url()

    watched(ada, show_of(room), 6)

    assert joined(group, ada).group == group


def test_a_level_elsewhere_opens_the_next_group(cy: Person, shop: Shop, ada: Person) -> None:
    everybody = group_of(cy, shop)
    inner = group_of(cy, shop, Rule(Kind.LEVEL, amount=3), name="Inner circle")
    joined(everybody, ada)
    refused(inner, ada, "Have level 3 in another group of Cy Clay")

    Member.objects.filter(person=ada).update(level=3)

    assert joined(inner, ada).group == inner


def test_all_rules_count(cy: Person, shop: Shop, ada: Person, lamp: Variant) -> None:
    group = group_of(cy, shop, Rule(Kind.FOLLOWS), Rule(Kind.BOUGHT))
    follow_person(cy, by=ada)
    refused(group, ada, "more before you can join: Have bought something from Cy Clay")

    pay(place(ada, lamp))

    assert joined(group, ada).group == group


def test_the_team_comes_in_by_no_rule(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop, Rule(Kind.INVITED), asks_first=True)
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.SUPPORT)

    assert joined(group, ada).role == Member.Role.MEMBER

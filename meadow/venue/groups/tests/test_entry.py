"""What groups ask of whoever comes in: every rule, met and not met, in words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from meadow.goods.models.shops import Seat, Shop
from meadow.people.actions.follows import follow_person
from meadow.people.models.persons import Person
from meadow.venue.groups.actions.joining import join_group
from meadow.venue.groups.actions.making import Rule
from meadow.venue.groups.entry import Condition, conditions
from meadow.venue.groups.models.groups import EntryRule, Group, Member
from meadow.venue.groups.refusals import EntryNotMet
from meadow.venue.groups.tests.made import group_of, joined
from meadow.venue.live.models.shows import Show, Visit
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


def watched(who: Person, show: Show, minutes: int) -> None:
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


def test_the_team_comes_in_by_no_rule(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop, Rule(Kind.INVITED), asks_first=True)
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.SUPPORT)

    assert joined(group, ada).role == Member.Role.MEMBER

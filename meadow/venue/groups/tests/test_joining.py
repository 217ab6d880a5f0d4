"""Coming into groups and going out of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.plumbing.models import Announcement
from meadow.venue.groups.actions.inviting import invite, withdraw_invitation
from meadow.venue.groups.actions.joining import answer_wish, join_group, withdraw_wish
from meadow.venue.groups.actions.leaving import ban_member, end_ban, leave_group, remove_member
from meadow.venue.groups.actions.making import Plan as GroupPlan
from meadow.venue.groups.actions.making import Rule, change_group, close_group, make_group
from meadow.venue.groups.models.groups import Ban, EntryRule, Group, Invitation, Member, Wish
from meadow.venue.groups.refusals import (
    BannedFromGroup,
    EntryNotMet,
    GroupIsClosed,
    GroupIsFull,
    HelpersStay,
    InvitationIsOver,
    NotToBegin,
    OwnerStays,
    TooFewPlaces,
    TooManyGroups,
    WishAnswered,
)
from meadow.venue.groups.running import role_in
from meadow.venue.groups.tests.made import asked, group_of, joined, said_in
from meadow.venue.live.tests.made import all_at_once
from meadow.venue.talk.models.threads import Reader
from meadow.venue.talk.refusals import ThreadClosed
from tests.cast import person

pytestmark = pytest.mark.django_db
Kind = EntryRule.Kind


def inside(group: Group) -> set[str]:
    return set(Member.objects.inside().filter(group=group).values_list("person__handle", flat=True))


def counted(group: Group) -> int:
    return Group.objects.get(pk=group.pk).member_count


def reads(group: Group, who: Person) -> bool:
    return Reader.objects.inside().filter(thread=group.pk, person=who).exists()


def test_whoever_begins_a_group_is_in_it(cy: Person, shop: Shop) -> None:
    group = group_of(cy, shop)

    assert inside(group) == {"cy.potter"}
    assert counted(group) == 1
    assert reads(group, cy)
    assert role_in(group, cy) == "owner"
    assert announced() == ["venue.group_made"]


def test_only_shops_and_buyers_begin_groups(ada: Person, bai: Person, cy: Person, shop: Shop) -> None:
    assert group_of(bai).shop is None
    for who, whose in ((ada, None), (cy, None), (ada, shop), (bai, shop)):
        with pytest.raises(NotToBegin, match="Groups are begun by buyers"):
            group_of(who, whose)
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.SUPPORT)
    with pytest.raises(NotToBegin):
        group_of(ada, shop)
    assert Group.objects.count() == 1


def test_a_shop_has_only_so_many_groups(cy: Person, shop: Shop, settings: object) -> None:
    settings.MEADOW_GROUPS_MOST = 1  # type: ignore[attr-defined]
    first = group_of(cy, shop)
    with pytest.raises(TooManyGroups, match="There are 1 groups already"):
        group_of(cy, shop)
    close_group(first, by=cy)

    assert group_of(cy, shop).is_open


def test_joining_is_told_once(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)
    before = group.thread

    member = joined(group, ada, source="room:7")
    again = joined(group, ada, source="feed")

    assert member == again
    assert (member.source, member.role) == ("room:7", Member.Role.MEMBER)
    assert counted(group) == 2
    assert reads(group, ada)
    told = Announcement.objects.get(name="venue.group_joined").data
    assert told == {"group": group.pk, "shop": shop.pk, "member": ada.pk, "source": "room:7"}
    before.refresh_from_db()
    assert list(before.messages.values_list("kind", "text")) == [("notice", "joined")]


def test_who_comes_reads_what_was_said_lately(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)
    said_in(group, cy, "The kiln is hot.")

    joined(group, ada)

    reader = Reader.objects.get(thread=group.pk, person=ada)
    assert reader.since == 0


def test_who_leaves_is_out_and_may_come_back(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)
    joined(group, ada)

    leave_group(group, by=ada)
    leave_group(group, by=ada)

    assert inside(group) == {"cy.potter"}
    assert counted(group) == 1
    assert not reads(group, ada)
    assert announced().count("venue.group_left") == 1
    joined(group, ada)
    assert (counted(group), reads(group, ada)) == (2, True)
    assert Member.objects.filter(group=group, person=ada).count() == 1


def test_the_owner_stays(bai: Person) -> None:
    group = group_of(bai)
    with pytest.raises(OwnerStays, match="Whoever owns a group stays"):
        leave_group(group, by=bai)
    assert inside(group) == {"bai"}


def test_a_full_group_goes_on_in_the_next_one(cy: Person, shop: Shop, ada: Person, bo: Person) -> None:
    group = group_of(cy, shop, capacity=2, rules="Be kind.")
    joined(group, ada)

    second = joined(group, bo).group

    assert second != group
    assert (second.name, second.first_id, second.rules, second.capacity) == ("Clay friends 2", group.pk, "Be kind.", 2)
    assert inside(second) == {"cy.potter", "bo.li"}
    assert joined(group, bo).group == second
    assert (counted(group), counted(second)) == (2, 2)
    assert announced().count("venue.group_made") == 2


def test_the_next_group_asks_for_the_same(cy: Person, shop: Shop, ada: Person, bai: Person) -> None:
    group = group_of(cy, shop, Rule(Kind.INVITED), capacity=2)
    joined(group, ada, invitation=invite(group, by=cy))

    second = joined(group, bai, invitation=invite(group, by=cy)).group

    assert list(second.entry_rules.values_list("kind", flat=True)) == ["invited"]


def test_a_full_group_that_does_not_go_on_says_so(cy: Person, shop: Shop, ada: Person, bo: Person) -> None:
    group = group_of(cy, shop, capacity=2, overflows=False)
    joined(group, ada)
    with pytest.raises(GroupIsFull, match="“Clay friends” is full"):
        join_group(group, by=bo)
    assert inside(group) == {"cy.potter", "ada"}
    assert Group.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_into_three_places(cy: Person, shop: Shop) -> None:
    group = group_of(cy, shop, capacity=4, overflows=False)
    ten = [person(f"guest.{number}") for number in range(10)]

    came = all_at_once(*[lambda who=who: join_group(group, by=who) for who in ten])

    assert sum(isinstance(one, Member) for one in came) == 3
    assert sum(isinstance(one, GroupIsFull) for one in came) == 7
    assert counted(group) == Member.objects.inside().filter(group=group).count() == 4
    assert Reader.objects.inside().filter(thread=group.pk).count() == 4
    assert announced().count("venue.group_joined") == 3


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_into_a_series(cy: Person, shop: Shop) -> None:
    group = group_of(cy, shop, capacity=3)
    ten = [person(f"guest.{number}") for number in range(10)]

    came = all_at_once(*[lambda who=who: join_group(group, by=who) for who in ten])

    assert all(isinstance(one, Member) for one in came)
    sizes = list(Group.objects.order_by("pk").values_list("member_count", flat=True))
    assert sizes == [3, 3, 3, 3, 3]  # each with its owner: nothing is begun before the one before it is full
    assert Group.objects.get(pk=group.pk).member_count == Member.objects.inside().filter(group=group).count()


@pytest.mark.django_db(transaction=True)
def test_the_same_person_ten_times_at_once(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)

    all_at_once(*[lambda: join_group(group, by=ada)] * 10)

    assert counted(group) == 2
    assert announced().count("venue.group_joined") == 1


def test_who_is_banned_does_not_come_back(cy: Person, shop: Shop, ada: Person, bo: Person) -> None:
    group = group_of(cy, shop, capacity=3)
    joined(group, bo)
    joined(group, ada)
    second = joined(group, person("guest")).group

    ban = ban_member(group, bo, by=cy, reason="Advertising")

    assert inside(group) == {"cy.potter", "ada"}
    assert not reads(group, bo)
    for closed in (group, second):
        with pytest.raises(BannedFromGroup, match="You cannot join"):
            join_group(closed, by=bo)
    end_ban(ban, by=cy)
    assert joined(group, bo).left_at is None


def test_a_ban_for_some_days_ends_by_itself(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)
    joined(group, ada)
    ban_member(group, ada, by=cy, days=7)
    with pytest.raises(BannedFromGroup):
        join_group(group, by=ada)
    Ban.objects.update(until=timezone.now() - timedelta(seconds=1))

    assert joined(group, ada).group == group


def test_whoever_helps_is_not_taken_out(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)
    joined(group, ada)
    Member.objects.filter(person=ada).update(role=Member.Role.ADMIN)
    for step in (remove_member, ban_member):
        with pytest.raises(HelpersStay, match="Ada helps to run this group"):
            step(group, ada, by=cy)
    with pytest.raises(HelpersStay):
        remove_member(group, cy, by=ada)
    assert inside(group) == {"cy.potter", "ada"}
    assert not Ban.objects.exists()


def test_taking_out_is_written_down(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)
    joined(group, ada)

    remove_member(group, ada, by=cy)
    remove_member(group, ada, by=cy)

    assert list(group.log.order_by("pk").values_list("verb", "person__handle")) == [("made", None), ("removed", "ada")]
    assert joined(group, ada).left_at is None


def test_an_invitation_counts_its_uses(cy: Person, shop: Shop, ada: Person, bo: Person) -> None:
    group = group_of(cy, shop, Rule(Kind.INVITED))
    with pytest.raises(EntryNotMet, match="Have an invitation"):
        join_group(group, by=ada)
    one = invite(group, by=cy, most=1)

    member = joined(group, ada, invitation=one)

    assert member.invited_by == cy
    with pytest.raises(InvitationIsOver):
        join_group(group, by=bo, invitation=one)
    assert inside(group) == {"cy.potter", "ada"}
    assert Invitation.objects.get().used == 1


@pytest.mark.django_db(transaction=True)
def test_an_invitation_for_one_lets_in_one(cy: Person, shop: Shop) -> None:
    group = group_of(cy, shop)
    one = invite(group, by=cy, most=1)
    five = [person(f"guest.{number}") for number in range(5)]

    came = all_at_once(*[lambda who=who: join_group(group, by=who, invitation=one) for who in five])

    assert sum(isinstance(result, Member) for result in came) == 1
    assert sum(isinstance(result, InvitationIsOver) for result in came) == 4
    assert counted(group) == 2


def test_a_withdrawn_invitation_lets_nobody_in(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)
    one = invite(group, by=cy)
    withdraw_invitation(one, by=cy)
    other = group_of(cy, shop, name="Another")
    for wrong in (one, invite(other, by=cy)):
        with pytest.raises(InvitationIsOver, match="does not hold any more"):
            join_group(group, by=ada, invitation=wrong)
    assert inside(group) == {"cy.potter"}


def test_who_has_to_ask_waits_for_an_answer(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop, asks_first=True)

    wish = asked(group, ada, "I love cups.")

    assert asked(group, ada) == wish
    assert inside(group) == {"cy.potter"}
    assert News.objects.get(person=cy).verb == "group_asked"
    answer_wish(wish, lets_in=True, by=cy)
    answer_wish(wish, lets_in=True, by=cy)
    assert inside(group) == {"cy.potter", "ada"}
    assert counted(group) == 2
    assert News.objects.get(person=ada).verb == "group_let_in"
    with pytest.raises(WishAnswered):
        answer_wish(wish, lets_in=False, by=cy)


def test_who_is_declined_may_ask_again(cy: Person, shop: Shop, ada: Person, bo: Person) -> None:
    group = group_of(cy, shop, asks_first=True)

    answer_wish(asked(group, ada), lets_in=False, by=cy)

    assert inside(group) == {"cy.potter"}
    assert asked(group, ada).state == Wish.State.WAITING
    withdraw_wish(group, by=ada)
    assert not Wish.objects.filter(state=Wish.State.WAITING).exists()
    waiting = asked(group, bo)
    ban_member(group, bo, by=cy)
    waiting.refresh_from_db()
    assert waiting.state == Wish.State.DECLINED


@pytest.mark.django_db(transaction=True)
def test_a_wish_answered_twice_at_once_lets_in_once(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop, asks_first=True)
    wish = asked(group, ada)

    all_at_once(*[lambda: answer_wish(wish, lets_in=True, by=cy)] * 4)

    assert counted(group) == 2
    assert announced().count("venue.group_joined") == 1


def test_a_closed_group_lets_nobody_in_and_says_nothing(cy: Person, shop: Shop, ada: Person, bo: Person) -> None:
    group = group_of(cy, shop)
    joined(group, ada)

    close_group(group, by=cy)
    close_group(group, by=cy)

    with pytest.raises(GroupIsClosed, match="“Clay friends” is closed"):
        join_group(group, by=bo)
    with pytest.raises((GroupIsClosed, ThreadClosed)):
        said_in(group, ada)
    assert reads(group, ada)
    assert announced().count("venue.group_closed") == 1


def test_a_group_cannot_hold_fewer_than_are_in(cy: Person, shop: Shop, ada: Person, bo: Person) -> None:
    group = group_of(cy, shop)
    joined(group, ada)
    joined(group, bo)
    with pytest.raises(TooFewPlaces, match="3 people are in the group already"):
        change_group(group, GroupPlan(name="Smaller", capacity=2), by=cy)
    assert Group.objects.get().name == "Clay friends"


def test_a_new_announcement_is_told(cy: Person, shop: Shop) -> None:
    group = group_of(cy, shop)

    change_group(group, GroupPlan(name="Clay friends", announcement="Open on Sunday."), by=cy)
    change_group(group, GroupPlan(name="Clay", announcement="Open on Sunday."), by=cy)

    assert list(group.thread.messages.values_list("text", "words")) == [("announced", {"text": "Open on Sunday."})]
    assert make_group(GroupPlan(name="Another"), by=cy, shop=shop).pk != group.pk


def test_whoever_left_the_team_runs_its_group_no_longer(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.EDITOR)
    Seat.objects.filter(person=cy).delete()

    assert (role_in(group, cy), role_in(group, ada)) == ("", "owner")
    assert not Group.objects.run_by(cy).exists()
    assert Group.objects.run_by(ada).get() == group

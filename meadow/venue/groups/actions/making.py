"""Beginning groups, changing what they say and ask for, and closing them."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.groups.actions.series import begin
from meadow.venue.groups.events import GroupClosed
from meadow.venue.groups.logged import write_down
from meadow.venue.groups.models.groups import USUAL, EntryRule, Group
from meadow.venue.groups.refusals import GroupIsClosed, NotToBegin, TooFewPlaces, TooManyGroups
from meadow.venue.groups.running import shops_grouped_by
from meadow.venue.talk.actions.saying import give_notice
from meadow.venue.talk.models.threads import Thread


@dataclass(frozen=True)
class Rule:
    """One thing that is asked of whoever comes in, as `EntryRule` keeps it."""

    kind: str
    amount: int = 0
    product: int | None = None
    room: int | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a group says of itself, how many it holds and whom it lets in."""

    name: str
    words: str = ""
    rules: str = ""
    announcement: str = ""
    welcome: str = ""
    picture: int | None = None
    capacity: int = USUAL
    is_listed: bool = True
    asks_first: bool = False
    overflows: bool = True
    links_level: int = 2
    entry: tuple[Rule, ...] = ()


@transaction.atomic
def make_group(plan: Plan, *, by: Person, shop: Shop | None) -> Group:
    """Begin a group, for a shop or for a buyer's own. Locks whose group it is, so that the limit holds."""
    if shop is None:
        Person.objects.locked().get(pk=by.pk)
        if not by.is_buyer:
            raise NotToBegin
        own = Group.objects.filter(owner=by, shop=None)
    else:
        Shop.objects.locked().get(pk=shop.pk)
        if not shops_grouped_by(by).filter(pk=shop.pk).exists():
            raise NotToBegin
        own = Group.objects.filter(shop=shop)
    if own.filter(state=Group.State.OPEN, first=None).count() >= settings.MEADOW_GROUPS_MOST:
        raise TooManyGroups(most=settings.MEADOW_GROUPS_MOST)
    group = Group(owner=by, shop=shop)
    _take_over(group, plan)
    begin(group)
    _ask_for(group, plan.entry)
    write_down(group, "made", by=by)
    return group


@transaction.atomic
def change_group(group: Group, plan: Plan, *, by: Person) -> Group:
    """Change what a group says, holds and asks for; who is in stays in. A new announcement is told to everybody."""
    group = Group.objects.locked().select_related("thread").get(pk=group.pk)
    if not group.is_open:
        raise GroupIsClosed(name=group.name)
    if plan.capacity < group.member_count:
        raise TooFewPlaces(number=group.member_count)
    announces = bool(plan.announcement) and plan.announcement != group.announcement
    _take_over(group, plan)
    group.save()
    EntryRule.objects.filter(group=group).delete()
    _ask_for(group, plan.entry)
    write_down(group, "changed", by=by)
    if announces:
        give_notice(group.thread, "announced", text=plan.announcement)
    return group


@transaction.atomic
def close_group(group: Group, *, by: Person) -> Group:
    """Have nothing more said in a group. Who is in may go on reading. Closing it again changes nothing."""
    group = Group.objects.locked().select_related("thread").get(pk=group.pk)
    if not group.is_open:
        return group
    group.state = Group.State.CLOSED
    group.save(update_fields=["state"])
    give_notice(group.thread, "closed")
    Thread.objects.filter(pk=group.pk).update(is_closed=True)
    write_down(group, "closed", by=by)
    announce(GroupClosed(group=group.pk, shop=group.shop_id, by=by.pk))
    return group


def _take_over(group: Group, plan: Plan) -> None:
    group.name, group.words, group.rules = plan.name, plan.words, plan.rules
    group.announcement, group.welcome, group.picture_id = plan.announcement, plan.welcome, plan.picture
    group.capacity, group.is_listed, group.asks_first = plan.capacity, plan.is_listed, plan.asks_first
    group.overflows, group.links_level = plan.overflows, plan.links_level


def _ask_for(group: Group, rules: tuple[Rule, ...]) -> None:
    EntryRule.objects.bulk_create(
        EntryRule(group=group, kind=rule.kind, amount=rule.amount, product_id=rule.product, room_id=rule.room)
        for rule in rules
    )

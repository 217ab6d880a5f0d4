"""Who may do what in a group: its owner and the shop's keepers everything; admins and the shop's support mind it."""

from django.http import Http404

from meadow.goods.desks import KEEPERS
from meadow.goods.models.shops import Seat, Shop, ShopQuerySet
from meadow.people.models.persons import Person
from meadow.people.visitors import Request
from meadow.venue.groups.models.groups import Group, Member

OWNER, ADMIN = Member.Role.OWNER.value, Member.Role.ADMIN.value
RUNNERS = (OWNER, ADMIN)


def role_in(group: Group, person: Person | None) -> str:
    """What this person is to the group: owner, admin, or nothing (""); at most two statements.

    A shop's group belongs to those who hold a seat there: whoever left the team runs it no longer.
    """
    if person is None or not person.is_authenticated:
        return ""
    if group.shop_id is None and group.owner_id == person.pk:
        return OWNER
    if group.shop_id is not None:
        seat = Seat.objects.filter(shop=group.shop_id, person=person).first()
        if seat is not None:
            return OWNER if seat.role in KEEPERS else ADMIN
    helps = Member.objects.inside().filter(group=group, person=person, role=Member.Role.ADMIN).exists()
    return ADMIN if helps else ""


def run_group(request: Request, pk: int, *roles: str) -> Group:
    """The group, for somebody who holds one of these roles in it (any when none is named); else 404."""
    groups = Group.objects.run_by(request.user).for_cards().select_related("owner", "shop")
    group = groups.filter(pk=pk).first()
    if group is None or role_in(group, request.user) not in (roles or RUNNERS):
        raise Http404
    return group


def shops_grouped_by(person: Person) -> ShopQuerySet:
    """The open shops for which this person may begin groups."""
    return Shop.objects.open().run_by(person, *KEEPERS)


def may_begin(person: Person) -> bool:
    """Whether there is anybody for whom this person may begin a group."""
    return person.is_buyer or shops_grouped_by(person).exists()


def runners_of(group: Group) -> set[int]:
    """The keys of everybody who runs the group; two statements at most."""
    helping = set(Member.objects.inside().filter(group=group, role=Member.Role.ADMIN).values_list("person", flat=True))
    if group.shop_id is None:
        return {group.owner_id, *helping}
    return {*helping, *Seat.objects.filter(shop=group.shop_id).values_list("person", flat=True)}

"""What making and joining share: a group's rows, written together, and the next one of a series that is full.

Who lets somebody in holds the row of the series' first group before any other, then rows by their keys; so nobody waits
in a circle, and no two people make the next group at once.
"""

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.groups.events import GroupMade
from meadow.venue.groups.models.groups import EntryRule, Group, Member
from meadow.venue.groups.refusals import GroupIsFull
from meadow.venue.talk.actions.readers import let_in
from meadow.venue.talk.models.threads import Thread

_SAME = (
    *("shop", "owner", "name", "words", "rules", "announcement", "welcome", "picture"),
    *("is_listed", "capacity", "asks_first", "links_level", "overflows"),
)


def begin(group: Group) -> Group:
    """Write a group that has no row yet: its thread, itself, and its owner as the first member."""
    group.thread = Thread.objects.create(place=Thread.Place.GROUP)
    group.member_count = 1
    group.save(force_insert=True)
    Member.objects.create(group=group, person_id=group.owner_id, role=Member.Role.OWNER)
    let_in(group.thread, group.owner)
    announce(GroupMade(group=group.pk, shop=group.shop_id, owner=group.owner_id, first=group.first_id))
    return group


def locked_series(group: Group) -> tuple[Group, Group]:
    """The first group of its series and the group itself, as they are now, both locked."""
    first = group.first_id or group.pk
    rows = {row.pk: row for row in Group.objects.locked().filter(pk__in={first, group.pk})}
    return rows[first], rows[group.pk]


def with_room(first: Group, group: Group) -> Group:
    """The group, or where it is full another one of its series that has room, locked; the next one is made if need be.

    Part of a transaction that holds `locked_series`.
    """
    if not group.is_full:
        return group
    if not group.overflows:
        raise GroupIsFull(name=group.name)
    others = Group.objects.locked().of_series(first.pk).filter(state=Group.State.OPEN)
    for other in others:
        if not other.is_full:
            return other
    number = Group.objects.of_series(first.pk).count() + 1
    following = Group(first=first, **{field: getattr(group, field) for field in _SAME})
    following.name = _numbered(first.name, number)
    begin(following)
    rules = EntryRule.objects.filter(group=group).order_by("pk")
    EntryRule.objects.bulk_create(
        EntryRule(group=following, kind=rule.kind, amount=rule.amount, product_id=rule.product_id, room_id=rule.room_id)
        for rule in rules
    )
    return following


def member_of_series(first: Group, person: Person) -> Member | None:
    """Where in a series somebody is already."""
    inside = Member.objects.inside().filter(person=person, group__in=Group.objects.of_series(first.pk))
    return inside.select_related("group").order_by("pk").first()


def _numbered(name: str, number: int) -> str:
    """`Clay friends` goes on in `Clay friends 2`."""
    ending = f" {number}"
    longest = Group._meta.get_field("name").max_length or 0
    return name[: longest - len(ending)] + ending

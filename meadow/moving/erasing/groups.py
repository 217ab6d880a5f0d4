"""A person's groups, and what they were in others'.

Every function may be repeated at any point: it looks for what is left. What they said there goes with what they said.
"""

from django.db import transaction

from meadow.goods.models.shops import Seat
from meadow.moving.erasing.log import forget_in_log
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.groups.actions.leaving import leave_group
from meadow.venue.groups.events import GroupClosed
from meadow.venue.groups.models.groups import Ban, Entry, Group, Member, Wish
from meadow.venue.talk.actions.readers import let_in


def erase_groups(person: Person) -> None:
    """A shop's groups go on with one of its owners; any other group goes, with all that was said in it."""
    for group in Group.objects.filter(owner=person).order_by("pk"):
        _give_up(group, person)


@transaction.atomic
def _give_up(group: Group, person: Person) -> None:
    group = Group.objects.locked().select_related("thread").get(pk=group.pk)
    heir = Seat.objects.filter(shop=group.shop_id, role=Seat.Role.OWNER).exclude(person=person).order_by("pk").first()
    forget_in_log(Group, [group.pk])
    if group.shop_id is None or heir is None:
        if group.is_open:
            announce(GroupClosed(group=group.pk, shop=group.shop_id, by=person.pk))
        Group.objects.filter(first=group).update(first=None)
        group.thread.delete()
        return
    Member.objects.filter(group=group, person=person).update(role=Member.Role.MEMBER)
    known = Member.objects.inside().filter(group=group, person=heir.person_id).exists()
    Member.objects.update_or_create(
        group=group, person_id=heir.person_id, defaults={"role": Member.Role.OWNER, "left_at": None}
    )
    if not known:
        # Whoever leaves makes room a moment later; until then the group may be full to its last place.
        group.member_count += 1
        group.capacity = max(group.capacity, group.member_count)
        let_in(group.thread, heir.person)
    group.owner_id = heir.person_id
    group.save(update_fields=["owner", "member_count", "capacity"])


def erase_from_groups(person: Person) -> None:
    """Take them out of others' groups, and forget what was noted there about them."""
    for member in Member.objects.inside().filter(person=person).select_related("group").order_by("pk"):
        leave_group(member.group, by=person)
    Member.objects.filter(invited_by=person).update(invited_by=None)
    Entry.objects.filter(person=person).update(words="")
    for rows in (Member, Wish, Ban):
        rows.objects.filter(person=person).delete()

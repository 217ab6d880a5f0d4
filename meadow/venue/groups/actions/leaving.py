"""Going out of groups: by oneself, taken out, or kept out."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.groups.events import GroupLeft
from meadow.venue.groups.logged import write_down
from meadow.venue.groups.models.groups import Ban, Group, Member, Wish
from meadow.venue.groups.refusals import HelpersStay, OwnerStays
from meadow.venue.groups.running import role_in
from meadow.venue.talk.actions.readers import show_out
from meadow.venue.talk.models.threads import Thread


@transaction.atomic
def leave_group(group: Group, *, by: Person) -> None:
    """Leave a group; who is not in it changes nothing. Its owner stays."""
    group = Group.objects.locked().get(pk=group.pk)
    if group.owner_id == by.pk:
        raise OwnerStays
    _show_out(group, by)


@transaction.atomic
def remove_member(group: Group, person: Person, *, by: Person) -> None:
    """Take somebody out, who may come back by the group's rules; nobody who helps to run it."""
    group = Group.objects.locked().get(pk=group.pk)
    _refuse_helpers(group, person)
    if _show_out(group, person):
        write_down(group, "removed", by=by, person=person)


@transaction.atomic
def ban_member(group: Group, person: Person, *, by: Person, days: int | None = None, reason: str = "") -> Ban:
    """Take somebody out and let them not come back: for so many days, or for good. A later ban takes an earlier one's
    place. It holds in every group of the series, for this account.
    """
    group = Group.objects.locked().get(pk=group.pk)
    _refuse_helpers(group, person)
    now = timezone.now()
    until = None if days is None else now + timedelta(days=days)
    fresh = {"until": until, "reason": reason[:200], "by": by, "made_at": now}
    ban, _ = Ban.objects.update_or_create(group=group, person=person, defaults=fresh)
    Wish.objects.filter(group=group, person=person, state=Wish.State.WAITING).update(
        state=Wish.State.DECLINED, decided_by=by, decided_at=now
    )
    _show_out(group, person)
    write_down(group, "banned", by=by, person=person, words=reason)
    return ban


@transaction.atomic
def end_ban(ban: Ban, *, by: Person) -> None:
    """Let somebody come back, by the group's rules."""
    gone, _ = Ban.objects.filter(pk=ban.pk).delete()
    if gone:
        write_down(ban.group, "unbanned", by=by, person=ban.person)


def _refuse_helpers(group: Group, person: Person) -> None:
    if group.owner_id == person.pk or role_in(group, person):
        raise HelpersStay(name=person.name)


def _show_out(group: Group, person: Person) -> bool:
    """End a membership, and with it the reading along and the pass; the group's row is locked."""
    inside = Member.objects.inside().filter(group=group, person=person)
    if not inside.update(left_at=timezone.now(), role=Member.Role.MEMBER):
        return False
    group.member_count -= 1
    group.save(update_fields=["member_count"])
    show_out(Thread.objects.get(pk=group.pk), person)
    announce(GroupLeft(group=group.pk, shop=group.shop_id, member=person.pk))
    return True

"""A person's part in groups: those they own, those they are or were in, and what they asked for."""

from collections.abc import Iterator
from typing import Any

from meadow.moving.archives.entries import Entry, by_key, listing, said
from meadow.people.models.persons import Person
from meadow.venue.groups.models.groups import Ban, EntryRule, Group, Invitation, Member, Wish

_GROUP = (
    *("name", "words", "rules", "announcement", "welcome", "state", "is_listed", "capacity", "member_count"),
    *("asks_first", "overflows", "links_level", "made_at"),
)
_MEMBER = ("role", "points", "level", "source", "muted_until", "joined_at", "left_at")


def count(person: Person) -> int:
    return Group.objects.filter(owner=person).count() + Member.objects.filter(person=person).count()


def entries(person: Person) -> Iterator[Entry]:
    owned = Group.objects.filter(owner=person).select_related("shop").prefetch_related("entry_rules")
    yield listing("groups.json", lambda: map(_group, by_key(owned)))
    members = Member.objects.filter(person=person).select_related("group")
    yield listing("groups-you-are-in.json", lambda: map(_member, by_key(members)))
    wishes = Wish.objects.filter(person=person)
    yield listing("group-wishes.json", lambda: map(_wish, by_key(wishes)))
    bans = Ban.objects.filter(person=person)
    yield listing("group-bans.json", lambda: map(_ban, by_key(bans)))
    made = Invitation.objects.filter(by=person)
    yield listing("group-invitations.json", lambda: map(_invitation, by_key(made)))


def _group(group: Group) -> dict[str, Any]:
    asked = [_rule(rule) for rule in group.entry_rules.all()]
    return {"number": group.pk, "shop": group.shop and group.shop.handle, **said(group, *_GROUP), "asks_for": asked}


def _rule(rule: EntryRule) -> dict[str, Any]:
    return {"product": rule.product_id, "room": rule.room_id, **said(rule, "kind", "amount")}


def _member(row: Member) -> dict[str, Any]:
    return {"group": row.group_id, "name": row.group.name, **said(row, *_MEMBER)}


def _wish(row: Wish) -> dict[str, Any]:
    return {"group": row.group_id, **said(row, "words", "source", "state", "made_at", "decided_at")}


def _ban(row: Ban) -> dict[str, Any]:
    return {"group": row.group_id, **said(row, "until", "reason", "made_at")}


def _invitation(row: Invitation) -> dict[str, Any]:
    return {"group": row.group_id, **said(row, "label", "code", "most", "used", "expires_at", "ended_at", "made_at")}

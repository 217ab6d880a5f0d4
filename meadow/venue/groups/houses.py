"""What groups answer when talk asks about a thread that is a group's."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.prepared import run
from meadow.venue.groups.models.groups import Group, GroupWord, Member
from meadow.venue.groups.refusals import GroupIsClosed, MutedUntil, NotAMember
from meadow.venue.groups.running import role_in
from meadow.venue.talk.houses import is_house
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Thread

_BADGE = """
SELECT member.level, CASE
    WHEN seat.role IN ('owner', 'editor') OR (place.shop_id IS NULL AND place.owner_id = member.person_id) THEN 'owner'
    WHEN seat.role IS NOT NULL OR member.role = 'admin' THEN 'admin'
    ELSE '' END
FROM groups_member member
JOIN groups_group place ON place.thread_id = member.group_id
LEFT JOIN goods_seat seat ON seat.shop_id = place.shop_id AND seat.person_id = member.person_id
WHERE member.group_id = %s AND member.person_id = %s AND member.left_at IS NULL
"""
_POINT = """
UPDATE groups_member AS member
SET points = member.points + 1,
    level = 1 + (SELECT count(*) FROM unnest(%s::integer[]) AS step WHERE step <= member.points + 1),
    pointed_at = now()
WHERE member.id = (
    SELECT id FROM groups_member
    WHERE group_id = %s AND person_id = %s AND left_at IS NULL
      AND (pointed_at IS NULL OR pointed_at < now() - interval '1 minute')
    FOR NO KEY UPDATE SKIP LOCKED
)
"""
"""Whoever holds the member's row (a mute, a removal) may wait for the thread meanwhile, so nobody waits for them here:
one point less does no harm."""


class GroupHouse:
    """The house of groups' threads."""

    place = Thread.Place.GROUP.value

    def title(self, thread: Thread, person: Person) -> str:
        return Group.objects.values_list("name", flat=True).get(pk=thread.pk)

    def url(self, thread: Thread) -> str:
        return reverse("groups:group", args=[thread.pk])

    def may_speak(self, thread: Thread, person: Person) -> None:
        """Members of an open group who are not muted; one statement."""
        member = Member.objects.filter(group=thread.pk, person=person, left_at=None).select_related("group").first()
        if member is None:
            raise NotAMember(name=self.title(thread, person))
        if not member.group.is_open:
            raise GroupIsClosed(name=member.group.name)
        if member.muted_until and (left := (member.muted_until - timezone.now()).total_seconds()) > 0:
            raise MutedUntil(minutes=int(left // 60) + 1)

    def minds(self, thread: Thread, person: Person) -> bool:
        return bool(role_in(Group.objects.get(pk=thread.pk), person))

    def words(self, thread: Thread) -> "QuerySet[Any, str]":
        words = GroupWord.objects.filter(Q(group=thread.pk) | Q(group=None))
        return words.values_list("word", flat=True)

    def admits_links(self, thread: Thread, person: Person) -> bool:
        """Members from the group's level on, and those who run it."""
        member = Member.objects.filter(group=thread.pk, person=person, left_at=None).select_related("group").first()
        if member is None:
            return False
        return member.level >= member.group.links_level or bool(role_in(member.group, person))

    def spoke(self, message: Message) -> None:
        """A point for what was said, at most one a minute, and what its author is in the group; two or three
        statements.
        """
        if message.author_id is None:
            return
        run(_POINT, [list(settings.MEADOW_GROUP_LEVELS), message.thread_id, message.author_id])
        for level, role in run(_BADGE, [message.thread_id, message.author_id]):
            if role or level > 1:
                message.words = {**message.words, "badge": {"role": role, "level": level}}
                Message.objects.filter(pk=message.pk).update(words=message.words)

    def people(self, thread: Thread, q: str) -> "QuerySet[Person]":
        members = Member.objects.inside().filter(group=thread.pk).values("person")
        people = Person.objects.visible_to(None).filter(pk__in=members)
        return people.filter(Q(handle__istartswith=q) | Q(name__istartswith=q)) if q else people


is_house(GroupHouse())

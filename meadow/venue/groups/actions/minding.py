"""Minding a group: who helps, who may not speak, how fast, with which words, and what was reported."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.plumbing.words import folded
from meadow.venue.groups.logged import write_down
from meadow.venue.groups.models.groups import Group, GroupWord, Member
from meadow.venue.groups.refusals import HelpersStay, NotInTheGroup, TooManyWords
from meadow.venue.groups.running import role_in
from meadow.venue.talk.models.threads import Thread

WORDS = 200
"""How many words one group keeps that are not said."""


@transaction.atomic
def mute_member(group: Group, person: Person, *, by: Person, minutes: int) -> None:
    """Have a member say nothing for some minutes; a later mute takes the place of an earlier one."""
    group = Group.objects.locked().get(pk=group.pk)
    if role_in(group, person):
        raise HelpersStay(name=person.name)
    until = timezone.now() + timedelta(minutes=minutes)
    if not Member.objects.inside().filter(group=group, person=person).update(muted_until=until):
        raise NotInTheGroup(name=person.name)
    write_down(group, "muted", by=by, person=person, words=str(minutes))


@transaction.atomic
def unmute_member(group: Group, person: Person, *, by: Person) -> None:
    """Let a member speak again."""
    muted = Member.objects.filter(group=group, person=person).exclude(muted_until=None)
    if muted.update(muted_until=None):
        write_down(group, "unmuted", by=by, person=person)


@transaction.atomic
def give_role(group: Group, person: Person, role: Member.Role, *, by: Person) -> None:
    """Have a member help to run the group, or no longer. The owner stays the owner."""
    group = Group.objects.locked().get(pk=group.pk)
    member = Member.objects.inside().filter(group=group, person=person).first()
    if member is None:
        raise NotInTheGroup(name=person.name)
    if Member.Role.OWNER in {role, member.role}:
        raise HelpersStay(name=person.name)
    if member.role != role:
        Member.objects.filter(pk=member.pk).update(role=role, muted_until=None)
        write_down(group, role.value, by=by, person=person)
        if role == Member.Role.ADMIN:
            tell_of(
                [person.pk],
                kind=Kind.GROUP,
                verb="group_helps",
                about=group.place,
                url=group.get_absolute_url(),
                actor=by,
                words={"group": group.name},
            )


@transaction.atomic
def slow_down(group: Group, seconds: int, *, by: Person) -> None:
    """Have everybody wait so long between two messages; 0 for not at all."""
    group = Group.objects.locked().get(pk=group.pk)
    if Thread.objects.filter(pk=group.pk).exclude(slow_seconds=seconds).update(slow_seconds=seconds):
        write_down(group, "slow", by=by, words=str(seconds))


@transaction.atomic
def allow_links(group: Group, level: int, *, by: Person) -> None:
    """Have links said by members from this level on."""
    group = Group.objects.locked().get(pk=group.pk)
    if group.links_level != level:
        group.links_level = level
        group.save(update_fields=["links_level"])
        write_down(group, "links", by=by)


@transaction.atomic
def forbid_word(group: Group, word: str, *, by: Person) -> GroupWord:
    """Have a word not said in this group from now on, however it is written."""
    group = Group.objects.locked().get(pk=group.pk)
    word = folded(word)
    if known := GroupWord.objects.filter(group=group, word=word).first():
        return known
    if GroupWord.objects.filter(group=group).count() >= WORDS:
        raise TooManyWords(most=WORDS)
    made = GroupWord.objects.create(group=group, word=word)
    write_down(group, "word", by=by, words=word)
    return made


@transaction.atomic
def allow_word(word: GroupWord, *, by: Person) -> None:
    """Let a word be said in its group again."""
    gone, _ = GroupWord.objects.filter(pk=word.pk).delete()
    if gone and word.group:
        write_down(word.group, "word_free", by=by, words=word.word)

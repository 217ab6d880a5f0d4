"""Coming into groups: by their rules, with an invitation, or by asking first.

Under the lock of the group's row, so that it never holds more than it can; a full one goes on in the next.
"""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.groups.actions.series import locked_series, member_of_series, with_room
from meadow.venue.groups.entry import conditions, missing
from meadow.venue.groups.events import GroupJoined
from meadow.venue.groups.logged import write_down
from meadow.venue.groups.models.groups import Ban, Group, Invitation, Member, Wish
from meadow.venue.groups.refusals import (
    BannedFromGroup,
    EntryNotMet,
    GroupIsClosed,
    InvitationIsOver,
    WishAnswered,
)
from meadow.venue.groups.running import role_in, runners_of
from meadow.venue.talk.actions.readers import let_in
from meadow.venue.talk.actions.saying import give_notice
from meadow.venue.talk.models.threads import Thread

DIRECT = "direct"
WELCOMED = 200
"""In a larger group nobody is told of everybody who comes."""
LATELY = 50
"""So many messages from before they came does somebody see who comes in."""


@transaction.atomic
def join_group(
    group: Group, *, by: Person, source: str = DIRECT, invitation: Invitation | None = None, words: str = ""
) -> Member | Wish:
    """Come into a group, or ask to, where somebody has to agree first; joining again changes nothing.

    A group that is full lets people into the next one of its series, which is made when it is needed.
    """
    first, group = locked_series(group)
    if known := Member.objects.inside().filter(group=group, person=by).first():
        return known
    if not group.is_open:
        raise GroupIsClosed(name=group.name)
    if group.is_full and (known := member_of_series(first, by)):
        return known
    if role_in(group, by):
        return _take_in(first, group, by, source)
    _refuse_banned(first, group, by)
    if waiting := Wish.objects.filter(group=group, person=by, state=Wish.State.WAITING).first():
        return waiting
    open_ones = conditions(group, by, is_invited=invitation is not None)
    if words_missing := missing(open_ones):
        raise EntryNotMet(name=group.name, words=words_missing)
    if invitation is not None:
        _use(invitation, group)
    if group.asks_first:
        return _wish(group, by, words, source)
    return _take_in(first, group, by, source, invited_by=invitation.by if invitation else None)


@transaction.atomic
def answer_wish(wish: Wish, *, lets_in: bool, by: Person) -> Wish:
    """Let somebody in who asked, or not. Answering again the same way changes nothing."""
    first, group = locked_series(wish.group)
    wish = Wish.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=wish.pk)
    state = Wish.State.LET_IN if lets_in else Wish.State.DECLINED
    if wish.state != Wish.State.WAITING:
        if wish.state == state:
            return wish
        raise WishAnswered
    if lets_in and not group.is_open:
        raise GroupIsClosed(name=group.name)
    if lets_in:
        _refuse_banned(first, group, wish.person)
    wish.state, wish.decided_by, wish.decided_at = state, by, timezone.now()
    wish.save(update_fields=["state", "decided_by", "decided_at"])
    if lets_in and not Member.objects.inside().filter(group=group, person=wish.person).exists():
        _take_in(first, group, wish.person, wish.source)
    write_down(group, "let_in" if lets_in else "declined", by=by, person=wish.person)
    tell_of(
        [wish.person_id],
        kind=Kind.GROUP,
        verb="group_let_in" if lets_in else "group_declined",
        about=group.place,
        url=group.get_absolute_url() if lets_in or group.is_listed else reverse("groups:groups"),
        words={"group": group.name},
    )
    return wish


@transaction.atomic
def withdraw_wish(group: Group, *, by: Person) -> None:
    """Ask no longer; without a wish nothing changes."""
    Wish.objects.filter(group=group, person=by, state=Wish.State.WAITING).delete()


def _wish(group: Group, person: Person, words: str, source: str) -> Wish:
    """Ask those who run the group."""
    wish = Wish.objects.create(group=group, person=person, words=words, source=source)
    tell_of(
        runners_of(group),
        kind=Kind.GROUP,
        verb="group_asked",
        about=group.place,
        url=reverse("groups:wishes", args=[group.pk]),
        actor=person,
        words={"group": group.name},
    )
    return wish


def _refuse_banned(first: Group, group: Group, person: Person) -> None:
    """A ban from one group of a series holds in all of them: the next one is no way around it."""
    series = Group.objects.of_series(first.pk).order_by().values("pk")
    if Ban.objects.standing().filter(person=person, group__in=series).exists():
        raise BannedFromGroup(name=group.name)


def _use(invitation: Invitation, group: Group) -> None:
    """Count one use of an invitation to this group, in one conditional statement."""
    good = Invitation.objects.good().filter(pk=invitation.pk, group=group)
    if not good.update(used=F("used") + 1):
        raise InvitationIsOver


def _take_in(first: Group, group: Group, person: Person, source: str, *, invited_by: Person | None = None) -> Member:
    group = with_room(first, group)
    now = timezone.now()
    fresh = {"role": Member.Role.MEMBER, "source": source, "invited_by": invited_by, "joined_at": now, "left_at": None}
    member, _ = Member.objects.update_or_create(group=group, person=person, defaults=fresh)
    group.member_count += 1
    group.save(update_fields=["member_count"])
    thread = Thread.objects.get(pk=group.pk)
    last = give_notice(thread, "joined", name=person.name).number if group.member_count <= WELCOMED else thread.last
    let_in(thread, person, sees_from=max(last - LATELY, 0))
    announce(GroupJoined(group=group.pk, shop=group.shop_id, member=person.pk, source=source))
    return member

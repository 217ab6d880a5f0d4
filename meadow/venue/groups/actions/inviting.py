"""Invitations: links and codes that let their bearers in."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.venue.groups.logged import write_down
from meadow.venue.groups.models.groups import Group, Invitation
from meadow.venue.groups.refusals import GroupIsClosed, TooManyInvitations

MOST = 50


@transaction.atomic
def invite(
    group: Group,
    *,
    by: Person,
    label: str = "",
    most: int | None = None,
    days: int | None = None,
    is_for_parcels: bool = False,
) -> Invitation:
    """Make an invitation, for so many people and days, or without an end. Locks the group, so that the limit holds."""
    group = Group.objects.locked().get(pk=group.pk)
    if not group.is_open:
        raise GroupIsClosed(name=group.name)
    if Invitation.objects.good().filter(group=group).count() >= MOST:
        raise TooManyInvitations(most=MOST)
    until = None if days is None else timezone.now() + timedelta(days=days)
    made = Invitation.objects.create(
        group=group, by=by, label=label, most=most, expires_at=until, is_for_parcels=is_for_parcels
    )
    write_down(group, "invited", by=by, words=str(made))
    return made


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Person) -> None:
    """Let nobody in by it any more; who came stays."""
    if Invitation.objects.filter(pk=invitation.pk, ended_at=None).update(ended_at=timezone.now()):
        write_down(invitation.group, "withdrew", by=by, words=str(invitation))

"""Invitations into a team: nobody sits in a shop's team without having said yes.

Locks are taken in one order: the shop, then the invitation.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.goods.letters import ask_for_invitation_letter, hash_of
from meadow.goods.models.shops import Invitation, Seat, Shop
from meadow.goods.refusals import AlreadyInTeam, InvitationGone, TooManyInvitations
from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.people.sentences import in_each_language

LIFETIME = timedelta(days=14)
MOST_OPEN = 50


@transaction.atomic
def invite(shop: Shop, *, by: Person, role: Seat.Role, email: str = "", to: Person | None = None) -> Invitation:
    """Offer a seat to somebody here, or to whoever reads an address. Offered again, the offer is renewed.

    Nothing about the answer tells whether anybody has an account with that address.
    """
    shop = Shop.objects.locked().get(pk=shop.pk)
    email = (to.email if to else email).strip().lower()
    if to is not None and shop.seats.filter(person=to).exists():
        raise AlreadyInTeam(who=f"@{to.handle}")
    # Only those whom the team can see there already are named as being in it.
    open_ones = Invitation.objects.locked().filter(shop=shop, state=Invitation.State.OPEN)
    invitation = open_ones.filter(email=email).first()
    if invitation is None:
        if open_ones.count() >= MOST_OPEN:
            raise TooManyInvitations(most=MOST_OPEN)
        invitation = Invitation(shop=shop, email=email)
    invitation.to, invitation.role, invitation.by = to, role, by
    invitation.word_hash = hash_of(secrets.token_urlsafe())  # opens nothing: the letter brings its own word
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + LIFETIME
    invitation.save()
    note_down(shop, "person_invited", by=by, who=invitation.who, role=role.value)
    ask_for_invitation_letter(invitation)
    if to is not None:
        tell_of(
            [to.pk],
            kind=Kind.SHOP,
            verb="invited_to_team",
            about=f"shop:{shop.pk}",
            url=reverse("goods:invitations"),
            actor=by,
            words=in_each_language(lambda: {"shop": shop.in_words["name"]}),
        )
    return invitation


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Person) -> Seat:
    """Take the seat that is offered; the door has made sure that it is offered to `by`.

    Whoever sits in the team already keeps the seat that they have.
    """
    shop, invitation = _locked(invitation)
    _take_answer(invitation, Invitation.State.ACCEPTED, by=by)
    seat, _ = Seat.objects.get_or_create(shop=shop, person=by, defaults={"role": invitation.role})
    note_down(shop, "invitation_accepted", by=by, role=seat.role)
    return seat


@transaction.atomic
def decline_invitation(invitation: Invitation, *, by: Person) -> None:
    """Say no to a seat."""
    shop, invitation = _locked(invitation)
    _take_answer(invitation, Invitation.State.DECLINED, by=by)
    note_down(shop, "invitation_declined", by=by, role=invitation.role)


@transaction.atomic
def take_back_invitation(invitation: Invitation, *, by: Person) -> None:
    """Offer the seat no longer. One that has run out is taken back as well."""
    shop, invitation = _locked(invitation)
    if invitation.state != Invitation.State.OPEN:
        raise InvitationGone
    invitation.state, invitation.answered_at = Invitation.State.TAKEN_BACK, timezone.now()
    invitation.save(update_fields=["state", "answered_at"])
    note_down(shop, "invitation_taken_back", by=by, who=invitation.who)


def _locked(invitation: Invitation) -> tuple[Shop, Invitation]:
    shop = Shop.objects.locked().get(pk=invitation.shop_id)
    return shop, Invitation.objects.locked().select_related("to").get(pk=invitation.pk)


def _take_answer(invitation: Invitation, state: str, *, by: Person) -> None:
    if invitation.to_id is not None and invitation.to_id != by.pk:
        raise InvitationGone
    invitation.answer(state, at=timezone.now())
    invitation.taken_by = by
    invitation.save(update_fields=["state", "answered_at", "taken_by"])

"""Invitations into a team: nobody sits there without having said yes."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from meadow.goods.actions.invitations import (
    MOST_OPEN,
    accept_invitation,
    decline_invitation,
    invite,
    take_back_invitation,
)
from meadow.goods.actions.shops import seat_person
from meadow.goods.letters import send_invitation
from meadow.goods.models.shops import Invitation, Seat, Shop, TrailEntry
from meadow.goods.refusals import AlreadyInTeam, InvitationGone, TooManyInvitations
from meadow.goods.tests.opened import at_once
from meadow.people.models.persons import Person

Role = Seat.Role


def word_of(mailoutbox: list[EmailMessage]) -> str:
    """The secret word of the letter that was sent last."""
    found = re.search(r"/desk/invitations/([\w-]+)/", str(mailoutbox[-1].body))
    assert found
    return found[1]


def sent(invitation: Invitation, mailoutbox: list[EmailMessage]) -> str:
    """Send its letter, as the job would; the word in it."""
    send_invitation(invitation.pk)
    return word_of(mailoutbox)


def test_an_invitation_by_handle_waits_on_that_persons_desk(
    client: Client, shop: Shop, cy: Person, ada: Person
) -> None:
    client.force_login(cy)
    client.post("/desk/cy-clay/team/", {"who": "@ADA", "role": "editor"})
    assert not Seat.objects.filter(person=ada).exists()
    page = client.get("/desk/cy-clay/team/").content.decode()
    assert "@ada" in page
    assert ada.email not in page

    client.force_login(ada)
    assert "1 team invites you" in client.get("/desk/").content.decode()
    assert "Cy Clay" in client.get("/desk/invitations/").content.decode()
    response = client.post(f"/desk/invitations/{Invitation.objects.get().pk}/answer/")

    assert response["Location"] == "/desk/cy-clay/"
    assert Seat.objects.get(person=ada).role == Role.EDITOR
    assert Invitation.objects.get().state == Invitation.State.ACCEPTED
    assert list(TrailEntry.objects.order_by("pk").values_list("verb", "by__handle")) == [
        ("person_invited", "cy.potter"),
        ("invitation_accepted", "ada"),
    ]


def test_nobody_answers_somebody_elses_invitation(
    client: Client, shop: Shop, cy: Person, ada: Person, bo: Person
) -> None:
    invitation = invite(shop, by=cy, role=Role.EDITOR, to=ada)
    client.force_login(bo)

    assert client.post(f"/desk/invitations/{invitation.pk}/answer/").status_code == 404
    with pytest.raises(InvitationGone, match="no longer open"):
        accept_invitation(invitation, by=bo)

    assert Seat.objects.get().person == cy


def test_an_address_that_was_shown_to_be_theirs_is_enough(client: Client, shop: Shop, cy: Person, ada: Person) -> None:
    invitation = invite(shop, by=cy, role=Role.SUPPORT, email="Ada@Example.org")
    address = EmailAddress.objects.create(user=ada, email="ada@example.org", verified=False, primary=True)
    client.force_login(ada)
    answer = f"/desk/invitations/{invitation.pk}/answer/"
    assert "Nobody has invited you" in client.get("/desk/invitations/").content.decode()
    assert client.post(answer).status_code == 404

    address.verified = True
    address.save()
    client.post(answer)

    assert Seat.objects.get(person=ada).role == Role.SUPPORT


def test_the_word_of_the_letter_opens_it_for_whoever_has_the_address(
    client: Client, shop: Shop, cy: Person, ada: Person, bo: Person, mailoutbox: list[EmailMessage]
) -> None:
    invitation = invite(shop, by=cy, role=Role.SUPPORT, email="ada@example.org")
    word = sent(invitation, mailoutbox)
    assert mailoutbox[-1].to == ["ada@example.org"]
    assert word not in str(list(ProcrastinateJob.objects.values_list("args", flat=True)))
    assert not Invitation.objects.filter(word_hash=word).exists()

    assert client.get(f"/desk/invitations/{word}/")["Location"].startswith("/account/login/")
    client.force_login(bo)
    assert client.get(f"/desk/invitations/{word}/").status_code == 404
    assert client.post(f"/desk/invitations/{invitation.pk}/answer/", {"word": word}).status_code == 404
    client.force_login(ada)
    assert "Join the team" in client.get(f"/desk/invitations/{word}/").content.decode()
    client.post(f"/desk/invitations/{invitation.pk}/answer/", {"word": word})

    assert Seat.objects.get(person=ada).role == Role.SUPPORT
    assert client.get(f"/desk/invitations/{word}/").status_code == 404


def test_a_renewed_invitation_takes_the_place_of_the_first(
    client: Client, shop: Shop, cy: Person, ada: Person, mailoutbox: list[EmailMessage]
) -> None:
    first = sent(invite(shop, by=cy, role=Role.SUPPORT, email="ada@example.org"), mailoutbox)
    second = sent(invite(shop, by=cy, role=Role.EDITOR, email="ada@example.org"), mailoutbox)
    client.force_login(ada)

    assert Invitation.objects.get().role == Role.EDITOR
    assert client.get(f"/desk/invitations/{first}/").status_code == 404
    assert client.get(f"/desk/invitations/{second}/").status_code == 200


def test_an_invitation_runs_out_is_declined_or_taken_back(shop: Shop, cy: Person, ada: Person) -> None:
    def taken_back(invitation: Invitation) -> None:
        take_back_invitation(invitation, by=cy)

    def declined(invitation: Invitation) -> None:
        decline_invitation(invitation, by=ada)

    def run_out(invitation: Invitation) -> None:
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    for end in (taken_back, declined, run_out):
        invitation = invite(shop, by=cy, role=Role.EDITOR, to=ada)
        end(invitation)
        with pytest.raises(InvitationGone, match="This invitation is no longer open"):
            accept_invitation(invitation, by=ada)
        assert not Seat.objects.filter(person=ada).exists(), end


def test_no_letter_is_sent_for_what_was_taken_back(shop: Shop, cy: Person, mailoutbox: list[EmailMessage]) -> None:
    invitation = invite(shop, by=cy, role=Role.EDITOR, email="ada@example.org")
    take_back_invitation(invitation, by=cy)

    send_invitation(invitation.pk)

    assert mailoutbox == []


def test_whoever_is_in_the_team_is_not_invited_again(shop: Shop, cy: Person, ada: Person) -> None:
    seat_person(ada, shop, role=Role.EDITOR)

    with pytest.raises(AlreadyInTeam, match="@ada is in the team already"):
        invite(shop, by=cy, role=Role.SUPPORT, to=ada)

    assert not Invitation.objects.exists()


def test_so_many_invitations_may_be_open(shop: Shop, cy: Person) -> None:
    for number in range(MOST_OPEN):
        invite(shop, by=cy, role=Role.SUPPORT, email=f"friend{number}@example.org")

    with pytest.raises(TooManyInvitations, match="50 invitations are open"):
        invite(shop, by=cy, role=Role.SUPPORT, email="one.more@example.org")

    assert Invitation.objects.count() == MOST_OPEN


@pytest.mark.parametrize("who", ["nobody.here", "@", "a@b", "ada@", ""])
def test_whoever_cannot_be_reached_is_not_invited(client: Client, shop: Shop, cy: Person, who: str) -> None:
    client.force_login(cy)

    response = client.post("/desk/cy-clay/team/", {"who": who, "role": "editor"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"who"}
    assert not Invitation.objects.exists()


def test_an_invitation_taken_back_while_it_is_accepted_does_one_of_the_two(
    transactional_db: None, shop: Shop, cy: Person, ada: Person
) -> None:
    invitation = invite(shop, by=cy, role=Role.EDITOR, to=ada)

    outcomes = at_once(lambda: accept_invitation(invitation, by=ada), lambda: take_back_invitation(invitation, by=cy))

    assert outcomes == ["InvitationGone", "done"]
    state = Invitation.objects.get().state
    assert Seat.objects.filter(person=ada).exists() == (state == Invitation.State.ACCEPTED)


@pytest.mark.parametrize("page", ["/desk/", "/desk/invitations/", "/desk/cy-clay/team/"])
def test_pages_ask_as_often_for_many_as_for_few(client: Client, shop: Shop, cy: Person, ada: Person, page: str) -> None:
    client.force_login(cy)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            invite(shop, by=cy, role=Role.EDITOR, email=f"friend{number}@example.org")
            other = Shop.objects.create(handle=f"other-{number}", name="Other")
            invite(other, by=ada, role=Role.EDITOR, to=cy)

    fill(0, 1)
    few = statements()
    fill(1, 8)
    assert statements() == few

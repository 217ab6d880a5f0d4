"""Signing up, signing in, and the handle that everybody gets."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from meadow.people.actions.accounts import join
from meadow.people.handles import is_reserved, propose_handle
from meadow.people.models.persons import Person
from meadow.people.refusals import AlreadyJoined, HandleTaken
from meadow.plumbing.events import announced
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
EVA = {"name": "Eva Blöm", "handle": "", "email": "Eva@Example.ORG", "password1": PASSWORD}


def sign_up(client: Client, **words: str) -> list[str]:
    """Fill in the form, and say what it finds wrong."""
    response = client.post("/account/signup/", EVA | words)
    return (
        []
        if response.status_code == 302
        else [str(e) for found in response.context["form"].errors.values() for e in found]
    )


def test_a_newcomer_gets_an_account_a_handle_and_a_mail(client: Client) -> None:
    assert sign_up(client) == []

    eva = Person.objects.get()
    assert (eva.email, eva.handle, eva.name) == ("eva@example.org", "eva.blom", "Eva Blöm")
    assert EmailAddress.objects.get().email == "eva@example.org"
    assert announced() == ["people.joined"]
    assert [message.to for message in mail.outbox] == [["eva@example.org"]]
    assert "Hello from Meadow" in mail.outbox[0].body
    assert client.get("/me/").status_code == 200


def test_one_signs_in_whatever_the_case_of_the_address(client: Client, ada: Person) -> None:
    response = client.post("/account/login/", {"login": "ADA@example.org", "password": PASSWORD})
    assert response.status_code == 302
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("handle", "error"),
    [
        ("ada", "The handle “ada” is taken. How about “ada"),
        ("Ada", "The handle “ada” is taken."),
        ("a", "3 to 30 small letters"),
        ("eva blom", "3 to 30 small letters"),
        ("eva/../ada", "3 to 30 small letters"),
        (".eva", "3 to 30 small letters"),
        ("admin", "“admin” is kept for the platform itself."),
        ("sup.port", "“sup.port” is kept for the platform itself."),
    ],
)
def test_a_handle_that_cannot_be_is_refused_in_words(client: Client, ada: Person, handle: str, error: str) -> None:
    errors = sign_up(client, handle=handle)
    assert len(errors) == 1
    assert errors[0].startswith(error)
    assert Person.objects.count() == 1
    assert announced() == []


def test_one_address_opens_one_account(client: Client, ada: Person) -> None:
    assert sign_up(client, email="ADA@example.org") == ["A user is already registered with this email address."]
    assert Person.objects.count() == 1
    assert announced() == []


def test_markup_in_a_name_stays_text(client: Client) -> None:
    sign_up(client, name="<script>alert(1)</script>", handle="eva")
    page = client.get("/people/eva/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("name", "start"),
    [("Ada Lovelace", "ada.lovelace"), ("李雷", "friend"), ("Ø", "friend"), ("Admin", "friend"), ("x" * 90, "x" * 23)],
)
def test_the_proposed_handle_is_free_and_fits(name: str, start: str) -> None:
    for _ in range(3):
        handle = propose_handle(name)
        assert handle.startswith(start)
        assert 3 <= len(handle) <= 30
        person = Person(email=f"{handle}@example.org", handle=handle, name=name[:60], password="!")
        person.full_clean()
        person.save()


def test_reserved_words_cannot_be_dressed_up() -> None:
    assert is_reserved("me.adow")
    assert is_reserved("_admin_")
    assert not is_reserved("ada.meadow")


def test_the_handle_is_proposed_while_one_types(client: Client, ada: Person) -> None:
    field = client.get("/handle/", {"name": "Eva B", "handle": ""}).content.decode()
    assert 'name="handle"' in field
    assert 'value="eva.b"' in field
    assert client.get("/handle/", {"name": "Eva B", "handle": "mine"}).status_code == 204


def test_whoever_was_quicker_keeps_the_handle_and_the_address(ada: Person) -> None:
    with pytest.raises(HandleTaken, match="“ada” is taken"):
        join(Person(email="other@example.org", handle="ada", name="Other"))
    with pytest.raises(AlreadyJoined):
        join(Person(email="ada@example.org", handle="other", name="Other"))
    assert Person.objects.count() == 1
    assert announced() == []


@pytest.mark.django_db(transaction=True)
def test_two_who_want_one_handle_at_once_do_not_share_it() -> None:
    start, outcomes = threading.Barrier(2), []

    def run(number: int) -> None:
        try:
            start.wait()
            join(Person(email=f"{number}@example.org", handle="twin", name="Twin"))
            outcomes.append("joined")
        except HandleTaken:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined", "refused"]


@pytest.mark.parametrize("url", ["/account/email/", "/account/password/change/", "/account/2fa/", "/account/sessions/"])
def test_the_doors_of_the_account_open_from_ones_own_page(client: Client, ada: Person, url: str) -> None:
    client.force_login(ada)
    assert f'href="{url}"' in client.get("/me/").content.decode()
    assert client.get(url).status_code == 200


def test_operators_sign_in_where_everybody_does(client: Client, di: Person) -> None:
    page = client.get("/operators/", follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("account_login"))

    client.post("/operators/login/", {"username": di.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session

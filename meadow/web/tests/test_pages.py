"""The pages of the house itself."""

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from meadow.people.models.persons import Person
from meadow.web import views


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_design_stands_in_both_languages_and_themes(
    client: Client, language: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.cookies["django_language"] = language

    with django_assert_num_queries(0):
        response = client.get("/design/")

    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{language}">' in html
    assert html.count('data-theme="light"') == html.count('data-theme="dark"') == 1


def test_the_switch_keeps_the_theme_and_goes_back(client: Client) -> None:
    response = client.post("/theme/", {"theme": "dark"}, headers={"Referer": "http://testserver/design/"})

    assert response.status_code == 302
    assert response["Location"] == "http://testserver/design/"
    assert '<html lang="en" data-theme="dark">' in client.get("/design/").content.decode()

    client.post("/theme/", {"theme": "system"}, headers={"Referer": "http://testserver/design/"})
    assert '<html lang="en">' in client.get("/design/").content.decode()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_the_switch_does_not_lead_elsewhere(client: Client, back: str) -> None:
    assert client.post("/theme/", {"theme": "dark"}, headers={"Referer": back})["Location"] == "/"


def test_a_cookie_that_is_no_theme_is_not_worn(client: Client) -> None:
    client.cookies["theme"] = '"><script>'

    assert '<html lang="en">' in client.get("/design/").content.decode()


def test_a_phone_can_keep_it(client: Client) -> None:
    response = client.get("/manifest.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    assert {icon["type"] for icon in response.json()["icons"]} == {"image/svg+xml", "image/png"}


def test_nothing_is_here_says_so_in_the_house_style(client: Client) -> None:
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "Nothing grows here" in response.content.decode()


def test_a_program_is_told_the_same_as_json(client: Client) -> None:
    response = client.get("/no/such/page/", headers={"accept": "application/json"})

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_what_is_broken_is_said_without_asking_the_database(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    response = views.broken(rf.get("/"))

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


@pytest.mark.django_db
def test_a_guest_gets_no_session_and_no_pass(client: Client) -> None:
    response = client.get("/design/")

    assert "sessionid" not in response.cookies
    assert "data-person" not in response.content.decode()


def test_a_member_finds_their_own_menu(client: Client, ada: Person) -> None:
    client.force_login(ada)
    html = client.get("/design/").content.decode()

    assert f'data-person="{ada.pk}"' in html
    assert "Sign out" in html


@pytest.mark.parametrize(
    ("x", "y", "classes"),
    [
        (0, 1, "pin px-0 py-100"),
        (0.424, 0.5, "pin px-42 py-50"),
        (0.9, 0.1, "pin px-90 py-10 pin-left"),
        (None, None, "pin px-0 py-0"),
        (7, -1, "pin px-100 py-0 pin-left"),
    ],
)
def test_a_pin_lies_at_its_point(x: float | None, y: float | None, classes: str) -> None:
    template = engines["django"].from_string("{% point x y %}")

    assert template.render({"x": x, "y": y}) == classes


def test_a_drawing_is_decoration_unless_it_has_a_name() -> None:
    template = engines["django"].from_string('{% icon "heart" %}|{% icon "heart" words %}')

    decoration, named = template.render({"words": '"Like"'}).split("|")
    assert 'aria-hidden="true"' in decoration
    assert 'role="img" aria-label="&quot;Like&quot;"' in named

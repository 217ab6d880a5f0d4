"""The operators' desk for shops."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.goods.actions.applications import return_application
from meadow.goods.models.applications import Application, ApplicationAnswer
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.tests.opened import begun, handed_in, letters
from meadow.goods.urls import urlpatterns
from meadow.people.models.persons import Person

DOORS = [pattern for pattern in urlpatterns if str(pattern.pattern).startswith("review/")]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_the_review_is_not_there_for_anybody_else(
    client: Client, door: object, ada: Person, cy: Person, shop: Shop
) -> None:
    application = handed_in(ada)
    url = "/" + str(door.pattern).replace("<int:pk>", str(application.pk)).replace("<slug:handle>", "cy-clay")  # type: ignore[attr-defined]
    for person in (None, ada, cy):
        if person:
            client.force_login(person)
        assert client.get(url).status_code == 404
        assert client.post(url, {"answer": "approved", "words": "x"}).status_code == 404

    application.refresh_from_db()
    assert (application.state, application.deposit_received_at) == ("handed_in", None)
    assert Shop.objects.get(pk=shop.pk).state == Shop.State.OPEN


def test_the_longest_waiting_comes_first(client: Client, di: Person, ada: Person, bo: Person) -> None:
    second, first = handed_in(ada, handle="second"), handed_in(bo, handle="first")
    Application.objects.filter(pk=first.pk).update(handed_in_at="2020-01-01T00:00Z")
    begun(ada, handle="begun")
    client.force_login(di)

    def listed(**query: str) -> list[str]:
        return [found.shop.handle for found in client.get("/review/", query).context["page"]]

    assert listed() == ["first", "second"]
    assert listed(state="begun") == ["begun"]
    assert len(listed(state="all")) == 3
    assert listed(kind="enterprise") == []
    assert listed(q="SECOND") == ["second"]
    assert listed(q="@bo.li") == ["first"]
    assert listed(q="weaver", state="all") == ["first", "second", "begun"]
    assert second.shop.handle == "second"


def test_an_application_shows_everything_and_is_answered(client: Client, di: Person, ada: Person) -> None:
    application = handed_in(ada, kind=Shop.Kind.SOLE_TRADER)
    client.force_login(di)
    url = f"/review/applications/{application.pk}/"

    html = client.get(url).content.decode()
    for words in ("Ada Weaver", "HRA 1", "Germany", "Blankets, woven at home.", "Blanket", "p.pdf", "$150.00"):
        assert words in html, words
    assert client.post(f"{url}answer/", {"answer": "approved"}).status_code == 409
    assert Shop.objects.get().state == Shop.State.PREPARING

    client.post(f"{url}deposit/")
    client.post(f"{url}answer/", {"answer": "approved"})

    assert Shop.objects.get().state == Shop.State.OPEN
    assert Application.objects.get().answered_by == di


def test_it_goes_back_with_a_reason_or_a_word(client: Client, di: Person, ada: Person) -> None:
    application = handed_in(ada)
    client.force_login(di)
    url = f"/review/applications/{application.pk}/answer/"
    for empty in ({}, {"words": "  "}, {"reasons": ["nonsense"]}):
        assert client.post(url, {"answer": "returned", **empty}).status_code == 422
    assert client.post(url, {"answer": "refused"}).status_code == 422
    assert not ApplicationAnswer.objects.exists()
    assert letters() == []

    client.post(url, {"answer": "returned", "reasons": ["expired"]})

    assert Application.objects.get().state == Application.State.RETURNED
    assert "- A document is out of date." in letters()[0]["words"]
    client.force_login(ada)
    page = client.get("/desk/ada-wool/").content.decode()
    assert "Operators ask you for a change." in page
    assert "A document is out of date." in page


def test_a_shop_is_suspended_in_words_and_let_go_on(client: Client, di: Person, shop: Shop) -> None:
    client.force_login(di)
    url = "/review/shops/cy-clay/suspension/"
    assert client.post(url, {"words": ""}).status_code == 422
    assert Shop.objects.get().state == Shop.State.OPEN

    client.post(url, {"words": "Complaints."})
    assert Shop.objects.get().state_reason == "Complaints."
    assert "Suspended the shop: Complaints." in client.get("/review/shops/cy-clay/").content.decode()
    assert [found.handle for found in client.get("/review/shops/?state=suspended").context["page"]] == ["cy-clay"]

    client.post(url, {"_method": "delete"})
    assert Shop.objects.get().state == Shop.State.OPEN


@pytest.mark.parametrize("page", ["/review/?state=all", "/review/applications/{pk}/", "/review/shops/"])
def test_pages_ask_as_often_for_many_as_for_few(client: Client, di: Person, ada: Person, page: str) -> None:
    client.force_login(di)
    application = handed_in(ada)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.format(pk=application.pk)).status_code == 200
        return len(queries)

    def fill(begin: int, end: int) -> None:
        for number in range(begin, end):
            other = handed_in(ada, handle=f"other-{number}")
            return_application(other, by=di, words="Again.")
            ApplicationAnswer.objects.create(application=application, state="returned", words="Again.", by=di)
            Product.objects.create(shop=application.shop, handle=f"more-{number}", title="More")

    fill(0, 1)
    few = statements()
    fill(1, 6)
    assert statements() == few

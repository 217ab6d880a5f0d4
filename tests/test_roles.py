"""What each role may do: every page of the desk, in every room, is held to the table in `docs/howto/roles.md`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from meadow.goods.actions.collections import CollectionText, save_collection
from meadow.goods.actions.invitations import invite
from meadow.goods.actions.shops import seat_person
from meadow.goods.models.applications import ApplicationDocument
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.tests.opened import begun
from meadow.people.models.persons import Person

Role = Seat.Role
_ROLES = "".join(rf" \| (?P<{role}>yes|no)" for role in Role.values)
_ROW = re.compile(rf"^\| `(?P<address>[^`]+)` \| [^|]+{_ROLES} \|$")


@dataclass(frozen=True)
class Page:
    """One page of the desk: its address, with `<shop>` and `<pk>` in it, and the name of its door."""

    address: str
    name: str

    @property
    def roles(self) -> set[str]:
        """Who may open it: what the longest fitting line of the table says."""
        fitting = [row for row in TABLE if self.address.startswith(row) and (row != HOME or self.address == HOME)]
        assert fitting, f"docs/howto/roles.md has no line for {self.address}"
        return TABLE[max(fitting, key=len)]


def _table() -> dict[str, set[str]]:
    lines = (settings.ROOT / "docs" / "howto" / "roles.md").read_text().splitlines()
    rows = [row for line in lines if (row := _ROW.match(line))]
    return {row["address"]: {role for role in Role.values if row[role] == "yes"} for row in rows}


HOME = "/desk/<shop>/"
TABLE = _table()


def _pages(patterns: list[URLPattern | URLResolver], before: str = "/", space: str = "") -> Iterator[Page]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, address, f"{pattern.namespace or space}")
        elif address.startswith("/desk/<slug:handle>/"):
            plain = address.replace("<slug:handle>", "<shop>", 1)
            yield Page(plain, f"{space}:{pattern.name}")


PAGES = list(_pages(get_resolver().url_patterns))


@pytest.fixture
def keys(ada: Person, bo: Person, cy: Person, bai: Person) -> dict[str, int]:
    """Ada's shop with everything that a page of goods may be about; cy edits it, bo supports it, bai is to come."""
    shop = begun(ada, kind=Shop.Kind.SOLE_TRADER)
    seat_person(cy, shop, role=Role.EDITOR)
    seat_person(bo, shop, role=Role.SUPPORT)
    product = Product.objects.get()
    return {
        "goods:desk-document": ApplicationDocument.objects.earliest("pk").pk,
        "goods:desk-seat": Seat.objects.get(person=ada).pk,
        "goods:desk-invitation": invite(shop, by=ada, role=Role.EDITOR, to=bai).pk,
        "goods:desk-collection": save_collection(CollectionText(title="C"), shop=shop, by=ada).pk,
        "goods:desk-product": product.pk,
        "goods:desk-publication": product.pk,
        "goods:desk-copies": product.pk,
        "goods:desk-stock": product.pk,
        "goods:desk-variant": product.variants.get().pk,
    }


def _key(page: Page, keys: dict[str, int]) -> int:
    """The key of what the page is about; of the longest name that its own begins with."""
    fitting = [name for name in keys if page.name.startswith(name)]
    return keys[max(fitting, key=len)] if fitting else 1


def _url(page: Page, keys: dict[str, int]) -> str:
    url = page.address.replace("<shop>", "ada-wool").replace("<int:pk>", str(_key(page, keys)))
    return re.sub(r"<\w+:\w+>", "1", url)


def _said(response: HttpResponseBase) -> int | str:
    """The status; a door that takes only GET or POST answers the other with 405 to everybody.

    One that first has people sign in anew, as before they take everything along, tells nothing about what is behind it.
    """
    if response.status_code == 302 and response["Location"].startswith("/account/reauthenticate/"):
        return "sign in anew"
    return response.status_code


def test_every_page_of_the_desk_has_its_line() -> None:
    assert len(PAGES) > 40
    assert all(page.roles for page in PAGES)
    assert len(TABLE) > 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_who_may_not_finds_nothing(client: Client, keys: dict[str, int], page: Page) -> None:
    url = _url(page, keys)
    people = {"owner": "ada", "editor": "cy.potter", "support": "bo.li", "outsider": "bai"}
    for role, handle in people.items():
        if role in page.roles:
            continue
        client.force_login(Person.objects.get(handle=handle))
        answers = {_said(client.get(url)), _said(client.post(url, {"_method": "delete"}))}
        assert answers <= {404, 405, "sign in anew"}, (role, answers)
        assert answers != {405}, role
    client.logout()
    assert {client.get(url).status_code, client.post(url).status_code} <= {302, 405}


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "<" not in page.address.replace("<shop>", "")], ids=lambda page: page.name
)
def test_who_may_finds_the_page(client: Client, keys: dict[str, int], page: Page) -> None:
    for role, handle in (("owner", "ada"), ("editor", "cy.potter"), ("support", "bo.li")):
        if role in page.roles:
            client.force_login(Person.objects.get(handle=handle))
            assert client.get(_url(page, keys)).status_code != 404, role

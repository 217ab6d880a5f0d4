"""The shop's log: complete, readable in the reader's language, and safe in a spreadsheet."""

import ast
import csv
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.goods.actions.shops import seat_person
from meadow.goods.actions.trail import note_down
from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.goods.trail import is_verb, sentence
from meadow.people.models.persons import Person


def noted_verbs() -> set[str]:
    """Every verb that the code notes down by its name."""
    found = set()
    for path in (settings.ROOT / "meadow").rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(Path(path).read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note_down" and len(node.args) > 1:
                found |= {part.value for part in ast.walk(node.args[1]) if isinstance(part, ast.Constant)}
    return {verb for verb in found if isinstance(verb, str)}


def test_everything_that_is_noted_down_has_a_sentence() -> None:
    verbs = noted_verbs()

    assert {"shop_begun", "person_invited", "collection_removed"} <= verbs
    assert [verb for verb in sorted(verbs) if not is_verb(verb)] == []


def test_a_verb_without_a_sentence_is_a_mistake_of_the_code(shop: Shop, cy: Person) -> None:
    with pytest.raises(ValueError, match="has no sentence"):
        note_down(shop, "shop_painted", by=cy)
    assert not TrailEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_stands_or_falls_with_its_action(shop: Shop, cy: Person) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        note_down(shop, "shop_closed", by=cy)
    with transaction.atomic():
        note_down(shop, "shop_closed", by=cy)
        transaction.set_rollback(True)  # as when the action fails afterwards

    assert not TrailEntry.objects.exists()


def test_sentences_name_what_was_said() -> None:
    assert sentence("handle_changed", {"before": "a", "after": "b"}) == "Moved the shop from “a” to “b”."
    assert sentence("person_invited", {"who": "@ada", "role": "editor"}) == "Invited @ada as Editor."
    assert sentence("handle_changed", {"before": "100%"}) == "Moved the shop from “100%” to “–”."
    assert sentence("shop_painted", {}) == "shop painted"


def test_the_log_is_narrowed_down_by_person_and_kind(client: Client, shop: Shop, cy: Person, ada: Person) -> None:
    with transaction.atomic():
        note_down(shop, "shop_changed", by=cy)
        note_down(shop, "collection_added", by=ada, title="For two")
        note_down(Shop.objects.create(handle="wool", name="Wool"), "shop_closed", by=ada)
    client.force_login(cy)

    def told(**query: str | int) -> list[str]:
        return [entry.sentence for entry in client.get("/desk/cy-clay/log/", query).context["entries"]]

    assert told() == ["Added the collection “For two”.", "Changed the shop's settings."]
    assert told(kind="collections") == ["Added the collection “For two”."]
    assert told(who=cy.pk) == ["Changed the shop's settings."]
    assert told(kind="collections", who=cy.pk) == []
    assert told(kind="nonsense", who="' OR 1") == told()


def test_the_log_is_read_leaf_by_leaf(client: Client, shop: Shop, cy: Person) -> None:
    TrailEntry.objects.bulk_create(
        TrailEntry(shop=shop, by=cy, verb="collection_added", said={"title": str(number)}) for number in range(60)
    )
    client.force_login(cy)

    first = client.get("/desk/cy-clay/log/?kind=collections")
    rest = client.get("/desk/cy-clay/log/" + first.context["next_url"], headers={"HX-Request": "true"})

    assert [len(page.context["entries"]) for page in (first, rest)] == [50, 10]
    assert "<html" not in rest.content.decode()


def test_the_file_holds_everything_and_runs_no_formula(client: Client, shop: Shop, cy: Person) -> None:
    Person.objects.filter(pk=cy.pk).update(name="=HYPERLINK(1)")
    with transaction.atomic():
        note_down(shop, "document_added", by=cy, name="=1+1.pdf")
        note_down(shop, "shop_opened", by=None)
    client.force_login(cy)

    response = client.get("/desk/cy-clay/log.csv")

    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert rows[0] == ["When", "Who", "Handle", "About", "What"]
    assert [row[1:] for row in rows[1:]] == [
        ["", "", "The application", "Opened the shop."],
        ["'=HYPERLINK(1)", "cy.potter", "The application", "Added the document “=1+1.pdf”."],
    ]


def test_only_owners_read_the_log(client: Client, shop: Shop, ada: Person) -> None:
    seat_person(ada, shop, role=Seat.Role.EDITOR)
    client.force_login(ada)

    for page in ("log/", "log.csv"):
        assert client.get(f"/desk/cy-clay/{page}").status_code == 404


def test_the_log_asks_as_often_for_many_as_for_few(client: Client, shop: Shop, cy: Person, ada: Person) -> None:
    client.force_login(cy)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/desk/cy-clay/log/").status_code == 200
        return len(queries)

    with transaction.atomic():
        note_down(shop, "shop_changed", by=cy)
        few = statements()
        for number in range(20):
            note_down(shop, "collection_added", by=ada, title=str(number))
    assert statements() == few

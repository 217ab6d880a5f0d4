"""Many products are changed at once, batch by batch, and changed back."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from procrastinate import testing
from procrastinate.contrib.django import app

from meadow.goods.actions.bulk import edits
from meadow.goods.actions.bulk.edits import begin_edit, do_batch, run_edit, take_back
from meadow.goods.actions.products import save_products
from meadow.goods.actions.shops import open_shop, seat_person
from meadow.goods.bulk_jobs import carry_on_edit, carry_on_edits
from meadow.goods.models.bulk import BulkEdit
from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Category, PriceChange, Product, Variant
from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.goods.refusals import NothingChosen, TooLateToUndo
from meadow.goods.repricing import By, Repricing, Rounding
from meadow.goods.texts import ProductText, VariantText
from meadow.goods.views import bulk
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced

Verb, Status = BulkEdit.Verb, Product.Status
URL = "/desk/cy-clay/products/bulk/"


@pytest.fixture
def cups(shop: Shop, cy: Person) -> list[Product]:
    """Seven drafts in two sizes, for 10.00 and 15.00."""
    texts = [
        ProductText(
            title=f"Cup {n}",
            tags=("clay",),
            options=("Size",),
            variants=(
                VariantText(option_values=("S",), price=1000, on_hand=1),
                VariantText(option_values=("L",), price=1500, compare_at=1600),
            ),
        )
        for n in range(7)
    ]
    return save_products(texts, shop=shop, by=cy)


def do(shop: Shop, person: Person, verb: BulkEdit.Verb, **terms: object) -> BulkEdit:
    edit = begin_edit(shop, Product.objects.all(), verb=verb, terms=terms, by=person)
    assert run_edit(edit.pk)
    edit.refresh_from_db()
    assert (edit.state, edit.done) == ("done", edit.total)
    return edit


def undo(edit: BulkEdit) -> BulkEdit:
    take_back(edit)
    run_edit(edit.pk)
    edit.refresh_from_db()
    assert edit.state == "undone"
    return edit


def said(field: str) -> list[object]:
    return list(Product.objects.order_by("pk").values_list(field, flat=True))


def prices() -> set[tuple[int, int | None]]:
    return set(Variant.objects.values_list("price", "compare_at"))


def test_products_go_on_sale_together_and_back(shop: Shop, cups: list[Product], cy: Person) -> None:
    Variant.objects.filter(product=cups[0]).update(is_active=False)
    Product.objects.filter(pk=cups[1].pk).update(status=Status.ACTIVE)
    edit = do(shop, cy, Verb.PUBLISH)
    assert said("status") == ["draft", *["active"] * 6]
    assert (edit.total, edit.changed, edit.refused) == (7, 5, 1)
    assert edit.items.get(product=cups[0]).refusal == "A product needs at least one variant with a price."
    assert announced().count("goods.product_published") == 5
    assert TrailEntry.objects.get(verb="products_changed").said == {"count": 7}

    Product.objects.filter(pk=cups[2].pk).update(status=Status.ARCHIVED)
    undo(edit)
    assert said("status") == ["draft", "active", "archived", *["draft"] * 4]


def test_tags_come_and_go_and_come_back_in_their_order(shop: Shop, cups: list[Product], cy: Person) -> None:
    Product.objects.filter(pk=cups[0].pk).update(tags=["linen", "clay"])
    added = do(shop, cy, Verb.ADD_TAG, tag="linen")
    assert said("tags") == [["linen", "clay"], *[["clay", "linen"]] * 6]
    assert added.changed == 6
    removed = do(shop, cy, Verb.REMOVE_TAG, tag="clay")
    assert said("tags") == [["linen"]] * 7
    undo(removed)
    assert said("tags") == [["linen", "clay"], *[["clay", "linen"]] * 6]
    undo(added)
    assert said("tags") == [["linen", "clay"], *[["clay"]] * 6]


def test_a_collection_takes_products_in_at_its_end(shop: Shop, cups: list[Product], cy: Person) -> None:
    best = Collection.objects.create(shop=shop, handle="best", title="Best")
    best.items.create(product=cups[3], position=4)
    edit = do(shop, cy, Verb.COLLECT, collection=best.pk)
    assert best.items.all()[0].product == cups[3]
    assert (best.items.count(), edit.changed) == (7, 6)
    undo(edit)
    assert list(best.items.values_list("product", "position")) == [(cups[3].pk, 4)]
    out = do(shop, cy, Verb.UNCOLLECT, collection=best.pk)
    assert (best.items.count(), out.changed) == (0, 1)
    undo(out)
    assert list(best.items.values_list("product", "position")) == [(cups[3].pk, 4)]


def test_a_collection_of_another_shop_takes_nothing(shop: Shop, cups: list[Product], cy: Person, ada: Person) -> None:
    other = open_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    theirs = Collection.objects.create(shop=other, handle="best", title="Best")
    assert do(shop, cy, Verb.COLLECT, collection=theirs.pk).changed == 0
    assert theirs.items.count() == 0


def test_a_category_takes_the_place_of_all_others(shop: Shop, cups: list[Product], cy: Person) -> None:
    bowls, table = (Category.objects.create(slug=slug, name=slug) for slug in ("bowls", "table"))
    cups[0].categories.add(bowls, table)
    cups[1].categories.add(table)
    edit = do(shop, cy, Verb.CATEGORISE, category=table.pk)
    assert all(list(cup.categories.all()) == [table] for cup in cups)
    assert edit.changed == 6
    cups[2].categories.set([bowls])
    undo(edit)
    assert [set(cup.categories.all()) for cup in cups[:4]] == [{bowls, table}, {table}, {bowls}, set()]


def test_prices_change_with_their_history_and_change_back(shop: Shop, cups: list[Product], cy: Person) -> None:
    terms = Repricing(by="percent", value=Decimal("-20"), shows_before=True).terms()
    edit = do(shop, cy, Verb.REPRICE, **terms)
    assert prices() == {(800, 1000), (1200, 1600)}
    cup = Product.objects.get(pk=cups[0].pk)
    assert (cup.price_from, cup.price_to, cup.compare_at_from) == (800, 1200, 1000)
    assert PriceChange.objects.count() == 28
    assert announced().count("goods.price_changed") == 14

    Variant.objects.filter(product=cups[0], option_values=["S"]).update(price=777)
    undo(edit)
    assert prices() == {(777, 1000), (1000, None), (1500, 1600)}
    assert Product.objects.get(pk=cups[1].pk).price_from == 1000


def test_a_price_that_cannot_be_leaves_its_product_alone(shop: Shop, cups: list[Product], cy: Person) -> None:
    edit = do(shop, cy, Verb.REPRICE, **Repricing(by="amount", value=Decimal(-1200)).terms())
    assert (edit.changed, edit.refused) == (0, 7)
    assert "would be -2.00" in edit.items.all()[0].refusal
    assert prices() == {(1000, None), (1500, 1600)}


@pytest.mark.parametrize(
    ("by", "value", "rounding", "old", "currency", "new"),
    [
        ("percent", "-10", "exact", 1999, "USD", 1799),
        ("percent", "10", "tenth", 1999, "USD", 2200),
        ("percent", "-15", "whole", 1999, "USD", 1700),
        ("percent", "-15", "just_under", 1999, "USD", 1699),
        ("amount", "-250", "exact", 1999, "USD", 1749),
        ("percent", "10", "whole", 1234, "JPY", 1357),
        ("percent", "10", "just_under", 1234, "JPY", 1359),
        ("percent", "10", "tenth", 1234, "JPY", 1357),
    ],
)
def test_prices_are_rounded_as_people_read_them(
    by: By, value: str, rounding: Rounding, old: int, currency: str, new: int
) -> None:
    assert Repricing(by=by, value=Decimal(value), rounding=rounding).price(old, currency) == new


@given(value=st.decimals(-99, 900, places=2), old=st.integers(0, 10**11))
def test_a_per_cent_is_never_off_by_more_than_its_rounding(value: Decimal, old: int) -> None:
    repricing = Repricing(by="percent", value=value)
    assert abs(repricing.price(old, "USD") - old * (100 + value) / 100) <= Decimal("0.5")
    assert Repricing.read(repricing.terms()) == repricing


def test_an_edit_goes_on_where_a_worker_died(
    shop: Shop, cups: list[Product], cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "AT_ONCE", 3)
    edit = begin_edit(shop, Product.objects.all(), verb=Verb.ADD_TAG, terms={"tag": "linen"}, by=cy)
    assert do_batch(edit.pk)
    edit.refresh_from_db()
    assert (edit.done, edit.changed, edit.state) == (3, 3, "going")
    jobs = testing.InMemoryConnector()
    with app.replace_connector(jobs):
        carry_on_edits(0)
        carry_on_edits(0)
        assert [job["args"] for job in jobs.jobs.values()] == [{"edit": edit.pk}]
    carry_on_edit(edit.pk)
    carry_on_edit(edit.pk)
    edit.refresh_from_db()
    assert (edit.done, edit.changed, edit.state) == (7, 7, "done")
    assert said("tags") == [["clay", "linen"]] * 7


def test_an_edit_of_nothing_is_refused_and_one_is_taken_back_once(shop: Shop, cups: list[Product], cy: Person) -> None:
    with pytest.raises(NothingChosen):
        begin_edit(shop, Product.objects.filter(title="x"), verb=Verb.ARCHIVE, terms={}, by=cy)
    assert not BulkEdit.objects.exists()
    edit = undo(do(shop, cy, Verb.ARCHIVE))
    with pytest.raises(TooLateToUndo):
        take_back(edit)
    assert said("status") == ["draft"] * 7


def test_a_batch_of_a_hundred_costs_as_many_statements_as_one(shop: Shop, cups: list[Product], cy: Person) -> None:
    table = Category.objects.create(slug="table", name="Table")
    best = Collection.objects.create(shop=shop, handle="best", title="Best")
    verbs: list[tuple[BulkEdit.Verb, dict[str, object]]] = [
        (Verb.PUBLISH, {}),
        (Verb.ADD_TAG, {"tag": "x"}),
        (Verb.COLLECT, {"collection": best.pk}),
        (Verb.CATEGORISE, {"category": table.pk}),
        (Verb.REPRICE, Repricing(by="percent", value=Decimal(10)).terms()),
    ]
    for verb, terms in verbs:
        found = []
        for products in (Product.objects.filter(pk=cups[0].pk), Product.objects.exclude(pk=cups[0].pk)):
            edit = begin_edit(shop, products, verb=verb, terms=terms, by=cy)
            with CaptureQueriesContext(connection) as queries:
                do_batch(edit.pk)
            edit.refresh_from_db()
            assert edit.changed == edit.total
            found.append(len(queries))
        assert found[0] == found[1], verb


# -- pages ----------------------------------------------------------------------------------------


def test_chosen_products_are_repriced_after_a_look(client: Client, shop: Shop, cups: list[Product], cy: Person) -> None:
    client.force_login(cy)
    chosen = {"verb": "reprice", "product": [cups[0].pk, cups[1].pk], "chosen": str(cups[2].pk)}
    page = client.post(URL, chosen).content.decode()
    assert "3 products are chosen" in page
    assert prices() == {(1000, None), (1500, 1600)}

    typed = chosen | {"way": "less", "by": "percent", "value": "12,5", "rounding": "exact", "shows_before": "on"}
    page = client.post(URL, typed | {"step": "preview"}).content.decode()
    assert "$8.75" in page
    assert not BulkEdit.objects.exists()

    response = client.post(URL, typed | {"step": "begin"})
    edit = BulkEdit.objects.get()
    assert response.headers["Location"] == f"{URL}{edit.pk}/"
    assert prices() == {(875, 1000), (1313, 1600), (1000, None), (1500, 1600)}
    assert "3 / 3" in client.get(response.headers["Location"]).content.decode()
    client.post(f"{URL}{edit.pk}/undoing/")
    assert prices() == {(1000, None), (1500, 1600)}


def test_all_that_fit_are_changed_on_every_page(
    client: Client, shop: Shop, cups: list[Product], cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 3)
    Product.objects.filter(pk=cups[0].pk).update(status=Status.ACTIVE)
    client.force_login(cy)
    jobs = testing.InMemoryConnector()
    with app.replace_connector(jobs):
        response = client.post(URL, {"verb": "archive", "all": "yes", "wanted": "status=draft", "step": "begin"})
        assert [job["task_name"] for job in jobs.jobs.values()] == ["goods.carry_on_edit"]
    assert "0 / 6" in client.get(response.headers["Location"]).content.decode()
    fragment = client.get(response.headers["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "hx-get" in fragment
    carry_on_edit(BulkEdit.objects.get().pk)
    assert said("status") == ["active", *["archived"] * 6]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": ""}, "required"),
        ({"value": "0"}, "above 0"),
        ({"value": "-5"}, "above 0"),
        ({"value": "many"}, "Enter a number"),
        ({"value": "100"}, "less than 100 per cent"),
        ({"value": "1.999", "by": "amount"}, "more decimals than USD"),
        ({"rounding": "up"}, "valid choice"),
    ],
)
def test_terms_that_make_no_sense_change_nothing(
    client: Client, shop: Shop, cups: list[Product], cy: Person, typed: dict[str, str], words: str
) -> None:
    client.force_login(cy)
    data = {"verb": "reprice", "all": "yes", "way": "less", "by": "percent", "value": "5", "rounding": "exact"} | typed
    response = client.post(URL, data | {"step": "begin"})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not BulkEdit.objects.exists()
    assert prices() == {(1000, None), (1500, 1600)}


def test_nobody_changes_products_of_another_shop(
    client: Client, shop: Shop, cups: list[Product], cy: Person, ada: Person, bo: Person
) -> None:
    open_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    seat_person(bo, shop, role=Seat.Role.SUPPORT)
    edit = do(shop, cy, Verb.ARCHIVE)
    data = {"verb": "publish", "product": [cup.pk for cup in cups], "step": "begin"}
    for person, handle, status in ((ada, "ada-wool", 409), (ada, "cy-clay", 404), (bo, "cy-clay", 404)):
        client.force_login(person)
        assert client.post(f"/desk/{handle}/products/bulk/", data).status_code == status
        assert client.get(f"/desk/{handle}/products/bulk/{edit.pk}/").status_code == 404
        assert client.post(f"/desk/{handle}/products/bulk/{edit.pk}/undoing/").status_code == 404
    client.force_login(cy)
    assert client.post(URL, {"verb": "burn", "all": "yes"}).status_code == 404
    assert said("status") == ["archived"] * 7

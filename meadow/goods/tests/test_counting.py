"""Every change of stock is written down with its reason, and told once where it runs low."""

import csv
from io import StringIO
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from procrastinate import testing
from procrastinate.contrib.django import app

from meadow.goods.actions.counting import change_stock, tell_when_low
from meadow.goods.actions.products import save_product
from meadow.goods.actions.shops import seat_person
from meadow.goods.actions.stock import hold_stock, put_back_stock, release_stock, sell_stock
from meadow.goods.low_stock import low_stock_letter, low_stock_letters
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.goods.models.stock import ProductStock, RanLow, StockChange
from meadow.goods.refusals import NotCounted, NotSoManyThere, StockMoved
from meadow.goods.texts import ProductText, VariantText
from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.people.newsstand import lines_of
from meadow.plumbing.events import Told, announced, react
from meadow.plumbing.models import Announcement

Reason = StockChange.Reason


def told(variant: Variant) -> list[tuple[str, int, int]]:
    changes = StockChange.objects.filter(variant=variant).order_by("pk")
    return list(changes.values_list("reason", "change", "on_hand"))


@pytest.fixture
def lamps(lamp: Variant) -> Variant:
    """Ten lamps."""
    Stock.objects.update(on_hand=10)
    return lamp


def test_every_change_says_why(lamps: Variant, cy: Person) -> None:
    hold_stock({lamps.pk: 3})
    release_stock({lamps.pk: 1})
    sell_stock({lamps.pk: 2})
    put_back_stock({lamps.pk: 1})
    change_stock(lamps, 5, reason=Reason.RECEIVED, by=cy, seen=9, words="Delivery 17")
    change_stock(lamps, 2, reason=Reason.DAMAGED, by=cy, seen=14)
    change_stock(lamps, 1, reason=Reason.LOST, by=cy, seen=12)
    change_stock(lamps, 20, reason=Reason.COUNTED, by=cy, seen=11)
    assert told(lamps) == [
        ("sold", -2, 8),
        ("put_back", 1, 9),
        ("received", 5, 14),
        ("damaged", -2, 12),
        ("lost", -1, 11),
        ("counted", 9, 20),
    ]
    received = StockChange.objects.get(reason="received")
    assert (received.by, received.words, received.warehouse) == (cy, "Delivery 17", None)
    assert TrailEntry.objects.filter(verb="stock_changed").count() == 4


def test_the_sheet_counts_and_the_import_imports(shop: Shop, cy: Person) -> None:
    text = ProductText(title="Cup", variants=(VariantText(price=1, on_hand=4),))
    cup = save_product(text, shop=shop, by=cy).variants.get()
    save_product(
        ProductText(title="Cup", variants=(VariantText(pk=cup.pk, price=1, on_hand=6, on_hand_seen=4),)),
        shop=shop,
        by=cy,
        product=cup.product,
    )
    assert told(cup) == [("counted", 4, 4), ("counted", 2, 6)]

    moved_in = ProductText(title="Bowl", variants=(VariantText(price=1, on_hand=3),), source="shopify", source_key="b")
    bowl = save_product(moved_in, shop=shop, by=None).variants.get()
    save_product(moved_in, shop=shop, by=None)
    assert told(bowl) == [("imported", 3, 3)]


def test_what_is_not_counted_has_no_history(lamps: Variant, cy: Person) -> None:
    Stock.objects.update(is_tracked=False)
    hold_stock({lamps.pk: 3})
    sell_stock({lamps.pk: 3})
    with pytest.raises(NotCounted, match="not counted"):
        change_stock(lamps, 1, reason=Reason.RECEIVED, by=cy, seen=10)
    assert told(lamps) == []


def test_a_count_that_moved_or_that_cannot_be_changes_nothing(lamps: Variant, cy: Person) -> None:
    with pytest.raises(StockMoved, match="went from 9 to 10"):
        change_stock(lamps, 5, reason=Reason.RECEIVED, by=cy, seen=9)
    with pytest.raises(NotSoManyThere, match="only 10 of"):
        change_stock(lamps, 11, reason=Reason.LOST, by=cy, seen=10)
    assert (Stock.objects.get().on_hand, told(lamps)) == (10, [])


def test_a_bundle_is_not_counted_by_hand(lamps: Variant, cy: Person) -> None:
    Product.objects.update(kind=Product.Kind.BUNDLE)
    with pytest.raises(NotCounted):
        change_stock(lamps, 5, reason=Reason.COUNTED, by=cy, seen=10)
    assert Stock.objects.get().on_hand == 10


# -- running low ----------------------------------------------------------------------------------


def low_facts() -> list[str]:
    return [name for name in announced() if name == "goods.stock_ran_low"]


def test_running_low_is_told_once_and_again_only_after_there_was_enough(lamps: Variant, cy: Person) -> None:
    tell_when_low(lamps, 4)
    hold_stock({lamps.pk: 5})
    assert (low_facts(), Stock.objects.get().is_low) == ([], False)
    hold_stock({lamps.pk: 1})
    assert (len(low_facts()), Stock.objects.get().is_low) == (1, True)
    sell_stock({lamps.pk: 6})
    assert len(low_facts()) == 1
    assert ProductStock.objects.get().is_low

    change_stock(lamps, 6, reason=Reason.RECEIVED, by=cy, seen=4)
    assert not Stock.objects.get().is_low
    assert not ProductStock.objects.get().is_low
    change_stock(lamps, 6, reason=Reason.DAMAGED, by=cy, seen=10)
    assert len(low_facts()) == 2
    fact = Announcement.objects.filter(name="goods.stock_ran_low").latest("pk").data
    assert fact == {
        "variant": lamps.pk,
        "product": lamps.product_id,
        "shop": lamps.product.shop_id,
        "on_hand": 4,
        "held": 0,
        "low_at": 4,
    }


def test_whoever_sets_the_mark_or_writes_few_knows_it_already(lamps: Variant, shop: Shop, cy: Person) -> None:
    tell_when_low(lamps, 20)
    assert Stock.objects.get().is_low
    save_product(ProductText(title="Cup", variants=(VariantText(price=1, on_hand=1, low_at=5),)), shop=shop, by=cy)
    assert Stock.objects.filter(is_low=True).count() == 2
    assert low_facts() == []
    tell_when_low(lamps, None)
    assert Stock.objects.filter(is_low=True).count() == 1
    assert not RanLow.objects.exists()


def test_who_keeps_the_goods_hears_of_it_once(
    lamps: Variant, shop: Shop, cy: Person, ada: Person, bo: Person, bai: Person
) -> None:
    seat_person(ada, shop, role=Seat.Role.EDITOR)
    seat_person(bo, shop, role=Seat.Role.SUPPORT)
    Person.objects.filter(pk=ada.pk).update(language="zh-hans")
    tell_when_low(lamps, 9)
    hold_stock({lamps.pk: 2})
    fact = Announcement.objects.get(name="goods.stock_ran_low")
    said = Told(event=fact.event, name=fact.name, data=fact.data)

    react(said)
    react(said)

    told = {news.person: news for news in News.objects.all()}
    assert told.keys() == {cy, ada}
    assert lines_of([told[cy]])[0].text == "“Paper lamp” is running low: 8 left."
    assert told[cy].url == f"/desk/cy-clay/stock/{lamps.pk}/"


def test_a_thousand_at_once_are_not_a_thousand_pieces_of_news(lamps: Variant, shop: Shop, cy: Person) -> None:
    sizes = tuple(VariantText(option_values=(str(number),), price=1) for number in range(10))
    cup = save_product(ProductText(title="Cup", options=("Size",), variants=sizes), shop=shop, by=cy)
    for variant in cup.variants.all():
        data = {"variant": variant.pk, "on_hand": 1, "held": 0}
        react(Told(event=uuid4(), name="goods.stock_ran_low", data=data))
    assert 3 <= News.objects.filter(person=cy).count() <= 6  # three a minute, and a minute may have ended


def test_one_letter_a_day_names_what_ran_low_since_the_last(
    lamps: Variant, shop: Shop, cy: Person, ada: Person
) -> None:
    seat_person(ada, shop, role=Seat.Role.EDITOR)
    cups = save_product(
        ProductText(
            title="Cup",
            options=("Size",),
            variants=tuple(VariantText(option_values=(size,), price=1, on_hand=9, low_at=5) for size in "SML"),
        ),
        shop=shop,
        by=cy,
    )
    small, medium, large = cups.variants.all()
    hold_stock({small.pk: 5, medium.pk: 5})
    put_back_stock({medium.pk: 5})

    jobs = testing.InMemoryConnector()
    with app.replace_connector(jobs):
        low_stock_letters(0)
        low_stock_letters(0)
        asked = [job["args"] for job in jobs.jobs.values()]
    assert asked == [
        {"person": person.pk, "shop": shop.pk, "variants": [small.pk]}
        for person in sorted((cy, ada), key=lambda p: p.pk)
    ]
    assert not RanLow.objects.exists()

    for words in asked:
        low_stock_letter(**words)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([cy.email, ada.email])
    letter = mail.outbox[0]
    assert letter.subject == "Cy Clay: 1 thing is running low"
    assert "- Cup (S): 4" in letter.body
    assert "/desk/cy-clay/products/?stock=low" in letter.body
    assert large.option_words[0] == "L"

    release_stock({small.pk: 5})
    low_stock_letter(**asked[0])
    assert len(mail.outbox) == 2


# -- pages ----------------------------------------------------------------------------------------


def test_stock_is_changed_at_the_desk_and_its_history_taken_along(
    client: Client, lamps: Variant, cy: Person, bo: Person
) -> None:
    url = f"/desk/cy-clay/stock/{lamps.pk}/"
    client.force_login(bo)
    for method, path in (
        (client.get, url),
        (client.post, url),
        (client.get, f"{url}history.csv"),
        (client.post, f"{url}low/"),
    ):
        assert method(path).status_code == 404
    client.force_login(cy)
    assert "Nothing has happened to it yet" in client.get(url).content.decode()

    response = client.post(url, {"reason": "received", "number": "5", "words": "=1+1", "seen_0": "10"})
    assert response.headers["Location"] == url
    client.post(f"{url}low/", {"low_at": "20"})
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.low_at, stock.is_low) == (15, 20, True)
    page = client.get(url).content.decode()
    assert "+5" in page
    assert "Running low" in page

    rows = list(csv.reader(StringIO(client.get(f"{url}history.csv").getvalue().decode("utf-8-sig"))))
    assert rows[1][1:] == ["Received", "5", "15", "", "cy.potter", "'=1+1"]
    client.post(f"{url}low/", {"low_at": ""})
    assert Stock.objects.get().low_at is None


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"number": "-1"}, 422, "greater than or equal to 0"),
        ({"number": "many"}, 422, "whole number"),
        ({"number": "99999999999"}, 422, "less than or equal to"),
        ({"reason": "sold"}, 422, "valid choice"),
        ({"words": "x" * 201}, 422, "at most 200"),
        ({"seen_0": "9"}, 409, "went from 9 to 10"),
        ({"reason": "lost", "number": "11"}, 409, "only 10 of"),
    ],
)
def test_what_is_wrong_with_a_count_is_said_and_nothing_is_changed(
    client: Client, lamps: Variant, cy: Person, typed: dict[str, str], status: int, words: str
) -> None:
    client.force_login(cy)
    data = {"reason": "counted", "number": "3", "seen_0": "10"} | typed
    response = client.post(f"/desk/cy-clay/stock/{lamps.pk}/", data)
    assert response.status_code == status
    assert words in response.content.decode()
    assert Stock.objects.get().on_hand == 10
    if status == 409:
        assert 'name="seen_0" value="10"' in response.content.decode()


def test_a_double_click_receives_once(client: Client, lamps: Variant, cy: Person) -> None:
    client.force_login(cy)
    data = {"reason": "received", "number": "5", "seen_0": "10"}
    url = f"/desk/cy-clay/stock/{lamps.pk}/"
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 409]
    assert Stock.objects.get().on_hand == 15


def test_long_histories_are_read_leaf_by_leaf(client: Client, lamps: Variant, cy: Person) -> None:
    StockChange.objects.bulk_create(
        StockChange(variant=lamps, change=1, on_hand=n, reason=Reason.RECEIVED) for n in range(60)
    )
    client.force_login(cy)
    url = f"/desk/cy-clay/stock/{lamps.pk}/"
    first = client.get(url).context["changes"]
    second = client.get(url, {"after": first.after}).context["changes"]
    assert [row.on_hand for row in (*first.rows, *second.rows)] == list(range(59, -1, -1))

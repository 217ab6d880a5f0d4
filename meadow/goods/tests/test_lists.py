"""The desk's list of products: found, sorted, read leaf by leaf, and taken along."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.goods import wanted
from meadow.goods.actions.prices import set_price
from meadow.goods.actions.products import save_product, save_products
from meadow.goods.actions.shops import open_shop
from meadow.goods.actions.stock import hold_stock, put_back_stock, sell_stock
from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Category, Product, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import ProductStock
from meadow.goods.texts import ProductText, VariantText
from meadow.goods.views import lists
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo

URL = "/desk/cy-clay/products/"


@pytest.fixture
def cups(shop: Shop, cy: Person) -> list[Product]:
    """Sixty cups, half of them on sale, the first of which cost most and of which there are fewest."""
    texts = [
        ProductText(
            title=f"Cup {n:02}",
            status=Product.Status.ACTIVE if n % 2 else Product.Status.DRAFT,
            translations={"zh-hans": {"title": f"手工茶杯 {n:02}"}},
            variants=(VariantText(price=1000 - n, sku=f"C-{n:02}", barcode=f"59012341{n:05}", on_hand=n, low_at=3),),
        )
        for n in range(60)
    ]
    return save_products(texts, shop=shop, by=cy)


def titles(client: Client, **query: str) -> list[str]:
    """The titles that the list shows, line by line."""
    lines = client.get(URL, query).content.decode().split('<th scope="row">')[1:]
    return [line.partition("</span></a></th>")[0].rpartition("<span>")[2] for line in lines]


def test_every_leaf_goes_on_where_the_last_one_ended(client: Client, cups: list[Product], cy: Person) -> None:
    client.force_login(cy)
    expected = {
        "newest": [f"Cup {n:02}" for n in range(59, -1, -1)],
        "title": [f"Cup {n:02}" for n in range(60)],
        "price": [f"Cup {n:02}" for n in range(59, -1, -1)],
        "-price": [f"Cup {n:02}" for n in range(60)],
        "stock": [f"Cup {n:02}" for n in range(60)],
        "-stock": [f"Cup {n:02}" for n in range(59, -1, -1)],
        "changed": [f"Cup {n:02}" for n in range(59, -1, -1)],
        "nonsense": [f"Cup {n:02}" for n in range(59, -1, -1)],
    }
    for sort, order in expected.items():
        page = client.get(URL, {"sort": sort})
        assert titles(client, sort=sort) == order[:50], sort
        assert titles(client, sort=sort, after=page.context["after"]) == order[50:], sort
    assert titles(client, after="nonsense") == expected["newest"][:50]


def test_a_list_turns_back_to_the_leaf_before(
    client: Client, cups: list[Product], cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every order; and where fewer than a leaf are left, to the first one."""
    monkeypatch.setattr(lists, "ROWS", 20)
    client.force_login(cy)
    for sort in ("newest", "title", "-price", "stock", "changed"):
        first = client.get(URL, {"sort": sort})
        second = client.get(URL, {"sort": sort, "after": first.context["after"]})
        third = client.get(URL, {"sort": sort, "after": second.context["after"]})
        assert first.context["before"] is None
        assert 'rel="prev"' not in first.content.decode()
        assert third.context["after"] is None
        assert f"before={third.context['before']}" in third.content.decode()
        assert titles(client, sort=sort, before=third.context["before"]) == titles(
            client, sort=sort, after=first.context["after"]
        )
        back = client.get(URL, {"sort": sort, "before": second.context["before"]})
        assert back.context["before"] is None
        assert titles(client, sort=sort, before=second.context["before"]) == titles(client, sort=sort)
        assert back.context["after"] == first.context["after"]
    second = client.get(URL, {"sort": "title", "after": client.get(URL, {"sort": "title"}).context["after"]})
    Product.objects.filter(title="Cup 03").delete()
    assert titles(client, sort="title", before=second.context["before"])[:4] == ["Cup 00", "Cup 01", "Cup 02", "Cup 04"]
    assert len(titles(client, sort="title", before=second.context["before"])) == 20
    assert titles(client, sort="title", before="nonsense") == titles(client, sort="title")


def test_products_are_found_by_what_they_are_called_and_by_their_numbers(
    client: Client, cups: list[Product], cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether few products say it or many."""
    client.force_login(cy)
    for words in ("cup 07", "c-07", "茶杯 07", "5901234100007", "手工茶杯 07", "up 07"):
        assert titles(client, q=words) == ["Cup 07"], words
        monkeypatch.setattr(wanted, "FEW", 0)
        assert titles(client, q=words) == ["Cup 07"], words
        monkeypatch.undo()
    assert titles(client, q="%") == []
    assert "Nothing fits" in client.get(URL, {"q": "teapot"}).content.decode()


def test_whatever_a_product_is_called_now_finds_it(client: Client, cups: list[Product], shop: Shop, cy: Person) -> None:
    variant = cups[7].variants.get()
    text = ProductText(title="Beaker", variants=(VariantText(pk=variant.pk, price=1, sku="B-1"),))
    save_product(text, shop=shop, by=cy, product=cups[7])
    client.force_login(cy)
    assert titles(client, q="beak b-1") == ["Beaker"]
    assert titles(client, q="c-07") == []


def test_the_list_is_narrowed_down(client: Client, cups: list[Product], shop: Shop, cy: Person) -> None:
    table = Category.objects.create(slug="table", name="Table")
    small = Category.objects.create(slug="small", name="Small cups", parent=table)
    cups[3].categories.add(small)
    cups[4].categories.add(table)
    chosen = Collection.objects.create(shop=shop, handle="best", title="Best")
    chosen.items.create(product=cups[5])
    photo = Photo.objects.create(by=cy, name="photos/x.jpg", width=1, height=1, placeholder="")
    Product.objects.exclude(pk=cups[6].pk).update(cover=photo)
    client.force_login(cy)

    assert len(titles(client, status="draft")) == 30
    assert titles(client, status="nonsense") == titles(client)
    assert sorted(titles(client, stock="low")) == ["Cup 00", "Cup 01", "Cup 02", "Cup 03"]
    assert titles(client, stock="out") == ["Cup 00"]
    assert "Cup 00" not in titles(client, stock="in", sort="title")
    assert titles(client, photo="none") == ["Cup 06"]
    assert titles(client, category=str(table.pk), sort="title") == ["Cup 03", "Cup 04"]
    assert titles(client, category=str(small.pk)) == ["Cup 03"]
    assert titles(client, collection=str(chosen.pk)) == ["Cup 05"]
    assert titles(client, collection="9" * 30, sort="title")[0] == "Cup 00"
    assert titles(client, q="cup", status="active", stock="low", sort="stock") == ["Cup 01", "Cup 03"]
    assert "4 products are running low" in client.get(URL).content.decode()


def test_another_shop_is_never_shown(client: Client, lamp_product: Product, cups: list[Product], ada: Person) -> None:
    other = open_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    chosen = Collection.objects.create(shop=lamp_product.shop, handle="best", title="Best")
    save_product(ProductText(title="Cup of wool", variants=(VariantText(price=1),)), shop=other, by=ada)
    client.force_login(ada)
    for query in ({"q": "cup"}, {"stock": "low"}, {"sort": "stock"}, {"sort": "sold"}, {"collection": str(chosen.pk)}):
        page = client.get("/desk/ada-wool/products/", query).content.decode()
        assert "Cup 0" not in page
    assert client.get(URL).status_code == 404
    assert client.get("/desk/cy-clay/products.csv").status_code == 404


def test_what_is_sold_moves_up_and_what_comes_back_moves_down(client: Client, cups: list[Product], cy: Person) -> None:
    variant = cups[9].variants.get()
    hold_stock({variant.pk: 4})
    sell_stock({variant.pk: 4})
    client.force_login(cy)
    assert titles(client, sort="sold")[0] == "Cup 09"
    assert ProductStock.objects.get(product=cups[9]).sold == 4
    put_back_stock({variant.pk: 1})
    kept = ProductStock.objects.get(product=cups[9])
    assert (kept.sold, kept.on_hand, kept.variants) == (3, 6, 1)


def test_the_number_of_very_many_is_not_counted(
    client: Client, cups: list[Product], cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cy)
    assert "60 products" in client.get(URL).content.decode()
    assert "1 product " in client.get(URL, {"q": "cup 07"}).content.decode().replace("\n", " ")
    monkeypatch.setattr(lists, "MOST_COUNTED", 55)
    assert "More than 55 products" in client.get(URL).content.decode()


def test_a_line_shows_what_has_changed_since_it_was_kept(client: Client, cups: list[Product], cy: Person) -> None:
    client.force_login(cy)
    assert "$9.93" in client.get(URL, {"q": "cup 07"}).content.decode()
    set_price(cups[7].variants.get(), 55500, by=cy)
    assert "$555.00" in client.get(URL, {"q": "cup 07"}).content.decode()
    hold_stock({cups[7].variants.get().pk: 7})
    assert "Sold out" in client.get(URL, {"q": "cup 07"}).content.decode().partition("<tbody>")[2]


def test_the_list_asks_as_often_for_many_as_for_few_and_when_it_is_narrowed_down(
    client: Client, shop: Shop, cups: list[Product], cy: Person
) -> None:
    client.force_login(cy)
    client.get(URL)

    def statements(**query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(URL, query)
        return len(queries)

    many = statements(sort="title")
    assert many <= 12
    for query in ({"q": "cup"}, {"stock": "low"}, {"sort": "stock"}, {"status": "draft"}, {"photo": "none"}):
        assert statements(**query) <= many, query
    Product.objects.filter(pk__in=[cup.pk for cup in cups[2:]]).delete()
    assert statements(sort="title") <= many


def test_the_list_is_taken_along_as_a_file_that_runs_nowhere(client: Client, shop: Shop, cy: Person) -> None:
    text = ProductText(
        title="=cmd|' /C calc'!A0",
        options=("Size",),
        variants=(
            VariantText(option_values=("S",), price=1250, compare_at=1500, sku="-1", on_hand=4, low_at=2),
            VariantText(option_values=("L",), price=1900, is_tracked=False),
        ),
    )
    save_product(text, shop=shop, by=cy)
    client.force_login(cy)

    response = client.get("/desk/cy-clay/products.csv", {"status": "draft"})

    rows = list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[1] == ["'=cmd|' /C calc'!A0", "Draft", "S", "'-1", "", "12.50", "15.00", "USD", "4", "0", "2", "0"]
    assert rows[2][2:9] == ["L", "", "", "19.00", "", "USD", ""]
    assert "attachment" in response.headers["Content-Disposition"]
    assert client.get("/desk/cy-clay/products.csv?q=none").getvalue().count(b"\n") == 1


def test_products_that_no_action_wrote_are_listed_too(client: Client, lamp: Variant, cy: Person) -> None:
    client.force_login(cy)
    assert titles(client) == ["Paper lamp"]
    hold_stock({lamp.pk: 1})
    assert titles(client, stock="out", sort="stock") == ["Paper lamp"]
    sell_stock({lamp.pk: 1})
    assert titles(client, stock="out", sort="stock") == ["Paper lamp"]

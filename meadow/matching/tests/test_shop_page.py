"""A shop's page: collections, best sellers, holidays, and where its former addresses lead."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meadow.goods.actions.collections import CollectionText, arrange_collection, save_collection
from meadow.goods.actions.running import change_handle
from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.matching.selling import best_sellers
from meadow.people.models.persons import Person
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order


def product(shop: Shop, number: int) -> Product:
    made = Product.objects.create(
        shop=shop,
        handle=f"cup-{number}",
        title=f"Cup {number}",
        status=Product.Status.ACTIVE,
        published_at=timezone.now(),
        price_from=900,
        price_to=900,
        in_stock=True,
    )
    Stock.objects.create(variant=Variant.objects.create(product=made, price=900), on_hand=9)
    return made


def sell(sold: Product, by: Person, *, times: int, pieces: int = 1, days_ago: int = 1, state: str = "paid") -> None:
    """Orders of so many pieces each, paid so many days ago."""
    variant = sold.variants.get()
    paid_at = timezone.now() - timedelta(days=days_ago)
    for _ in range(times):
        sums = {"currency": "USD", "goods_total": 900 * pieces, "shipping_total": 0, "total": 900 * pieces}
        group = OrderGroup.objects.create(member=by, expires_at=timezone.now(), **sums)
        order = Order.objects.create(group=group, shop=sold.shop, member=by, state=state, paid_at=paid_at, **sums)
        OrderLine.objects.create(
            order=order, variant=variant, title=sold.title, price=900, quantity=pieces, total=900 * pieces
        )


def collection(shop: Shop, by: Person, title: str, *products: Product, is_shown: bool = True) -> Collection:
    made = save_collection(CollectionText(title=title, is_shown=is_shown), shop=shop, by=by)
    return arrange_collection(made, [product.pk for product in products], by=by)


def test_best_sellers_are_what_was_ordered_often_and_lately(shop: Shop, ada: Person) -> None:
    often, more, seldom, long_ago, called_off = (product(shop, number) for number in range(5))
    sell(often, ada, times=3)
    sell(more, ada, times=3, pieces=5)
    sell(seldom, ada, times=2, pieces=50)
    sell(long_ago, ada, times=9, days_ago=91)
    sell(called_off, ada, times=9, state="cancelled")

    with CaptureQueriesContext(connection) as queries:
        assert [sold.pk for sold in best_sellers(shop)] == [more.pk, often.pk]
    assert len(queries) == 1

    Product.objects.filter(pk=more.pk).update(status=Product.Status.ARCHIVED)
    assert [sold.pk for sold in best_sellers(shop)] == [often.pk]


def test_a_shop_that_sold_little_shows_no_best_sellers(client: Client, shop: Shop, ada: Person) -> None:
    cup = product(shop, 1)
    sell(cup, ada, times=2)
    assert "Best sellers" not in client.get("/shops/cy-clay/").content.decode()

    sell(cup, ada, times=1)
    assert "Best sellers" in client.get("/shops/cy-clay/").content.decode()
    assert "Best sellers" not in client.get("/shops/cy-clay/?tab=notes").content.decode()


def test_a_collection_shows_its_products_in_the_order_of_the_hand(client: Client, shop: Shop, cy: Person) -> None:
    cups = [product(shop, number) for number in range(30)]
    collection(shop, cy, "For two", *cups[::-1])

    first = client.get("/shops/cy-clay/collections/for-two/")
    html = first.content.decode()
    assert html.index("Cup 29") < html.index("Cup 28") < html.index("Cup 6<")
    assert "Cup 5<" not in html

    rest = client.get(
        "/shops/cy-clay/collections/for-two/" + first.context["next_url"], headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in rest
    assert "Cup 5<" in rest
    assert "Cup 6<" not in rest


def test_a_hidden_collection_is_seen_by_its_team_only(client: Client, shop: Shop, cy: Person, ada: Person) -> None:
    collection(shop, cy, "Next spring", product(shop, 1), is_shown=False)
    url = "/shops/cy-clay/collections/next-spring/"

    assert client.get(url).status_code == 404
    client.force_login(ada)
    assert client.get(url).status_code == 404
    assert "Next spring" not in client.get("/shops/cy-clay/").content.decode()
    client.force_login(cy)
    assert "Only your team sees this collection" in client.get(url).content.decode()


def test_the_shop_page_leads_to_collections_that_hold_something(client: Client, shop: Shop, cy: Person) -> None:
    collection(shop, cy, "For two", product(shop, 1))
    collection(shop, cy, "Still empty")

    html = client.get("/shops/cy-clay/").content.decode()

    assert '/shops/cy-clay/collections/for-two/"' in html
    assert "Still empty" not in html


def test_a_shop_and_its_products_say_that_it_is_on_holiday(client: Client, lamp_product: Product) -> None:
    today = timezone.localdate()
    Shop.objects.update(holiday_from=today, holiday_until=date(2099, 5, 1), holiday_words="At the sea.")

    for page in ("/shops/cy-clay/", "/shops/cy-clay/lamp/"):
        html = client.get(page).content.decode()
        assert "Cy Clay is on holiday until May 1, 2099" in html, page
        assert "At the sea." in html, page
    assert "Add to cart" not in html


@pytest.mark.parametrize("signed_in", [False, True])
def test_former_addresses_lead_on(
    client: Client, shop: Shop, lamp_product: Product, cy: Person, ada: Person, signed_in: bool
) -> None:
    change_handle(shop, by=cy, handle="clay-and-light")
    if signed_in:
        client.force_login(ada)

    for page in ("", "?tab=notes", "lamp/", "lamp/?variant=1"):
        response = client.get(f"/shops/cy-clay/{page}")
        assert (response.status_code, response["Location"]) == (301, f"/shops/clay-and-light/{page}")
    assert client.get("/shops/clay-and-light/lamp/").status_code == 200


def test_a_former_address_tells_nobody_what_they_may_not_see(client: Client, shop: Shop, cy: Person) -> None:
    change_handle(shop, by=cy, handle="clay-and-light")
    Shop.objects.update(state=Shop.State.SUSPENDED)

    assert client.get("/shops/cy-clay/").status_code == 404
    client.force_login(cy)
    assert client.get("/shops/cy-clay/")["Location"] == "/shops/clay-and-light/"
    assert client.get("/desk/cy-clay/settings/")["Location"] == "/desk/clay-and-light/settings/"
    sent = client.post("/desk/cy-clay/settings/holiday/", {"begin": "2099-01-01"})
    assert (sent.status_code, sent["Location"]) == (308, "/desk/clay-and-light/settings/holiday/")


@pytest.mark.parametrize("page", ["/shops/cy-clay/", "/shops/cy-clay/collections/first/"])
def test_pages_ask_as_often_for_many_as_for_few(client: Client, shop: Shop, cy: Person, ada: Person, page: str) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    cups = [product(shop, 0)]
    sell(cups[0], ada, times=3)
    first = collection(shop, cy, "First", *cups)
    few = statements()
    for number in range(1, 6):
        cups.append(product(shop, number))
        sell(cups[-1], ada, times=3)
        collection(shop, cy, f"More {number}", cups[-1])
    arrange_collection(first, [cup.pk for cup in cups], by=cy)
    assert statements() == few

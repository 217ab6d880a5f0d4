"""Collections at the desk: made, arranged, hidden, deleted and brought back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.goods.actions import collections
from meadow.goods.actions.collections import (
    CollectionText,
    arrange_collection,
    arrange_collections,
    delete_collection,
    restore_collection,
    save_collection,
)
from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.refusals import NotYourPhoto, TooManyCollections, TooManyInCollection
from meadow.goods.tests.opened import at_once
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo


def cups(shop: Shop, count: int, begin: int = 0) -> list[Product]:
    return [
        Product.objects.create(shop=shop, handle=f"cup-{number}", title=f"Cup {number}")
        for number in range(begin, begin + count)
    ]


def shown(collection: Collection) -> list[str]:
    return [item.product.title for item in collection.items.select_related("product")]


@pytest.fixture
def pair(shop: Shop, cy: Person) -> Collection:
    """A collection of two cups, the second first."""
    collection = save_collection(CollectionText(title="For two", words="A table."), shop=shop, by=cy)
    return arrange_collection(collection, [cup.pk for cup in cups(shop, 2)[::-1]], by=cy)


def test_a_collection_keeps_the_handle_of_its_first_title(shop: Shop, cy: Person, pair: Collection) -> None:
    again = save_collection(CollectionText(title="For two!"), shop=shop, by=cy)
    save_collection(CollectionText(title="For three", is_shown=False), shop=shop, by=cy, collection=pair)

    assert list(Collection.objects.values_list("handle", "title", "is_shown")) == [
        ("for-two", "For three", False),
        ("for-two-2", "For two!", True),
    ]
    assert save_collection(CollectionText(title="陶"), shop=shop, by=cy).handle == "collection"
    assert again.position == 1


def test_what_is_not_the_shops_is_left_out_and_repeats_too(shop: Shop, cy: Person, pair: Collection) -> None:
    foreign = cups(Shop.objects.create(handle="wool", name="Wool"), 1)[0]
    first, second = Product.objects.filter(shop=shop).order_by("pk")

    arrange_collection(pair, [first.pk, foreign.pk, first.pk, 999_999, second.pk], by=cy)

    assert shown(pair) == ["Cup 0", "Cup 1"]


def test_somebody_elses_photo_is_no_cover(shop: Shop, cy: Person, ada: Person, pair: Collection) -> None:
    photo = Photo.objects.create(by=ada, name="photos/a.jpg", width=1, height=1, placeholder="")

    with pytest.raises(NotYourPhoto, match="not yours to show"):
        save_collection(CollectionText(title="X", cover=photo.pk), shop=shop, by=cy, collection=pair)

    assert Collection.objects.get().title == "For two"


def test_there_is_room_for_so_many(shop: Shop, cy: Person, pair: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collections, "MOST", 1)
    monkeypatch.setattr(collections, "MOST_PRODUCTS", 2)
    cups(shop, 1, begin=9)
    three = list(Product.objects.values_list("pk", flat=True))

    with pytest.raises(TooManyCollections, match="at most 1 collections"):
        save_collection(CollectionText(title="More"), shop=shop, by=cy)
    with pytest.raises(TooManyInCollection, match="at most 2 products"):
        arrange_collection(pair, three, by=cy)

    assert Collection.objects.count() == 1
    assert shown(pair) == ["Cup 1", "Cup 0"]


def test_what_was_deleted_comes_back_whole(shop: Shop, cy: Person, pair: Collection) -> None:
    save_collection(
        CollectionText(title="For two", words="A table.", translations={"zh-hans": {"title": "两人"}}, is_shown=False),
        shop=shop,
        by=cy,
        collection=pair,
    )
    kept = delete_collection(pair, by=cy)
    assert not Collection.objects.exists()

    back = restore_collection(kept, shop=shop, by=cy)

    assert (back.handle, back.title, back.words, back.is_shown) == ("for-two", "For two", "A table.", False)
    assert back.translations == {"zh-hans": {"title": "两人"}}
    assert shown(back) == ["Cup 1", "Cup 0"]


def test_what_was_deleted_comes_back_to_its_own_shop_only(shop: Shop, cy: Person, pair: Collection) -> None:
    other = Shop.objects.create(handle="wool", name="Wool")
    kept = delete_collection(pair, by=cy)

    with pytest.raises(Shop.DoesNotExist):
        restore_collection(kept, shop=other, by=cy)

    assert not Collection.objects.exists()


def test_collections_stand_in_the_order_that_was_chosen(shop: Shop, cy: Person) -> None:
    a, b, c = (save_collection(CollectionText(title=title), shop=shop, by=cy) for title in "abc")

    arrange_collections(shop, [c.pk, 999_999, a.pk, c.pk], by=cy)

    assert list(shop.collections.values_list("title", flat=True)) == ["c", "a", "b"]
    assert b.shop == shop


def test_two_arrangements_at_once_leave_one_of_the_two(transactional_db: None, shop: Shop, cy: Person) -> None:
    pair = save_collection(CollectionText(title="For two"), shop=shop, by=cy)
    keys = [cup.pk for cup in cups(shop, 6)]

    outcomes = at_once(*(lambda order=order: arrange_collection(pair, order, by=cy) for order in (keys, keys[::-1])))

    assert outcomes == ["done", "done"]
    assert list(pair.items.values_list("product", flat=True)) in (keys, keys[::-1])


# -- pages ----------------------------------------------------------------------------------------


def test_the_pages_make_arrange_delete_and_bring_back(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)
    first, second = cups(shop, 2)
    assert "No collection yet" in client.get("/desk/cy-clay/collections/").content.decode()
    made = client.post(
        "/desk/cy-clay/collections/new/", {"title": "For two", "title_zh_hans": "两人", "is_shown": "on"}
    )
    collection = Collection.objects.get()
    url = f"/desk/cy-clay/collections/{collection.pk}/"
    assert made["Location"] == url
    assert "Cup 1" in client.get(f"{url}search/", {"q": "cup 1"}, headers={"HX-Request": "true"}).content.decode()

    client.post(f"{url}addition/", {"product": first.pk})
    client.post(f"{url}addition/", {"product": second.pk})
    moved = client.post(f"{url}products/", {"product": [second.pk, first.pk]}, headers={"HX-Request": "true"})
    assert moved.status_code == 204
    assert shown(collection) == ["Cup 1", "Cup 0"]
    client.post(f"{url}products/", {"product": [second.pk, first.pk], "remove": second.pk})
    assert shown(collection) == ["Cup 0"]

    assert client.post(url, {"_method": "delete"})["Location"] == "/desk/cy-clay/collections/"
    assert not Collection.objects.exists()
    assert "“For two” is deleted." in client.get("/desk/cy-clay/collections/").content.decode()
    client.post("/desk/cy-clay/collections/undo/")
    assert shown(Collection.objects.get()) == ["Cup 0"]
    assert client.post("/desk/cy-clay/collections/undo/").status_code == 404


def test_a_form_that_is_wrong_keeps_what_there_is(client: Client, shop: Shop, cy: Person, pair: Collection) -> None:
    client.force_login(cy)
    url = f"/desk/cy-clay/collections/{pair.pk}/"

    for sent, wrong in (
        ({"title": ""}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"title": "New", "cover": SimpleUploadedFile("a.jpg", b"GIF89a")}, "cover"),
    ):
        response = client.post(url, sent)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {wrong}
    assert Collection.objects.get().title == "For two"


def test_a_collection_of_another_shop_is_not_there(client: Client, pair: Collection, ada: Person) -> None:
    other = Shop.objects.create(handle="ada-wool", name="Ada Wool")
    Seat.objects.create(shop=other, person=ada, role=Seat.Role.OWNER)
    client.force_login(ada)

    for place in ("", "products/", "addition/"):
        for shop in ("cy-clay", "ada-wool"):
            sent = {"title": "Mine", "_method": "delete"}
            assert client.post(f"/desk/{shop}/collections/{pair.pk}/{place}", sent).status_code == 404

    assert shown(pair) == ["Cup 1", "Cup 0"]


@pytest.mark.parametrize("page", ["", "{pk}/", "{pk}/search/?q=cup"])
def test_pages_ask_as_often_for_many_as_for_few(
    client: Client, shop: Shop, cy: Person, pair: Collection, page: str
) -> None:
    client.force_login(cy)
    url = "/desk/cy-clay/collections/" + page.format(pk=pair.pk)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    cups(shop, 2, begin=100)
    few = statements()
    more = cups(shop, 8, begin=200)
    arrange_collection(pair, [cup.pk for cup in more[:4]], by=cy)
    for number in range(5):
        save_collection(CollectionText(title=f"More {number}"), shop=shop, by=cy)
    assert statements() == few

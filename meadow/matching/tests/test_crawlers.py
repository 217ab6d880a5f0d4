"""Search engines find every page that guests may read, and no other."""

from collections.abc import Iterator

import pytest
from defusedxml import ElementTree
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Category, Product, ProductPhoto
from meadow.goods.models.shops import Shop
from meadow.matching import sitemap
from meadow.people.models.persons import Person
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.tests.made import draft_of, note_of, photo_of

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
HERE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    caches["feeds"].clear()
    yield
    caches["feeds"].clear()


def read(client: Client, url: str) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200, url
    assert response["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(response.getvalue())
    return [element.text or "" for element in root.iter(f"{MAP}loc")]


def pages(client: Client) -> set[str]:
    """Every address of every part, without where we are."""
    caches["feeds"].clear()
    found: list[str] = []
    for part in read(client, "/sitemap.xml"):
        found += read(client, part.removeprefix(HERE))
    assert len(found) == len(set(found))
    return {page.removeprefix(HERE) for page in found}


def test_every_public_page_is_listed_once(client: Client, ada: Person, bo: Person, lamp_product: Product) -> None:
    note = note_of(ada, products=(lamp_product,))
    shelf = Category.objects.create(slug="light", name="Light")
    Category.objects.create(slug="empty", name="Empty")
    lamp_product.categories.add(shelf)
    for handle, is_shown in (("warm", True), ("bare", True), ("hidden", False)):
        collection = Collection.objects.create(shop=lamp_product.shop, handle=handle, title=handle, is_shown=is_shown)
        if handle != "bare":
            collection.items.create(product=lamp_product)

    assert pages(client) == {
        *("/", "/products/", "/shops/", "/products/?category=light"),
        *("/shops/cy-clay/", "/shops/cy-clay/lamp/", "/shops/cy-clay/collections/warm/"),
        *(f"/notes/{note.pk}/", "/people/ada/"),
    }


def test_what_guests_may_not_read_is_not_listed(client: Client, ada: Person, bo: Person, lamp_product: Product) -> None:
    draft_of(ada)
    note = note_of(bo)
    gone = {f"/notes/{note.pk}/", "/people/bo.li/"}
    assert gone <= pages(client)

    Person.objects.filter(pk=bo.pk).update(is_active=False)
    assert not gone & pages(client)
    Note.objects.update(state=Note.State.DELETED, deleted_at=timezone.now())
    Person.objects.update(is_active=True)
    assert not gone & pages(client)

    Product.objects.update(status=Product.Status.DRAFT)
    assert "/shops/cy-clay/lamp/" not in pages(client)
    Product.objects.update(status=Product.Status.ACTIVE)
    assert "/shops/cy-clay/lamp/" in pages(client)
    Shop.objects.update(state=Shop.State.SUSPENDED)
    assert not [page for page in pages(client) if page.startswith("/shops/cy-clay")]


def test_products_come_with_their_photos_and_their_day(client: Client, cy: Person, lamp_product: Product) -> None:
    ProductPhoto.objects.create(product=lamp_product, photo=photo_of(cy))
    (part,) = [part for part in read(client, "/sitemap.xml") if "products" in part]
    root = ElementTree.fromstring(client.get(part.removeprefix(HERE)).getvalue())
    assert root.findtext(f"{MAP}url/{MAP}lastmod") == lamp_product.changed_at.isoformat(timespec="seconds")
    photo = root.findtext(f"{MAP}url/{IMAGE}image/{IMAGE}loc") or ""
    assert photo.startswith(f"{HERE}/files/photos/aa/")


def test_parts_are_never_too_long(client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "LONGEST", 20)
    monkeypatch.setattr(sitemap, "AT_ONCE", 5)
    Product.objects.bulk_create(
        Product(shop=shop, handle=f"p{n}", title="Thing", status="active", published_at="2026-01-01T00:00Z")
        for n in range(70)
    )
    parts = [part.removeprefix(HERE) for part in read(client, "/sitemap.xml") if "products" in part]
    found = [read(client, part) for part in parts]
    assert all(0 < len(some) <= 20 for some in found)
    assert sum(len(some) for some in found) == 70
    assert {page.removeprefix(HERE) for some in found for page in some} == {f"/shops/cy-clay/p{n}/" for n in range(70)}


def test_a_part_is_written_once_and_sent_once(
    client: Client, lamp_product: Product, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    url = f"/sitemap-products-{lamp_product.pk // sitemap.LONGEST}.xml"
    first = client.get(url)
    assert b"lamp" in first.getvalue()

    with django_assert_num_queries(2):  # the limit, and whether anything changed
        assert b"lamp" in client.get(url).getvalue()
    with django_assert_num_queries(2):
        again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    lamp_product.handle = "light"
    lamp_product.save()
    assert b"/light/" in client.get(url, headers={"If-None-Match": first["ETag"]}).getvalue()


def test_the_index_is_kept_for_a_while(
    client: Client, lamp_product: Product, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/sitemap.xml")
    with django_assert_num_queries(1):
        assert len(read(client, "/sitemap.xml")) == 3


@pytest.mark.parametrize("url", ["/sitemap-products-999.xml", "/sitemap-secrets-0.xml", "/sitemap-pages-1.xml"])
def test_there_are_no_other_parts(client: Client, url: str, lamp_product: Product) -> None:
    assert client.get(url).status_code == 404


def test_robots_are_shown_the_map_and_kept_from_what_is_private(client: Client, db: None) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    for path in ("/desk/", "/cart/", "/account/", "/me/", "/orders/", "/checkout/", "/operators/"):
        assert f"Disallow: {path}" in lines
    assert f"Sitemap: {HERE}/sitemap.xml" in lines

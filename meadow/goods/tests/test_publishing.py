"""Products go on sale at their moment: once, and only drafts."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from meadow.goods.actions.products import archive_product, save_product
from meadow.goods.actions.publishing import publish_due
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop, TrailEntry
from meadow.goods.publishing_jobs import publish_what_is_due
from meadow.goods.texts import ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced


def draft(shop: Shop, by: Person, minutes: int, title: str = "Cup") -> Product:
    text = ProductText(
        title=title, variants=(VariantText(price=100),), publish_at=timezone.now() + timedelta(minutes=minutes)
    )
    return save_product(text, shop=shop, by=by)


def test_what_is_due_goes_on_sale_once(shop: Shop, cy: Person) -> None:
    due, later = draft(shop, cy, -1), draft(shop, cy, 5, "Later")

    publish_what_is_due(0)

    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.status, due.publish_at) == ("active", None)
    assert due.published_at is not None
    assert (later.status, later.published_at) == ("draft", None)
    assert publish_due() == 0
    assert announced() == ["goods.product_published"]
    assert TrailEntry.objects.filter(verb="product_scheduled", by=None).count() == 1


def test_what_was_archived_or_lost_its_variants_stays_away(shop: Shop, cy: Person) -> None:
    archived, bare = draft(shop, cy, -1), draft(shop, cy, -1, "Bare")
    archive_product(archived, by=cy)
    bare.variants.update(is_active=False)

    assert publish_due() == 0

    assert not Product.objects.filter(status="active").exists()
    assert announced() == []


@pytest.mark.django_db(transaction=True)
def test_two_clocks_publish_once(shop: Shop, cy: Person) -> None:
    for number in range(5):
        draft(shop, cy, -1, f"Cup {number}")
    start = threading.Barrier(3)

    def tick() -> int:
        try:
            start.wait()
            return publish_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        counts = [work.result() for work in [pool.submit(tick) for _ in range(3)]]

    assert sum(counts) == 5
    assert announced() == ["goods.product_published"] * 5

"""The shop itself: what it says, how it sends, who runs it, and what was done to it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from meadow.goods.models.applications import Application
from meadow.goods.models.collections import Collection, CollectionItem
from meadow.goods.models.products import PriceChange
from meadow.goods.models.shops import TrailEntry
from meadow.goods.models.stock import StockChange
from meadow.goods.trail import sentence
from meadow.moving.archives.entries import Entry, by_key, document, listing, said, table
from meadow.moving.archives.shops.asked import Asked
from meadow.plumbing.money import decimal_text

_SHOP = (
    *("handle", "name", "story", "city", "currency", "kind", "state", "holiday_from", "holiday_until"),
    *("holiday_words", "translations", "opened_at"),
)
_RATE = ("name", "price", "bands", "free_from", "days_from", "days_to", "position", "is_active", "translations")
_APPLICATION = (
    *("road", "state", "legal_name", "registration", "tax_number", "country", "address", "phone", "what"),
    *("contract_version", "contract_accepted_at", "deposit", "fee_basis_points", "handed_in_at", "answered_at"),
)


def count(asked: Asked) -> int:
    return _trail(asked).count() + _prices(asked).count() + _stock(asked).count()


def entries(asked: Asked) -> Iterator[Entry]:
    shop = asked.shop
    yield document("shop.json", _shop(asked))
    items = Prefetch("items", CollectionItem.objects.select_related("product"))
    collections = Collection.objects.filter(shop=shop).prefetch_related(items)
    yield listing("collections.json", lambda: map(_collection, by_key(collections)))
    yield listing(
        "shipping-rates.json",
        lambda: (
            {**said(rate, *_RATE), "zone": said(rate.zone, "name", "countries", "regions")}
            for rate in by_key(shop.shipping_rates.select_related("zone"))
        ),
    )
    yield listing(
        "team.json",
        lambda: (
            {"handle": seat.person.handle, "name": seat.person.name, **said(seat, "role", "since")}
            for seat in by_key(shop.seats.select_related("person"))
        ),
    )
    yield table("log.csv", ("At", "By", "Verb", "Sentence"), lambda: _trail_rows(asked))
    yield table(
        "price-history.csv", ("At", "Product", "Variant", "SKU", "Price", "Currency"), lambda: _price_rows(asked)
    )
    titles = ("At", "Product", "Variant", "SKU", "Warehouse", "Change", "On hand", "Reason", "Words")
    yield table("stock-history.csv", titles, lambda: _stock_rows(asked))


def _shop(asked: Asked) -> dict[str, Any]:
    application = Application.objects.filter(shop=asked.shop).first()
    warehouses = asked.shop.warehouses.all()
    return {
        **said(asked.shop, *_SHOP),
        "former_handles": list(asked.shop.former_handles.order_by("pk").values_list("handle", flat=True)),
        "warehouses": [said(place, "name", "city", "country", "position", "is_active") for place in warehouses],
        "application": said(application, *_APPLICATION) if application else None,
    }


def _collection(collection: Collection) -> dict[str, Any]:
    products = [item.product.handle for item in collection.items.all()]
    return {
        **said(collection, "handle", "title", "words", "translations", "position", "is_shown"),
        "products": products,
    }


def _trail(asked: Asked) -> "QuerySet[TrailEntry]":
    return asked.within(TrailEntry.objects.filter(shop=asked.shop).select_related("by"), "at")


def _trail_rows(asked: Asked) -> Iterator[list[object]]:
    for entry in by_key(_trail(asked)):
        by = entry.by.handle if entry.by else ""
        yield [entry.at.isoformat(timespec="seconds"), by, entry.verb, sentence(entry.verb, entry.said)]


def _prices(asked: Asked) -> "QuerySet[PriceChange]":
    rows = PriceChange.objects.filter(variant__product__shop=asked.shop).select_related("variant__product")
    return asked.within(rows, "at")


def _price_rows(asked: Asked) -> Iterator[list[object]]:
    currency = asked.shop.currency
    for change in by_key(_prices(asked), at_once=1000):
        variant = change.variant
        price = decimal_text(change.price, currency)
        at = change.at.isoformat(timespec="seconds")
        yield [at, variant.product.handle, " / ".join(variant.option_values), variant.sku, price, currency]


def _stock(asked: Asked) -> "QuerySet[StockChange]":
    rows = StockChange.objects.filter(variant__product__shop=asked.shop)
    return asked.within(rows.select_related("variant__product", "warehouse"), "at")


def _stock_rows(asked: Asked) -> Iterator[list[object]]:
    for change in by_key(_stock(asked), at_once=1000):
        variant = change.variant
        yield [
            change.at.isoformat(timespec="seconds"),
            variant.product.handle,
            " / ".join(variant.option_values),
            variant.sku,
            change.warehouse.name if change.warehouse else "",
            change.change,
            change.on_hand,
            change.reason,
            change.words,
        ]

"""What can be said of the demo's goods beyond their words, and what each shop shows together."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from meadow.demo.loading.people import People
from meadow.demo.loading.shops import Shops
from meadow.demo.loading.texts import CHINESE, Row, Texts
from meadow.goods.actions.collections import CollectionText, arrange_collection, save_collection
from meadow.goods.models.products import Product


class Details:
    """What is said of all goods of a shop, and of single ones over that."""

    def __init__(self, texts: Texts, *, today: date) -> None:
        self._of_shop = {row["handle"]: row for row in texts.details["shops"]}
        self._of_product = {row["handle"]: row for row in texts.details["products"]}
        self._tables: Row = texts.details["size_tables"]
        self._today = today

    def of_product(self, row: Row) -> dict[str, Any]:
        """What goes into the text of a product."""
        shop, own = self._of_shop[row["shop"]], self._of_product.get(row["handle"], {})
        said = {**shop.get("attributes", {}), **own.get("attributes", {})}
        days = own.get("preorder_days")
        return {
            "origin": shop["origin"],
            "care": shop.get("care", ""),
            "attributes": {slug: answer for slug, answer in said.items() if answer != ""},
            "size_table": self._tables[own["size_table"]] if "size_table" in own else {},
            "preorder_ships_on": self._today + timedelta(days=days) if days else None,
        }

    def care_in_chinese(self, row: Row) -> str:
        return str(self._of_shop[row["shop"]].get("care_zh", ""))

    def of_variant(self, row: Row, place: int) -> dict[str, Any]:
        """What goes into the text of a product's variant at this place."""
        own = self._of_product.get(row["handle"], {})
        net = own["net_by_variant"][place] if "net_by_variant" in own else own.get("net")
        return {"net_amount": Decimal(net[0]), "net_unit": net[1]} if net else {}


def show_together(texts: Texts, people: People, shops: Shops, products: dict[str, Product]) -> int:
    """Make every collection, in the name of the shop's manager; say how many there are."""
    managers = {shop["handle"]: people[shop["manager"]] for shop in texts.goods["shops"]}
    for row in texts.details["collections"]:
        manager, chosen = managers[row["shop"]], [products[handle] for handle in row["products"]]
        text = CollectionText(
            title=row["title"],
            words=row["words"],
            translations={CHINESE: {"title": row["title_zh"], "words": row["words_zh"]}},
            cover=chosen[0].cover_id,
        )
        collection = save_collection(text, shop=shops[row["shop"]], by=manager)
        arrange_collection(collection, [product.pk for product in chosen], by=manager)
    return len(texts.details["collections"])

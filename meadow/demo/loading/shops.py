"""The shops of the demo: who runs them, and what they ask for sending."""

from datetime import datetime, timedelta

from meadow.demo.loading.album import Album
from meadow.demo.loading.people import People
from meadow.demo.loading.texts import CHINESE, Texts, lot
from meadow.goods.actions.shops import edit_shop, open_shop, seat_person
from meadow.goods.models.shops import Seat, Shop
from meadow.trade.actions.shipping_rates import keep_rate
from meadow.trade.models.shipping import ShippingRate

Shops = dict[str, Shop]


def open_shops(texts: Texts, album: Album, people: People, *, now: datetime) -> Shops:
    """Open every shop by its manager, seat the team, and offer one way of sending."""
    shops: Shops = {}
    for row in texts.goods["shops"]:
        manager = people[row["manager"]]
        words = {"name": row["name"], "story": row["story"], "city": row["city"]}
        shop = open_shop(Shop(handle=row["handle"], currency=texts.goods["currency"], **words), by=manager)
        first = next(product for product in texts.goods["products"] if product["shop"] == row["handle"])
        shops[row["handle"]] = edit_shop(
            shop,
            by=manager,
            translations={CHINESE: {"name": row["name_zh"], "story": row["story_zh"]}},
            picture=album.photo(first["pictures"][0]["file"], by=manager),
            cover=album.photo(row["cover"], by=manager),
            **words,
        )
        sending = row["shipping"]
        keep_rate(
            ShippingRate(
                shop=shop,
                name=sending["name"],
                price=sending["price"],
                free_from=sending["free_from"],
                translations={CHINESE: {"name": sending["name_zh"]}},
            )
        )
    for row in texts.people:
        for seat in row.get("seats", ()):
            seat_person(people[row["handle"]], shops[seat["shop"]], role=Seat.Role(seat["role"]))
    for handle, shop in shops.items():
        shop.opened_at = now - timedelta(days=220 + 380 * lot("opened", handle))
    Shop.objects.bulk_update(shops.values(), ["opened_at"])
    return shops

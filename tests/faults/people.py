"""Prepares a Meadow for the faults: a shop with goods, its owner, and members who are signed in; prints them as JSON.

Run as a program, with an environment that points at the engines of a Meadow that is up.
"""

import json
import secrets
import sys

import django


def main(members: int, variants: int, on_hand: int) -> dict[str, object]:
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from meadow.goods.actions.counting import change_stock
    from meadow.goods.models.products import Product, Stock, Variant
    from meadow.goods.models.shops import Seat, Shop
    from meadow.goods.models.stock import StockChange
    from meadow.people.models.persons import Address, Person
    from meadow.trade.models.shipping import ShippingRate, ShippingZone

    def cookie(person: Person) -> str:
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    owner = Person.objects.create_user("owner@example.org", secrets.token_hex(12), handle="owner", name="Owner")
    shop = Shop.objects.create(handle="works", name="Works", currency="USD", state=Shop.State.OPEN)
    Seat.objects.create(shop=shop, person=owner, role=Seat.Role.OWNER)
    zone = ShippingZone.objects.create(shop=shop)
    ShippingRate.objects.create(shop=shop, zone=zone, name="Post", price=500)
    goods = []
    for number in range(variants):
        product = Product.objects.create(
            shop=shop,
            handle=f"thing-{number}",
            title=f"Thing {number}",
            status=Product.Status.ACTIVE,
            published_at=timezone.now(),
            price_from=1000 + 7 * number,
            price_to=1000 + 7 * number,
        )
        variant = Variant.objects.create(product=product, sku=f"T-{number}", price=1000 + 7 * number)
        Stock.objects.create(variant=variant, on_hand=0)
        change_stock(variant, on_hand, reason=StockChange.Reason.RECEIVED, by=owner, seen=0)
        goods.append({"variant": variant.pk, "price": variant.price})
    people = []
    for number in range(members):
        person = Person.objects.create_user(
            f"m{number}@example.org", secrets.token_hex(12), handle=f"member.{number}", name=f"Member {number}"
        )
        address = Address.objects.create(
            person=person, name=person.name, country="US", city="Springfield", street=f"{number} Lane", postcode="1"
        )
        people.append({"person": person.pk, "address": address.pk, "session": cookie(person)})
    return {"shop": shop.handle, "owner": cookie(owner), "goods": goods, "members": people}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(main(*map(int, sys.argv[1:]))))

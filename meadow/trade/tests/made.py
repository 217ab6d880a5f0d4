"""Carts, addresses and orders, as the tests of trade need them; shops and people are in the cast."""

from collections.abc import Sequence
from typing import Any, Protocol

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Address, Person
from meadow.trade.actions.carts import put_in_cart
from meadow.trade.actions.payments import settle_payment
from meadow.trade.actions.placing import place_order
from meadow.trade.checkout import look_over
from meadow.trade.models.carts import Cart
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.shipping import ShippingRate, ShippingZone
from meadow.trade.payments.offered import provider_called
from meadow.trade.payments.provider import Given, Outcome, Standing


class Answer(Protocol):
    """What a door answered."""

    status_code: int
    content: bytes


def home(person: Person, country: str = "US") -> Address:
    return Address.objects.create(
        person=person, name=person.name, country=country, city="Springfield", street="1 Meadow Lane", postcode="12345"
    )


def rate(
    shop: Shop, price: int = 500, name: str = "Post", *, countries: Sequence[str] = (), **fields: Any
) -> ShippingRate:
    """A way of sending to these countries, or to everywhere."""
    zone, _ = ShippingZone.objects.get_or_create(shop=shop, countries=list(countries), regions=[])
    return ShippingRate.objects.create(shop=shop, zone=zone, name=name, price=price, **fields)


def variant(shop: Shop, title: str = "Cup", price: int = 1200, on_hand: int = 10) -> Variant:
    number = Product.objects.filter(shop=shop).count()
    product = Product.objects.create(
        shop=shop, handle=f"thing-{number}", title=title, status=Product.Status.ACTIVE, in_stock=on_hand > 0
    )
    made = Variant.objects.create(product=product, sku=f"SKU-{number}", price=price)
    Stock.objects.create(variant=made, on_hand=on_hand)
    return made


def shop_of(person: Person, handle: str, currency: str = "USD") -> Shop:
    made = Shop.objects.create(handle=handle, name=handle.title(), currency=currency)
    Seat.objects.create(shop=made, person=person, role=Seat.Role.OWNER)
    return made


def cart_with(person: Person, *variants: Variant, quantity: int = 1) -> Cart:
    for one in variants:
        put_in_cart(one, quantity, by=person)
    return Cart.objects.get(person=person)


def place(person: Person, *variants: Variant, quantity: int = 1, request_key: str = "") -> OrderGroup:
    """Order these now, sent home the cheapest way; shops without a rate send for 5.00."""
    for one in variants:
        if not one.product.shop.shipping_rates.exists():
            rate(one.product.shop)
    cart = cart_with(person, *variants, quantity=quantity)
    address = Address.objects.filter(person=person).first() or home(person)
    total = look_over(cart, country=address.country).total
    return place_order(cart, by=person, address=address, rates={}, expected_total=total, request_key=request_key)


def open_payment(group: OrderGroup, provider: str = "sandbox") -> Payment:
    return Payment.objects.create(
        group=group, provider=provider, reference=f"made-{group.pk}", amount=group.total, currency=group.currency
    )


def collected(payment: Payment) -> Standing:
    return Standing(Outcome.COLLECTED, payment.amount, payment.currency)


def pay(group: OrderGroup) -> Payment:
    payment = open_payment(group)
    return settle_payment(payment, collected(payment))


def bought(person: Person, *variants: Variant, quantity: int = 1) -> Order:
    """The paid order for these from one shop."""
    group = place(person, *variants, quantity=quantity)
    pay(group)
    return Order.objects.get(group=group)


def standing_of(payment: Payment, key: str) -> Given:
    """What the provider says of 10.00 that were sent back under this key."""
    return provider_called(payment.provider).refund_standing(payment, amount=1000, key=key, reference="")

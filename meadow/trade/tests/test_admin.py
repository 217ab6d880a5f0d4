"""The operators' pages of trade open, find things, and let nobody write past the actions."""

import pytest
from django.test import Client
from django.urls import reverse

from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.trade.actions.promotions import keep_promotion, type_code
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.models.promotions import Coupon, Promotion, PromotionCode, Redemption
from meadow.trade.models.shipping import Shipment, ShippingRate, ShippingZone
from meadow.trade.models.taxes import TaxRate
from meadow.trade.tests.made import bought, cart_with, rate, variant


@pytest.mark.parametrize(
    "page",
    [
        *(
            "cart",
            "ordergroup",
            "order",
            "payment",
            "providernotice",
            "hold",
            "shippingrate",
            "shippingzone",
            "shipment",
        ),
        *("taxrate", "promotion", "promotioncode", "coupon", "redemption"),
    ],
)
def test_lists_and_pages_open(client: Client, di: Person, ada: Person, lamp: Variant, page: str) -> None:
    made = Promotion(shop=lamp.product.shop, name="1", kind="amount", amount=1, currency="USD", trigger="code")
    keep_promotion(made, about={}, code="1")
    type_code(cart_with(ada, lamp), "1", by=ada)
    Coupon.objects.create(promotion=made, person=ada)
    TaxRate.objects.create(shop=lamp.product.shop, country="US", rate=1, name="1")
    rate(lamp.product.shop)
    order = bought(ada)
    Shipment.objects.create(order=order, carrier="Post", tracking="1")
    ProviderNotice.objects.create(provider="sandbox", notice="1", kind="paid")
    cart = cart_with(ada, variant(lamp.product.shop))
    rows = {
        "cart": cart,
        "ordergroup": OrderGroup.objects.get(),
        "order": order,
        "payment": Payment.objects.get(),
        "providernotice": ProviderNotice.objects.get(),
        "hold": Hold.objects.get(),
        "shippingrate": ShippingRate.objects.get(),
        "shippingzone": ShippingZone.objects.get(),
        "shipment": Shipment.objects.get(),
        "taxrate": TaxRate.objects.get(),
        "promotion": made,
        "promotioncode": PromotionCode.objects.get(),
        "coupon": Coupon.objects.get(),
        "redemption": Redemption.objects.get(),
    }
    client.force_login(di)
    assert client.get(reverse(f"admin:trade_{page}_changelist"), {"q": "1"}).status_code == 200
    assert client.get(reverse(f"admin:trade_{page}_change", args=[rows[page].pk])).status_code == 200


def test_an_order_cannot_be_written_by_hand(client: Client, di: Person, ada: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    client.force_login(di)
    path = reverse("admin:trade_order_change", args=[order.pk])
    assert client.post(path, {"state": "received"}).status_code == 403
    assert client.post(reverse("admin:trade_order_delete", args=[order.pk])).status_code == 403
    assert Order.objects.get().state == Order.State.PAID

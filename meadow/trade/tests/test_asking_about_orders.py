"""Members ask shops about their orders: the message carries the order's card."""

import pytest
from django.test import Client

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.tests.made import place
from meadow.venue.talk.models.messages import Message

pytestmark = pytest.mark.django_db
MARK = "0123456789abcdef"


def test_an_order_is_asked_about_by_who_placed_it(
    client: Client, ada: Person, bo: Person, shop: Shop, lamp: Variant
) -> None:
    order = place(ada, lamp).orders.get()
    url = f"/messages/shops/cy-clay/?card=order:{order.pk}"
    asked = {"text": "When is it sent?", "mark": MARK, "card": f"order:{order.pk}"}
    client.force_login(ada)
    assert url in client.get(f"/orders/{order.pk}/").content.decode()
    assert "direct-card" in client.get(url).content.decode()
    client.post(url, asked)
    message = Message.objects.get()
    assert (message.card_kind, message.card_key, message.author) == ("order", order.pk, ada)

    client.force_login(bo)
    assert "direct-card" not in client.get(url).content.decode()
    assert client.post(url, asked).status_code == 422
    assert Message.objects.get() == message

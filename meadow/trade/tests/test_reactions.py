"""People hear of their orders over NATS, in their own language, while they look at a page."""

import contextlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.utils import timezone

from meadow.engines.bus import connect_bus
from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import Told, react
from meadow.plumbing.models import Announcement
from meadow.trade.actions.shipping import send_order
from meadow.trade.models.orders import Order
from meadow.trade.tests.made import bought


def told(name: str) -> Told:
    fact = Announcement.objects.get(name=name)
    return Told(event=fact.event, name=fact.name, data=fact.data)


def heard(work: Callable[[], object], name: str) -> dict[str, dict[str, Any]]:
    """The messages about a shop of this name that reach people's inboxes because of some work.

    Other tests publish on the same bus meanwhile, so a test calls its shop by a name of its own.
    """

    async def listen() -> dict[str, dict[str, Any]]:
        bus = await connect_bus("test")
        try:
            inboxes = await bus.subscribe("inbox.*.order")
            await bus.flush()
            await sync_to_async(work)()
            told: dict[str, dict[str, Any]] = {}
            with contextlib.suppress(TimeoutError):
                while True:
                    message = await inboxes.next_msg(timeout=1)
                    said = json.loads(message.data)
                    if name in said["title"]:
                        assert message.subject not in told, "told twice"
                        told[message.subject] = said
            return told
        finally:
            await bus.close()

    return async_to_sync(listen)()


def test_the_owner_and_the_support_hear_of_a_paid_order_once(
    ada: Person, bo: Person, bai: Person, cy: Person, shop: Shop, lamp: Variant
) -> None:
    Shop.objects.update(name="Ring and Rim")
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    Seat.objects.create(shop=shop, person=bai, role=Seat.Role.EDITOR)
    order = bought(ada, lamp)
    fact = told("trade.order_paid")
    messages = heard(lambda: (react(fact), react(fact)), "Ring and Rim")
    assert messages.keys() == {f"inbox.{cy.pk}.order", f"inbox.{bo.pk}.order"}
    assert messages[f"inbox.{cy.pk}.order"] == {
        "title": f"New order {order.pk} for Ring and Rim: $54.00",
        "url": f"/desk/cy-clay/orders/{order.pk}/",
    }


def test_an_order_of_yesterday_is_no_news(ada: Person, lamp: Variant) -> None:
    Shop.objects.update(name="Yesterday's Kiln")
    order = bought(ada, lamp)
    Order.objects.filter(pk=order.pk).update(paid_at=timezone.now() - timedelta(days=1))
    fact = told("trade.order_paid")
    assert heard(lambda: react(fact), "Yesterday's Kiln") == {}


def test_the_member_hears_that_an_order_is_on_its_way(ada: Person, cy: Person, lamp: Variant) -> None:
    Shop.objects.update(name="Slow Post")
    order = send_order(bought(ada, lamp), carrier="Post", tracking="1", by=cy)
    fact = told("trade.order_sent")
    assert heard(lambda: react(fact), "Slow Post") == {
        f"inbox.{ada.pk}.order": {
            "title": "Your order from Slow Post is on its way.",
            "url": order.get_absolute_url(),
        }
    }

"""The pages of orders and returns in a real browser: wide enough on a phone, and nothing serious to say about them."""

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.shipping import send_order
from meadow.trade.models.returns import Return, ReturnTerms
from meadow.trade.tests.made import bought, variant
from meadow.trade.tests.roads import asked, come_back, delivered, line_of
from tests.chromium import is_too_wide, serious_violations

LONG = "Moon cup, oat glaze, large, with a saucer of ash wood and a spoon"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_pages_of_orders_fit_and_can_be_used_by_everybody(
    chromium: Browser, live_server: LiveServer, ada: Person, cy: Person, shop: Shop, width: int, dark: bool
) -> None:
    ReturnTerms.objects.create(shop=shop, address="1 Kiln Road\nTown", words="Wrap it well.")
    cup = variant(shop, LONG, price=1999, on_hand=50)
    part = bought(ada, cup, quantity=3)
    send_order(part, carrier="DHL", tracking="00340434161094042557", pieces={line_of(part).pk: 2}, by=cy)
    order = delivered(ada, cy, cup, quantity=4)
    waiting = asked(order, reason=Return.Reason.DAMAGED)
    looked = come_back(asked(order, 2), cy)
    desk = "/desk/cy-clay/"
    pages = {
        ada: ["/orders/", part.get_absolute_url(), f"/orders/{order.pk}/returns/", waiting.get_absolute_url()],
        cy: [
            f"{desk}orders/",
            f"{desk}orders/{part.pk}/",
            f"{desk}orders/{part.pk}/slip/",
            f"{desk}orders/parcels/",
            f"{desk}returns/",
            f"{desk}returns/{waiting.pk}/",
            f"{desk}returns/{looked.pk}/",
            f"{desk}returns/terms/",
        ],
    }
    wrong: list[object] = []

    def broke(error: object) -> None:
        wrong.append(error)

    for person, paths in pages.items():
        client = Client()
        client.force_login(person)
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", broke)
        for path in paths:
            page.goto(path)
            page.evaluate("document.querySelectorAll('#order details').forEach((one) => { one.open = true })")
            wrong += [(path, "too wide")] if is_too_wide(page) else []
            wrong += [(path, found) for found in serious_violations(page)]
        context.close()
    assert wrong == []

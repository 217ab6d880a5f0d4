"""`meadow bench flash`: an offer of 200 pieces in a live room, wanted by 2,000 viewers the moment its countdown ends.

Every viewer posts the order sheet's form once, over a connection of their own, through the server of `meadow up`. The
bench stops unless exactly as many pieces are sold as there were, in the answers, in the orders, and in the stock.
"""

import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from bench import buyers
from bench.figures import begun, surroundings, write
from bench.load import let_the_database_know_defaults
from bench.orders import PRICE, SENDING, TOKEN, _send, _session
from bench.pages import served

UNITS, VIEWERS = 200, 2_000
OFFERED = 1_500
_WARM = 8


@dataclass(frozen=True)
class Crowd:
    """The offer, what is behind it, and the sessions and addresses of those who watch."""

    room: int
    offer: int
    variant: int
    warm: int
    units: int
    sessions: list[str]
    addresses: list[int]


def stand(viewers: int, units: int) -> Crowd:
    """Put up a shop, its room on air, so many pieces on offer, and a crowd that has signed in with an address each."""
    from meadow.goods.models.products import Product, Stock, Variant
    from meadow.goods.models.shops import Seat, Shop
    from meadow.people.models.persons import Address, Person
    from meadow.venue.live.actions.offers import Terms, make_offer
    from meadow.venue.live.actions.opening import open_room
    from meadow.venue.live.actions.planning import Plan, plan_room
    from meadow.venue.live.actions.shelf import put_on_shelf

    with transaction.atomic():
        let_the_database_know_defaults()
        mark = uuid.uuid4().hex[:8]  # a data folder that is kept may have been measured before
        shop = Shop.objects.create(handle=f"flash-{mark}", name="Bench", currency="USD", state=Shop.State.OPEN)
        _send(shop)
        host = Person.objects.create(email=f"host-{mark}@bench.example", handle=f"h{mark}", name="Host", password="!")
        Seat.objects.create(shop=shop, person=host, role=Seat.Role.OWNER)
        products = Product.objects.bulk_create(
            Product(
                shop=shop, handle=f"thing-{n}", title=f"Thing {n}", status=Product.Status.ACTIVE,
                price_from=PRICE, price_to=PRICE, in_stock=True,
            )
            for n in range(2)
        )  # fmt: skip
        variants = Variant.objects.bulk_create(Variant(product=one, sku=one.handle, price=PRICE) for one in products)
        Stock.objects.bulk_create(Stock(variant=one, on_hand=units + viewers) for one in variants)
        people = Person.objects.bulk_create(
            Person(email=f"v-{mark}-{n}@bench.example", handle=f"v{mark}.{n}", name=f"Viewer {n}", password="!")
            for n in range(viewers + _WARM)
        )
        addresses = Address.objects.bulk_create(
            Address(person=one, name=one.name, country="US", city="Harbour", street="1 Meadow Lane", postcode="12345")
            for one in people
        )
        sessions = [_session(one) for one in people]
    room = plan_room(Plan(title="Flash"), by=host, shop=shop)
    open_room(room, by=host)
    put_on_shelf(room, [one.pk for one in products], by=host)
    offer = make_offer(room, variants[0], Terms(price=OFFERED, quantity=units, countdown=10, minutes=20), by=host)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Crowd(
        room=room.pk,
        offer=offer.pk,
        variant=variants[0].pk,
        warm=variants[1].pk,
        units=units,
        sessions=sessions,
        addresses=[one.pk for one in addresses],
    )


def judged(status: int, body: bytes) -> str:
    """`sold` (the way to its payment), `gone` (the sheet's small answer), or `error`."""
    if status == 302:
        return "sold"
    return "gone" if status == 422 and b"notice-refusal" in body else "error"


def measure(crowd: Crowd, log: Path) -> dict[str, Any]:
    """Have everybody want it at once when its countdown ends; the figures, or no bench at all if they are wrong."""
    from meadow.goods.models.stock import StockSlice
    from meadow.trade.models.lines import OrderLine
    from meadow.trade.models.rooms import OfferTake
    from meadow.venue.live.models.shelf import Offer

    viewers = len(crowd.sessions) - _WARM
    connection.close()
    with served("meadow.config.wsgi:application", {}, log) as address:
        host = address.removeprefix("http://")
        warm = [(_requests(crowd, host, range(viewers, viewers + _WARM), is_offer=False), _WARM)]
        buyers.ask(address, warm, judge=judged)
        # The server is up and warm: the countdown ends now.
        Offer.objects.filter(pk=crowd.offer).update(starts_at=timezone.now() + timedelta(milliseconds=1))
        connection.close()
        time.sleep(0.01)
        (asked,) = buyers.ask(address, [(_requests(crowd, host, range(viewers), is_offer=True), viewers)], judge=judged)
    row = StockSlice.objects.get(occasion=f"offer:{crowd.offer}")
    lines = OrderLine.objects.filter(variant=crowd.variant, price=OFFERED)
    ordered = sum(lines.values_list("quantity", flat=True))
    each = list(OfferTake.objects.filter(offer=crowd.offer).values_list("quantity", flat=True))
    if not asked.sold == row.taken == ordered == sum(each) == crowd.units or max(each) > 1:
        raise SystemExit(
            f"{crowd.units} pieces: {asked.sold} were sold, {row.taken} taken, {ordered} ordered; "
            f"{dict(asked.answers)} {asked.first_error}"
        )
    return {
        "units": crowd.units,
        "viewers": viewers,
        "sold": asked.sold,
        "gone": asked.answers["gone"],
        "errors": asked.answers["error"],
        "first_error": asked.first_error,
        "p50_ms": asked.percentile(0.5),
        "p99_ms": asked.percentile(0.99),
        "sold_out_after_s": round(asked.selling_seconds, 2),
        "all_answered_after_s": round(asked.seconds, 2),
    }


def _requests(crowd: Crowd, host: str, who: range, *, is_offer: bool) -> Iterator[bytes]:
    for number in who:
        price = OFFERED if is_offer else PRICE
        form = {
            "variant": crowd.variant if is_offer else crowd.warm,
            "room": crowd.room,
            "quantity": 1,
            "address": crowd.addresses[number],
            "expected_total": price + SENDING,
            **({"offer": crowd.offer} if is_offer else {}),
        }
        body = urlencode(form).encode()
        asked = {"variant": crowd.variant, "quantity": 1, "room": crowd.room, "offer": crowd.offer}
        query = f"?{urlencode(asked)}" if is_offer else ""
        cookies = f"{settings.SESSION_COOKIE_NAME}={crowd.sessions[number]}; csrftoken={TOKEN}"
        head = (
            f"POST /buy/{query} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nHX-Request: true\r\n"
            f"X-CSRFToken: {TOKEN}\r\n"
            f"Idempotency-Key: {uuid.uuid4().hex}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def main() -> None:
    options = begun()
    started = time.perf_counter()
    viewers, units = max(round(VIEWERS * options.scale), 20), max(round(UNITS * options.scale), 5)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(stand(viewers, units), Path(folder) / "log")
    print(", ".join(f"{name} {value}" for name, value in figures.items()))
    write(options.json, {**figures, "scale": options.scale, **surroundings(time.perf_counter() - started)})


if __name__ == "__main__":
    main()

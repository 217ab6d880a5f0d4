"""`meadow bench orders`: one hot SKU bought by many at once, over HTTP and by the action, beside the bare SQL.

The limit is what pgbench does with the rows of one order on the same database: group, order, line, hold, outbox, and
the conditional update of the stock, prepared, with no look at prices, addresses or promotions. Cold orders are measured
twice with the same number of clients: half of them buy from a thousand SKUs, and the other half from a thousand others,
or, the second time, all of one hot SKU. What is compared is the first half.
"""

import json
import multiprocessing
import random
import re
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection, transaction

from bench import buyers
from bench.figures import begun, surroundings, write
from bench.load import let_the_database_know_defaults
from bench.pages import served
from meadow.engines.places import Place, data_folder
from meadow.engines.postgres import url_from_environment
from meadow.engines.postgres_home import find_home

UNITS, ATTEMPTS, CLIENTS = 1000, 3000, 64
SKUS = 1000
MEMBERS = 1500
PROCESSES = 8
PLENTY = 1_000_000
PRICE, SENDING = 2500, 600
TOKEN = "b" * 32
_PGBENCH = """
\\set member random(:first_member, :last_member)
BEGIN;
INSERT INTO trade_ordergroup (member_id, currency, goods_total, shipping_total, total, address, request_key, expires_at)
VALUES (:member, 'USD', 2500, 600, 3100,
        '{"name": "Ada", "city": "Harbour", "street": "1 Meadow Lane", "country": "US", "postcode": "12345"}',
        gen_random_uuid()::text, now() + interval '30 minutes') RETURNING id AS group \\gset
INSERT INTO trade_order (group_id, shop_id, member_id, currency, goods_total, shipping_total, total, shipping_name)
VALUES (:group, :shop, :member, 'USD', 2500, 600, 3100, 'Parcel') RETURNING id AS order \\gset
INSERT INTO trade_orderline (order_id, variant_id, title, options, sku, price, quantity, total)
VALUES (:order, :variant, 'The lamp that everybody wants', '{}', 'HOT', 2500, 1, 2500);
INSERT INTO trade_hold (group_id, variant_id, quantity, state) VALUES (:group, :variant, 1, 'held');
INSERT INTO plumbing_announcement (event, name, data, request)
VALUES (gen_random_uuid(), 'trade.order_placed',
        json_build_object('order', :order::bigint, 'group', :group::bigint, 'shop', :shop::bigint,
                          'member', :member::bigint, 'total', 3100), '');
UPDATE goods_stock SET held = held + 1
WHERE variant_id = :variant AND (NOT is_tracked OR sells_on OR on_hand - held - reserved >= 1);
COMMIT;
"""


@dataclass(frozen=True)
class Market:
    """What is bought, and by whom: keys of variants and members, and the members' sessions and addresses."""

    shop: int
    hot: int
    action: int
    bare: int
    cold: list[int]
    others: list[int]
    members: list[int]
    addresses: list[int]
    sessions: list[str]


def stand(scale: float) -> Market:
    """Put up a shop with hot and cold goods, and a crowd that has signed in and has an address each."""
    from meadow.goods.models.products import Product, Stock, Variant
    from meadow.goods.models.shops import Shop
    from meadow.people.models.persons import Address, Person

    members, skus, units = (max(round(count * scale), 40) for count in (MEMBERS, SKUS, UNITS))
    with transaction.atomic():
        let_the_database_know_defaults()
        handle = f"bench-orders-{Shop.objects.count()}"  # a data folder that is kept may have been measured before
        shop = Shop.objects.create(handle=handle, name="Bench", currency="USD", state=Shop.State.OPEN)
        _send(shop)
        products = Product.objects.bulk_create(
            Product(
                shop=shop, handle=f"thing-{n}", title=f"Thing {n}", status=Product.Status.ACTIVE,
                price_from=PRICE, price_to=PRICE, in_stock=True,
                description="<p>" + "Turned from one piece of ash and oiled twice. " * 8 + "</p>",
            )
            for n in range(3 + 2 * skus)
        )  # fmt: skip
        variants = Variant.objects.bulk_create(Variant(product=one, sku=one.handle, price=PRICE) for one in products)
        on_hand = [units, PLENTY, PLENTY, *[PLENTY] * (2 * skus)]
        Stock.objects.bulk_create(Stock(variant=one, on_hand=many) for one, many in zip(variants, on_hand, strict=True))
        people = Person.objects.bulk_create(
            Person(
                email=f"buyer-{shop.pk}-{n}@bench.example", handle=f"b{shop.pk}.{n}", name=f"Buyer {n}", password="!"
            )
            for n in range(members)
        )
        addresses = Address.objects.bulk_create(
            Address(person=one, name=one.name, country="US", city="Harbour", street="1 Meadow Lane", postcode="12345")
            for one in people
        )
        sessions = [_session(one) for one in people]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    keys = [variant.pk for variant in variants]
    return Market(
        shop=shop.pk,
        hot=keys[0],
        action=keys[1],
        bare=keys[2],
        cold=keys[3 : 3 + skus],
        others=keys[3 + skus :],
        members=[one.pk for one in people],
        addresses=[one.pk for one in addresses],
        sessions=sessions,
    )


def _send(shop: Any) -> None:
    from meadow.trade.models.shipping import ShippingRate, ShippingZone

    zone = ShippingZone.objects.create(shop=shop)  # everywhere
    ShippingRate.objects.create(shop=shop, zone=zone, name="Parcel", price=SENDING)


def _session(person: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _requests(market: Market, host: str, variants: list[int], count: int | None, seed: int) -> Iterator[bytes]:
    """So many orders of these variants by members drawn with a seed; without a count, without end."""
    dice = random.Random(seed)
    made = 0
    while count is None or made < count:
        made += 1
        who = dice.randrange(len(market.members))
        body = {
            "variant": f"variant_{dice.choice(variants)}",
            "address": f"address_{market.addresses[who]}",
            "expected_total": PRICE + SENDING,
        }
        cookies = f"{settings.SESSION_COOKIE_NAME}={market.sessions[who]}; csrftoken={TOKEN}"
        yield buyers.order(host, json.dumps(body).encode(), cookies=cookies, token=TOKEN, key=uuid.uuid4().hex)


def over_http(market: Market, scale: float, seconds: float, log: Path) -> dict[str, Any]:
    """The hot SKU, and then cold ones without and with a hot one beside them, through the server of `meadow up`."""
    from meadow.goods.models.products import Stock
    from meadow.trade.models.groups import Hold

    units = Stock.objects.get(variant=market.hot).on_hand
    attempts, clients = max(round(ATTEMPTS * scale), 3 * units), max(round(CLIENTS * min(scale * 10, 1)), 8)
    connection.close()
    with served("meadow.config.wsgi:application", {}, log) as address:
        host = address.removeprefix("http://")

        def crowd(variants: list[int], count: int | None, seed: int) -> Iterator[bytes]:
            return _requests(market, host, variants, count, seed)

        buyers.ask(address, [(crowd(market.others, 40 * clients // 8, 1), clients)])  # warm
        (hot,) = buyers.ask(address, [(crowd([market.hot], attempts, 2), clients)])
        half = clients // 2
        quiet, _ = buyers.ask(
            address, [(crowd(market.cold, None, 3), half), (crowd(market.others, None, 4), half)], seconds=seconds
        )
        beside, busy = buyers.ask(
            address, [(crowd(market.cold, None, 5), half), (crowd([market.action], None, 6), half)], seconds=seconds
        )
    stock = Stock.objects.get(variant=market.hot)
    held = sum(Hold.objects.filter(variant=market.hot).values_list("quantity", flat=True))
    if not hot.sold == held == stock.held == units:
        raise SystemExit(f"{units} units: {hot.sold} were sold, {held} are held in orders, {stock.held} in stock.")
    errors = sum(asked.answers["error"] for asked in (hot, quiet, beside, busy))
    return {
        "units": units,
        "attempts": attempts,
        "clients": clients,
        "sold": hot.sold,
        "refused": hot.answers["out-of-stock"],
        "errors": errors,
        "first_error": next((asked.first_error for asked in (hot, quiet, beside, busy) if asked.first_error), ""),
        "http_orders_per_s": round(hot.sold / hot.selling_seconds, 1),
        "http_attempts_per_s": round(attempts / hot.seconds, 1),
        "p50_ms": hot.percentile(0.5),
        "p99_ms": hot.percentile(0.99),
        "cold_orders_per_s": round(quiet.sold / quiet.seconds, 1),
        "cold_orders_per_s_beside_hot": round(beside.sold / beside.seconds, 1),
        "hot_orders_per_s_beside_cold": round(busy.sold / busy.seconds, 1),
        "cold_ratio": round(beside.sold / max(quiet.sold, 1), 3),
    }


def by_action(market: Market, seconds: float) -> dict[str, Any]:
    """The same by the action alone, from a few processes."""
    connection.close()
    context = multiprocessing.get_context("fork")
    with context.Pool(PROCESSES) as pool:
        began = time.perf_counter()
        each = pool.starmap(_buy_for, [(market, seconds, number) for number in range(PROCESSES)])
        took = time.perf_counter() - began
    return {
        "action_orders_per_s": round(sum(count for count, _, _ in each) / max(spent for _, spent, _ in each), 1),
        "action_processes": PROCESSES,
        "action_cpu_ms": round(1000 * sum(cpu for _, _, cpu in each) / max(sum(count for count, _, _ in each), 1), 2),
        "action_seconds": round(took, 1),
    }


def _buy_for(market: Market, seconds: float, seed: int) -> tuple[int, float, float]:
    """Buy until the time is over; how often, in how many seconds, and the processor's seconds in this process."""
    from meadow.people.models.persons import Address, Person
    from meadow.trade.actions.placing import buy
    from meadow.trade.forms.purchases import to_buy

    dice = random.Random(seed)
    pairs = list(zip(market.members, market.addresses, strict=True))
    some = dice.sample(pairs, min(100, len(pairs)))
    people = Person.objects.in_bulk([member for member, _ in some])
    places = Address.objects.in_bulk([address for _, address in some])

    def once() -> None:
        member, address = dice.choice(some)
        variant = to_buy(market.action)
        assert variant is not None
        buy(
            variant,
            by=people[member],
            address=places[address],
            expected_total=PRICE + SENDING,
            request_key=uuid.uuid4().hex,
        )

    for _ in range(10):
        once()
    count, began, used = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        once()
        count += 1
    return count, time.perf_counter() - began, time.process_time() - used


def by_pgbench(market: Market, seconds: float, folder: Path) -> dict[str, Any]:
    """What PostgreSQL does with the bare SQL of an order, with as many clients as there were, and with few."""
    program = find_home(Place(data_folder())).binaries / "pgbench"
    script = folder / "order.sql"
    script.write_text(_PGBENCH)
    parts = urlsplit(url_from_environment())
    tps = {}
    for clients in (PROCESSES, CLIENTS):
        words = [
            str(program), "--no-vacuum", "--protocol", "prepared", "--file", str(script),
            "--client", str(clients), "--jobs", "2", "--time", str(max(round(seconds), 2)),
            "--define", f"first_member={min(market.members)}", "--define", f"last_member={max(market.members)}",
            "--define", f"shop={market.shop}", "--define", f"variant={market.bare}",
            "--host", unquote(parts.netloc.rpartition("@")[2].partition(":")[0]),
            "--username", parts.username or "meadow", *(["--port", str(parts.port)] if parts.port else []),
            parts.path[1:] or "meadow",
        ]  # fmt: skip
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        if done.returncode or found is None:
            raise SystemExit(f"pgbench: {done.stderr or done.stdout}")
        tps[clients] = round(float(found[1]), 1)
    return {"pgbench_tps": max(tps.values()), "pgbench_tps_by_clients": tps}


def parts(market: Market, scale: float, seconds: float, folder: Path) -> list[Callable[[], dict[str, Any]]]:
    """What is measured, one after the other; each adds its figures."""
    return [
        lambda: over_http(market, scale, seconds, folder / "log"),
        lambda: by_action(market, seconds),
        lambda: by_pgbench(market, seconds, folder),
    ]


def main() -> None:
    options = begun()
    started = time.perf_counter()
    market = stand(options.scale)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for part in parts(market, options.scale, options.seconds, Path(folder)):
            found = part()
            print(", ".join(f"{name} {value}" for name, value in found.items()))
            figures |= found
    figures["ratio_to_pgbench"] = round(figures["action_orders_per_s"] / figures["pgbench_tps"], 3)
    write(options.json, {**figures, "scale": options.scale, **surroundings(time.perf_counter() - started)})


if __name__ == "__main__":
    main()

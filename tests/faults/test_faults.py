"""Processes die at random while people buy, pay and are given money back; afterwards the books must be right.

The suite runs a few rounds. The whole of it: `MEADOW_FAULT_ROUNDS=20 MEADOW_FAULT_ORDERS=2000 bin/test tests/faults`.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from meadow.engines import ports
from meadow.engines.jobs import meadow
from meadow.engines.places import Place, Running, read_running
from meadow.engines.tests.conftest import alive, descendants, place, until
from meadow.goods.models.products import Stock, Variant
from meadow.goods.models.stock import StockChange
from meadow.plumbing.models import GivenUp
from meadow.trade.tests.local_stripe import SECRET_KEY, WEBHOOK_SECRET, local_stripe, refunds
from tests.faults.books import CHECKS, wrong
from tests.faults.traffic import Traffic

pytestmark = pytest.mark.xdist_group("up")
__all__ = ["place"]  # a fixture of the engines' tests

ROUNDS = int(os.environ.get("MEADOW_FAULT_ROUNDS", "2"))
ORDERS = int(os.environ.get("MEADOW_FAULT_ORDERS", "60"))
SEED = int(os.environ.get("MEADOW_FAULT_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
CLIENTS, MEMBERS, VARIANTS = 8, 80, 12
VICTIMS = ("web", "web worker", "jobs", "relay", "react", "postgres")


@pytest.fixture
def stripe() -> Iterator[str]:
    with local_stripe() as base:
        yield base


@contextmanager
def up(place: Place, stripe: str) -> Iterator[str]:
    """An empty Meadow that collects through this Stripe and lets go after two minutes; its address."""
    port = ports.free_port()
    environment = {
        **os.environ,
        "MEADOW_STRIPE_SECRET_KEY": SECRET_KEY,
        "MEADOW_STRIPE_PUBLISHABLE_KEY": "pk_test_meadow",
        "MEADOW_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "MEADOW_STRIPE_API_BASE": stripe,
        "MEADOW_HOLD_MINUTES": "2",
        "MEADOW_SANDBOX_PAYMENT": "no",
    }
    log = place.root.parent / "up.log"
    command = meadow("up", "--empty", "--workers", "2", "--port", str(port), "--data", str(place.root))
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=environment) as process:
        try:
            until(lambda: "Stop: Ctrl-C" in log.read_text(errors="replace") or process.poll() is not None, seconds=300)
            assert process.poll() is None, log.read_text(errors="replace")
            until(lambda: len(running_on(place).children) == 8, seconds=120)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=120)


def running_on(place: Place) -> Running:
    running = read_running(place)
    assert running is not None
    return running


def inside(place: Place, stripe: str, *words: str) -> str:
    """What a Python program of ours prints that runs on this Meadow's engines."""
    environment = {
        **os.environ,
        **running_on(place).environment,
        "DJANGO_SETTINGS_MODULE": "meadow.config.settings",
        "MEADOW_STRIPE_SECRET_KEY": SECRET_KEY,
        "MEADOW_STRIPE_API_BASE": stripe,
    }
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def hit(place: Place, dice: random.Random) -> str:
    """Kill -9 one process, and wait until what keeps it has started it again; says which."""
    victim = dice.choice(VICTIMS)
    name = victim.split()[0]
    until(lambda: name in running_on(place).children, seconds=120)
    pid = running_on(place).children[name]
    if victim == "web worker":
        workers = sorted(descendants(pid))
        pid = dice.choice(workers) if workers else pid
    os.kill(pid, signal.SIGKILL)
    until(lambda: not alive(pid), seconds=30)
    if victim != "web worker":
        until(lambda: running_on(place).children.get(name, pid) != pid, seconds=120)
    return victim


def test_nothing_is_lost_or_done_twice_when_processes_die(place: Place, stripe: str) -> None:
    dice = random.Random(SEED)
    with up(place, stripe) as url:
        database = running_on(place).environment["MEADOW_POSTGRES_URL"]
        on_hand = max(ORDERS // VARIANTS, 5)  # so that the last ones find nothing left
        people = inside(place, stripe, "-m", "tests.faults.people", str(MEMBERS), str(VARIANTS), str(on_hand))
        traffic = Traffic(url, stripe, database, json.loads(people), SEED)
        hits: Counter[str] = Counter()

        buying = threading.Thread(target=traffic.run, args=(ORDERS, CLIENTS))
        buying.start()
        for number in range(ROUNDS):
            until_asked(traffic, (number + 1) * ORDERS // (ROUNDS + 1), buying)
            time.sleep(dice.random() * 0.5)
            hits[hit(place, dice)] += 1
        buying.join()
        assert traffic.broken == [], f"seed {SEED}, hits {dict(hits)}"
        assert sum(hits.values()) == ROUNDS

        settle(place, stripe, database)
        with psycopg.connect(database, autocommit=True) as books:
            found = list(wrong(books))
            groups: dict[int, str] = dict(books.execute("SELECT id, request_key FROM trade_ordergroup").fetchall())
            given: dict[str, int] = dict(
                books.execute(
                    "SELECT p.reference, sum(r.amount)::bigint FROM trade_refund r JOIN trade_payment p"
                    " ON p.id = r.payment_id GROUP BY 1"
                ).fetchall()
            )
            back: dict[str, int] = dict(
                books.execute("SELECT reference, collected FROM trade_payment WHERE state = 'refunded'").fetchall()
            )
            refunds_written = books.execute("SELECT count(*) FROM trade_refund").fetchone()
    assert found == [], f"seed {SEED}, hits {dict(hits)}, {dict(traffic.placed)}"
    assert traffic.promised.keys() <= groups.keys(), "what was promised is kept"
    assert len(groups) == len(set(groups.values())) == traffic.placed["promised"], "and nothing else was"
    assert refunds_written == (len(traffic.refunds),)
    assert traffic.refunds, "no refund was tried"
    assert given_at(stripe) == {**given, **back}, "the provider gave back what the books say"


def until_asked(traffic: Traffic, orders: int, buying: threading.Thread) -> None:
    until(
        lambda: traffic.placed["promised"] + traffic.placed["refused"] >= orders or not buying.is_alive(), seconds=600
    )


def settle(place: Place, stripe: str, database: str) -> None:
    """Let everything that is on its way arrive: payments asked about, checkouts given up, refunds sent, facts told."""
    with psycopg.connect(database, autocommit=True) as books:
        books.execute("UPDATE trade_payment SET begun_at = begun_at - interval '1 hour' WHERE state = 'open'")
    code = (
        "import django; django.setup()\n"
        "from meadow.trade.actions.payments import reconcile, refund_what_is_due\n"
        "reconcile(); refund_what_is_due()\n"
    )
    inside(place, stripe, "-c", code)

    def quiet() -> bool:
        with psycopg.connect(database, autocommit=True) as books:
            row = books.execute(
                """
                SELECT (SELECT count(*) FROM plumbing_announcement)
                     + (SELECT count(*) FROM trade_refund WHERE state = 'due')
                     + (SELECT count(*) FROM trade_payment WHERE state = 'refund_due')
                     + (SELECT count(*) FROM trade_ordergroup WHERE state = 'open')
                """
            ).fetchone()
        return row == (0,)

    until(quiet, seconds=420)


def given_at(base: str) -> dict[str, int]:
    """What Stripe gave back, by intent."""
    given: Counter[str] = Counter()
    for refund in refunds(base):
        given[str(refund["payment_intent"])] += int(str(refund["amount"]))
    return dict(given)


def test_the_checks_of_the_books_find_what_is_wrong(lamp: Variant) -> None:
    """Checks that find nothing in broken books would say nothing of whole ones."""
    change = StockChange.objects.create(variant=lamp, change=1, on_hand=1, reason=StockChange.Reason.RECEIVED)
    assert complaints() == []

    Stock.objects.update(held=1)
    change.change = 2
    change.save()
    GivenUp.objects.create(event=uuid4(), name="trade.order_paid", data={}, reason="")

    assert complaints() == [
        "a fact was given up",
        "a stock's history does not lead to what is on hand",
        "what is held is not what checkouts hold",
    ]


def complaints() -> list[str]:
    """The checks that find something in the test's own database; all are asked."""
    found = []
    with connection.cursor() as cursor:
        for words, statement in CHECKS.items():
            cursor.execute(statement)
            if cursor.fetchall():
                found.append(words)
    return sorted(found)

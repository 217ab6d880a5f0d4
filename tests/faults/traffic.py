"""People who buy, pay and are given money back over HTTP; unanswered, they ask again under the same key."""

import json
import random
import re
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psycopg
import requests
import stripe

from meadow.trade.tests.local_stripe import WEBHOOK_SECRET, confirm

_PATIENCE = 240.0  # seconds in which a Meadow has to be back after it was hit


class Unanswered(AssertionError):
    """A Meadow that did not come back in time."""


@dataclass
class Traffic:
    """What is asked of one Meadow, what came of it, and where it is asked."""

    url: str
    stripe: str
    database: str
    prepared: dict[str, Any]
    seed: int
    placed: Counter[str] = field(default_factory=Counter)
    promised: dict[int, str] = field(default_factory=dict)
    """The checkouts that were answered for, each with the key it was asked for under."""
    refunds: list[str] = field(default_factory=list)
    """The keys of refunds that were answered for."""
    broken: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, orders: int, clients: int) -> None:
        """Have so many clients go through so many orders between them; returns when all are through."""
        left = iter(range(orders))

        def work(number: int) -> None:
            dice = random.Random(self.seed * 1000 + number)
            while True:
                with self.lock:
                    if next(left, None) is None:
                        return
                try:
                    self._one_order(dice)
                except Exception as error:  # noqa: BLE001 - told by the test, with all others
                    with self.lock:
                        self.broken.append(repr(error))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _one_order(self, dice: random.Random) -> None:
        member = dice.choice(self.prepared["members"])
        group = self._place(member, dice)
        if group is None:
            return
        if dice.random() < 0.1:
            with self.lock:
                self.placed["left unpaid"] += 1
            return
        begun = self._begin(member, group)
        if begun is None:
            return
        intent, total = begun
        confirm(self.stripe, intent).raise_for_status()
        if dice.random() < 0.85:  # the others are lost on the way, and found by asking
            self._tell(intent, group, total, times=dice.choice((1, 2, 3)))
        if dice.random() < 0.4:
            self._give_back(group, dice)

    def _place(self, member: dict[str, Any], dice: random.Random) -> int | None:
        """Buy some pieces of one thing; the group that was promised, or None when it was refused by name."""
        goods = dice.choice(self.prepared["goods"])
        quantity = dice.choice((1, 1, 2, 3))
        key = uuid4().hex
        typed = {
            "variant": f"variant_{goods['variant']}",
            "quantity": quantity,
            "address": f"address_{member['address']}",
            "expected_total": goods["price"] * quantity + 500,
        }
        answer = self._ask(member["session"], "/api/orders/", json=typed, key=key)
        said = answer.json()
        if answer.status_code == 201:
            group = int(said["id"].removeprefix("group_"))
            with self.lock:
                self.placed["promised"] += 1
                self.promised[group] = key
            return group
        if answer.status_code == 409 and "out-of-stock" in said["type"]:
            with self.lock:
                self.placed["refused"] += 1
            return None
        raise AssertionError(f"an order was answered with {answer.status_code}: {answer.text[:300]}")

    def _begin(self, member: dict[str, Any], group: int) -> tuple[str, int] | None:
        """Begin to pay; the intent and the amount that Stripe was asked for, or None when Meadow was away too long."""
        answer = self._ask(member["session"], f"/payments/{group}/", data={"provider": "stripe"}, key=uuid4().hex)
        if answer.status_code == 409 and "payment-closed" in answer.text:
            with self.lock:
                self.placed["too late"] += 1
            return None
        assert answer.status_code in {200, 302}, answer.text[:300]
        deadline = time.monotonic() + _PATIENCE
        while True:
            row = self._row(
                "SELECT reference, amount FROM trade_payment WHERE group_id = %s AND reference <> ''", group
            )
            if row:
                return str(row[0]), int(row[1])
            if time.monotonic() > deadline:
                raise Unanswered(f"the payment of checkout {group} has no intent")
            time.sleep(0.5)

    def _tell(self, intent: str, group: int, amount: int, *, times: int) -> None:
        """Stripe's notice that the intent succeeded, signed, as often and as much at once as it likes."""
        event = {
            "id": f"evt_{intent}",
            "object": "event",
            "type": "payment_intent.succeeded",
            "data": {
                "object": {
                    "id": intent,
                    "object": "payment_intent",
                    "status": "succeeded",
                    "amount": amount,
                    "amount_received": amount,
                    "currency": "usd",
                    "metadata": {},
                }
            },
        }
        body = json.dumps(event)

        def post() -> None:
            deadline = time.monotonic() + _PATIENCE
            while time.monotonic() < deadline:  # as Stripe does: again, until it hears 2xx
                now = int(time.time())
                signature = stripe.WebhookSignature._compute_signature(f"{now}.{body}", WEBHOOK_SECRET)
                headers = {"Stripe-Signature": f"t={now},v1={signature}", "Content-Type": "application/json"}
                try:
                    answer = requests.post(f"{self.url}/payments/stripe/", data=body, headers=headers, timeout=20)
                except requests.RequestException:
                    time.sleep(0.5)
                    continue
                if answer.ok:
                    return
                time.sleep(0.5)
            with self.lock:
                self.broken.append(f"the notice about checkout {group} was never taken")

        threads = [threading.Thread(target=post) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _give_back(self, group: int, dice: random.Random) -> None:
        """The shop gives some of it back, once."""
        row = self._row(
            "SELECT o.id, l.id, l.total FROM trade_order o JOIN trade_orderline l ON l.order_id = o.id"
            " WHERE o.group_id = %s AND o.paid_at IS NOT NULL",
            group,
        )
        if not row:
            return  # its notice was lost
        order, line, total = row
        amount = dice.randrange(1, total)
        key = uuid4().hex
        typed = {
            f"back-amount_{line}": f"{amount // 100}.{amount % 100:02}",
            "back-reason": "goodwill",
            "back-words": "Sorry.",
        }
        path = f"/desk/{self.prepared['shop']}/orders/{order}/refunds/"
        answer = self._ask(self.prepared["owner"], path, data=typed, key=key)
        said = re.findall(r'class="[^"]*(?:error|wrong)[^"]*"[^>]*>(.{,300})', answer.text, re.DOTALL)
        assert answer.status_code in {200, 302}, f"{path} {answer.status_code} {typed}: {said or answer.text[:300]}"
        with self.lock:
            self.refunds.append(key)

    def _ask(self, session: str, path: str, *, key: str, **content: Any) -> requests.Response:
        """Post until it is answered by Meadow: the same key every time, whatever became of the time before."""
        token = secrets.token_hex(16)
        deadline = time.monotonic() + _PATIENCE
        last = "nothing"
        while time.monotonic() < deadline:
            try:
                answer = requests.post(
                    self.url + path,
                    headers={"Idempotency-Key": key, "X-CSRFToken": token, "Accept": "application/json"},
                    cookies={"sessionid": session, "csrftoken": token},
                    timeout=20,
                    allow_redirects=False,
                    **content,
                )
            except requests.RequestException as error:
                last = repr(error)
                time.sleep(0.3)
                continue
            last = f"{answer.status_code} {answer.text[:200]}"
            busy = answer.status_code == 409 and "still-being-answered" in answer.text
            if answer.status_code < 500 and answer.status_code != 429 and not busy:
                return answer
            time.sleep(0.5)
        raise Unanswered(f"{path} was not answered: {last}")

    def _row(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        """One row of the database, once it is there again."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                with psycopg.connect(self.database, autocommit=True, connect_timeout=5) as connection:
                    return connection.execute(statement.encode(), values).fetchone()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

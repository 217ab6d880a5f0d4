"""Something on this machine that speaks Stripe's API over HTTP: the package localstripe, in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

# Its own command listens on every address of the machine and keeps its data in a file that all processes share. It
# takes no notice of idempotency keys, which Stripe answers with what it answered first.
_SERVE = """
import asyncio, collections, sys
from aiohttp import web
from localstripe import resources, server
resources.store.dump_to_disk = lambda: None
answered, turns = {}, collections.defaultdict(asyncio.Lock)

@web.middleware
async def once(request, handler):
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or not key:
        return await handler(request)
    async with turns[key]:
        if key not in answered:
            answer = await handler(request)
            if answer.status >= 500:
                return answer
            answered[key] = answer.status, answer.body
    status, body = answered[key]
    return web.Response(status=status, body=body, content_type="application/json")

async def forget(request):
    answered.clear()
    return web.Response()

server.app.middlewares.insert(0, once)
server.app.router.add_delete("/_config/answered", forget)
web.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""
SECRET_KEY = "sk_test_meadow"
WEBHOOK_SECRET = "whsec_meadow"


@contextmanager
def local_stripe() -> Iterator[str]:
    """Its address, while the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", _SERVE, str(port)], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def confirm(base: str, intent: str, card: str = "4242424242424242") -> requests.Response:
    """What the browser does with Stripe's form: give a card to the intent and confirm it."""
    method = _post(base, "payment_methods", {
        "type": "card", "card[number]": card, "card[exp_month]": "12", "card[exp_year]": "2030", "card[cvc]": "123",
    })  # fmt: skip
    _post(base, f"payment_intents/{intent}", {"payment_method": method.json()["id"]}).raise_for_status()
    return _post(base, f"payment_intents/{intent}/confirm", {})


def refunds(base: str) -> list[dict[str, object]]:
    """All of them, page by page."""
    found: list[dict[str, object]] = []
    while True:
        asked = {"limit": "100", **({"starting_after": str(found[-1]["id"])} if found else {})}
        answer = requests.get(f"{base}/v1/refunds", params=asked, auth=(SECRET_KEY, ""), timeout=10).json()
        found += answer["data"]
        if not answer["has_more"]:
            return found


def events(base: str, intent: str, kind: str = "payment_intent.succeeded") -> list[str]:
    """The names of what it tells of this kind about an intent."""
    answer = requests.get(f"{base}/v1/events", params={"type": kind, "limit": "100"}, auth=(SECRET_KEY, ""), timeout=10)
    return [event["id"] for event in answer.json()["data"] if event["data"]["object"]["id"] == intent]


def forget_keys(base: str) -> None:
    """What happens to idempotency keys after a day."""
    requests.delete(f"{base}/_config/answered", timeout=10).raise_for_status()


def send_notices_to(base: str, url: str) -> None:
    """Have it sign its events with our secret and post them to this address."""
    typed = {"url": url, "secret": WEBHOOK_SECRET, "events": ["payment_intent.succeeded"]}
    requests.post(f"{base}/_config/webhooks/meadow", json=typed, timeout=10).raise_for_status()


def _post(base: str, path: str, fields: dict[str, str]) -> requests.Response:
    return requests.post(f"{base}/v1/{path}", data=fields, auth=(SECRET_KEY, ""), timeout=10)


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("localstripe did not start")

"""The pass door, shown to a real nats-server: one's own inbox opens, and no other."""

import asyncio
import base64
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meadow.engines.tests.test_passes import Browser, say
from meadow.people.models.persons import Person


def a_pass(client: Client) -> dict[str, Any]:
    response = client.get("/pass/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.django_db
def test_guests_get_no_pass(client: Client) -> None:
    response = client.get("/pass/")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_pass_names_one_inbox_for_ten_minutes(client: Client, ada: Person) -> None:
    client.force_login(ada)
    given = a_pass(client)
    assert given["subjects"] == [f"inbox.{ada.pk}.>"]
    assert given["url"].startswith("ws://")
    left = datetime.fromisoformat(given["expires_at"]) - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    body = given["jwt"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert claims["nats"]["sub"]["allow"] == [f"inbox.{ada.pk}.>"]
    assert claims["nats"]["pub"] == {"deny": [">"]}


def test_adas_pass_opens_adas_inbox_and_not_bos(client: Client, ada: Person, bo: Person) -> None:
    client.force_login(ada)
    given = a_pass(client)
    mine, theirs = f"inbox.{ada.pk}.order", f"inbox.{bo.pk}.order"

    async def visit() -> Browser:
        async with Browser(given["jwt"]) as page:
            await page.listen(f"inbox.{ada.pk}.>", f"inbox.{bo.pk}.>", "inbox.>")
            await page.send(f"PUB {mine} 6", "forged")
            await say(mine, theirs)
            await page.settle()
            return page

    page = asyncio.run(visit())

    assert page.heard == [mine]  # told by the house, not by the page itself
    assert page.errors == [
        f'Permissions Violation for Subscription to "inbox.{bo.pk}.>"',
        'Permissions Violation for Subscription to "inbox.>"',
        f'Permissions Violation for Publish to "{mine}"',
    ]

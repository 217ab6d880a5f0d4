"""The pass door, shown to a real nats-server: one's own inbox opens, and no other."""

import asyncio
import base64
import json
from datetime import datetime, timedelta
from typing import Any

import nats
import pytest
from django.test import Client
from django.utils import timezone

from meadow.engines import bus
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
    asyncio.run(_try_it(given, ada.pk, bo.pk))


async def _try_it(given: dict[str, Any], ada: int, bo: int) -> None:
    errors: list[str] = []

    async def note(error: Exception) -> None:
        errors.append(str(error))

    house = await bus.connect_bus("test")
    page = await nats.connect(
        given["url"],
        user_jwt_cb=lambda: bytearray(given["jwt"].encode()),
        signature_cb=lambda nonce: b"",  # a bearer token answers no challenge
        error_cb=note,
        allow_reconnect=False,
    )
    try:
        mine, theirs = await page.subscribe(f"inbox.{ada}.>"), await page.subscribe(f"inbox.{bo}.>")
        everything = await page.subscribe("inbox.>")
        await page.flush()
        await page.publish(f"inbox.{ada}.order", b"forged")
        await house.publish(f"inbox.{bo}.order", b"for Bo")
        await house.publish(f"inbox.{ada}.order", b"for Ada")
        await house.flush()

        message = await mine.next_msg(timeout=5)
        assert message.data == b"for Ada"
        for refused in (theirs, everything):
            with pytest.raises(nats.errors.Error):
                await refused.next_msg(timeout=0.3)
        assert len([error for error in errors if "permissions violation" in error.lower()]) == 3
    finally:
        await page.close()
        await house.close()

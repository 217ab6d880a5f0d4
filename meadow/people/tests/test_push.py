"""Devices are told of news by their own push service, in a form that only they can read."""

import base64
import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from py_vapid import Vapid02
from pytest_django import Settings

from meadow.people.actions.news import read_news, tell_of
from meadow.people.models.news import Device, Hours, Kind, News
from meadow.people.models.persons import Person
from meadow.people.news_jobs import MOST_FAILURES, push_news, push_to_device
from meadow.plumbing.fetching.refused import Busy

SECRET = b"sixteen bytes !!"


def written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Service(http.server.ThreadingHTTPServer):
    """A push service on loopback: it keeps what it is given, and answers with `status`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.given: list[tuple[dict[str, str], bytes]] = []
        self.status = 201

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Door(http.server.BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.given.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is written to the tests' output."""


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    settings.MEADOW_FETCH_ALLOW = ["127.0.0.0/8"]
    host = Service()
    thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield host
    host.shutdown()
    host.server_close()
    thread.join()


class Browser:
    """A browser that has asked to be told: what it keeps for itself, and what it gives away."""

    def __init__(self, endpoint: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.told = {"endpoint": endpoint, "keys": {"p256dh": written(point), "auth": written(SECRET)}}

    def read(self, body: bytes) -> dict[str, str]:
        said: dict[str, str] = json.loads(
            http_ece.decrypt(body, private_key=self.key, auth_secret=SECRET, version="aes128gcm")
        )
        return said


def added(client: Client, person: Person, endpoint: str) -> tuple[Browser, Device]:
    browser = Browser(endpoint)
    client.force_login(person)
    answer = client.post("/news/devices/", browser.told, content_type="application/json")
    assert answer.status_code == 201
    return browser, Device.objects.get(endpoint=endpoint)


def followed(reader: Person, actor: Person) -> News:
    """News of a kind that comes to devices as usual."""
    tell_of([reader.pk], kind=Kind.MENTION, verb="followed", about="x", url="/", actor=actor)
    return News.objects.get(person=reader)


def jobs(name: str) -> list[dict[str, Any]]:
    return list(ProcrastinateJob.objects.filter(task_name=name).order_by("id").values_list("args", flat=True))


def work() -> None:
    """What the worker would do."""
    for args in jobs("people.push_news"):
        push_news(**args)
    for args in jobs("people.push_to_device"):
        push_to_device(**args)


def test_a_device_reads_what_only_it_can_read(client: Client, ada: Person, bo: Person, service: Service) -> None:
    browser, _ = added(client, ada, f"{service.url}/push/1")
    news = followed(ada, bo)

    work()

    ((headers, body),) = service.given
    assert b"Bo.Li" not in body
    assert browser.read(body) == {
        "title": "Meadow",
        "body": "Bo.Li began to follow you.",
        "url": f"/news/{news.pk}/",
        "tag": f"news-{news.pk}",
    }
    assert (headers["content-encoding"], headers["ttl"]) == ("aes128gcm", "86400")
    assert Vapid02.verify(headers["authorization"])


def test_it_speaks_the_readers_language(client: Client, ada: Person, bo: Person, service: Service) -> None:
    Person.objects.filter(pk=ada.pk).update(language="zh-hans")
    browser, _ = added(client, ada, f"{service.url}/push/1")
    followed(ada, bo)

    work()

    assert browser.read(service.given[0][1])["body"].startswith("Bo.Li")


def test_what_was_read_meanwhile_is_not_pushed(client: Client, ada: Person, bo: Person, service: Service) -> None:
    added(client, ada, f"{service.url}/push/1")
    read_news(followed(ada, bo))

    work()

    assert service.given == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_no_more_is_forgotten(
    client: Client, ada: Person, bo: Person, service: Service, status: int
) -> None:
    added(client, ada, f"{service.url}/push/1")
    followed(ada, bo)
    service.status = status

    work()

    assert not Device.objects.exists()


def test_a_service_that_refuses_is_given_up_in_the_end(
    client: Client, ada: Person, bo: Person, service: Service
) -> None:
    _, device = added(client, ada, f"{service.url}/push/1")
    news, service.status = followed(ada, bo), 403
    for _ in range(MOST_FAILURES - 1):
        push_to_device(device=device.pk, news=news.pk)
    assert Device.objects.get().failed == MOST_FAILURES - 1

    push_to_device(device=device.pk, news=news.pk)

    assert not Device.objects.exists()


def test_a_service_that_answers_again_begins_anew(client: Client, ada: Person, bo: Person, service: Service) -> None:
    _, device = added(client, ada, f"{service.url}/push/1")
    Device.objects.update(failed=3)

    push_to_device(device=device.pk, news=followed(ada, bo).pk)

    assert Device.objects.get().failed == 0


def test_a_busy_service_is_asked_again(client: Client, ada: Person, bo: Person, service: Service) -> None:
    _, device = added(client, ada, f"{service.url}/push/1")
    news, service.status = followed(ada, bo), 429

    with pytest.raises(Busy):
        push_to_device(device=device.pk, news=news.pk)

    assert Device.objects.exists()


def test_devices_wait_until_quiet_hours_are_over(client: Client, ada: Person, bo: Person, service: Service) -> None:
    added(client, ada, f"{service.url}/push/1")
    hour = timezone.now().hour
    Hours.objects.create(person=ada, quiet_from=hour, quiet_until=(hour + 2) % 24)
    news = followed(ada, bo)

    (args,) = jobs("people.push_news")
    push_news(**args)

    later = ProcrastinateJob.objects.filter(task_name="people.push_news").latest("id")
    assert jobs("people.push_to_device") == []
    assert later.args == {"news": [news.pk]}
    assert later.scheduled_at is not None
    assert timedelta(hours=1) <= later.scheduled_at - timezone.now().replace(minute=0) <= timedelta(hours=2, minutes=1)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/1",
        "https://127.0.0.1/1",
        "https://10.0.0.7/1",
        "https://[::1]/1",
        "https://localhost/1",
        "https://user:word@push.example.org/1",
        "ftp://push.example.org/",
        "",
        "https://" + "a" * 1000 + ".org/",
    ],
)
def test_nothing_is_pushed_into_somebodys_network(client: Client, ada: Person, endpoint: str) -> None:
    client.force_login(ada)

    answer = client.post("/news/devices/", Browser(endpoint).told, content_type="application/json")

    assert answer.status_code == 422
    assert "cannot" not in answer.json()["detail"]
    assert not Device.objects.exists()


def test_an_address_that_was_allowed_once_is_not_asked_for_ever(
    client: Client, ada: Person, bo: Person, service: Service, settings: Settings
) -> None:
    _, device = added(client, ada, f"{service.url}/push/1")
    settings.MEADOW_FETCH_ALLOW = []

    push_to_device(device=device.pk, news=followed(ada, bo).pk)

    assert service.given == []
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"endpoint": "https://push.example.org/1"},
        {"endpoint": "https://push.example.org/1", "keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        {"endpoint": "https://push.example.org/1", "keys": {"p256dh": 7, "auth": 7}},
        {"endpoint": ["https://push.example.org/1"], "keys": {"p256dh": "", "auth": ""}},
    ],
)
def test_what_is_no_browser_is_refused(client: Client, ada: Person, told: object) -> None:
    client.force_login(ada)

    assert client.post("/news/devices/", json.dumps(told), content_type="application/json").status_code == 422
    assert not Device.objects.exists()


def test_a_browser_goes_over_to_whoever_uses_it(client: Client, ada: Person, bo: Person) -> None:
    added(client, ada, "https://push.example.org/1")
    added(client, bo, "https://push.example.org/1")

    assert Device.objects.get().person == bo


def test_nobody_removes_anothers_device(client: Client, ada: Person, bo: Person) -> None:
    _, device = added(client, ada, "https://push.example.org/1")
    client.force_login(bo)

    assert client.post(f"/news/devices/{device.pk}/").status_code == 404
    assert Device.objects.exists()

    client.force_login(ada)
    client.post(f"/news/devices/{device.pk}/")
    assert not Device.objects.exists()


def test_the_worker_may_serve_the_whole_place_and_load_nothing(client: Client) -> None:
    answer = client.get("/worker.js")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert "{%" not in answer.content.decode()

"""The doors for those who run the machine, rate limits, and requests asked twice."""

import threading
import uuid

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from meadow.plumbing.idempotency import KeyUsedForAnotherRequest, NotAKey, StillBeingAnswered, idempotent
from meadow.plumbing.limits import address, limit
from meadow.plumbing.models import Answer, Tally
from meadow.plumbing.refusals import TooManyRequests


def test_a_living_process_says_so(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_readiness_names_the_engines(client: Client, db: None) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "engines": {"postgres": True, "nats": True}}


def test_every_answer_carries_the_id_of_its_request(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "from-the-proxy"})["X-Request-Id"] == "from-the-proxy"
    assert len(client.get("/healthz", headers={"X-Request-Id": "bad id\n"})["X-Request-Id"]) == 32


def test_figures_count_requests(client: Client) -> None:
    client.get("/healthz")

    assert b'meadow_requests_total{method="GET",status="200",view="plumbing:health"}' in client.get("/metrics").content


def test_figures_are_not_for_strangers(client: Client, settings: Settings) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404

    settings.MEADOW_METRICS_TOKEN = "only for prometheus"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer only for prometheus"}).status_code == 200


def test_behind_a_proxy_nobody_is_taken_for_this_machine(client: Client, settings: Settings) -> None:
    settings.MEADOW_BEHIND_PROXY = True
    assert client.get("/metrics").status_code == 404


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(settings: Settings) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
    assert address(request) == "127.0.0.1"  # anybody can write the header

    settings.MEADOW_BEHIND_PROXY = True
    assert address(request) == "203.0.113.7"
    assert address(RequestFactory().get("/")) == "127.0.0.1"


def test_more_than_anybody_may_send_is_turned_away_unread(
    client: Client, settings: Settings, ada: AbstractBaseUser
) -> None:
    def send(size: int) -> int:
        form = {"photo": ContentFile(b"0" * size, name="photo.jpg")}
        return client.post("/photos/", form, headers={"Accept": "application/json"}).status_code

    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.MEADOW_MOST_BYTES = 10_000, 20_000
    assert [send(5_000), send(15_000)] == [401, 413]
    client.force_login(ada)  # type: ignore[arg-type]  # plumbing knows no Person
    assert [send(15_000), send(25_000)] == [422, 413]


def test_photos_may_be_cached_for_ever_and_other_files_stay_inside(client: Client) -> None:
    name = "photos/aa/" + "a" * 64 + ".webp"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"RIFF"))
    default_storage.delete("secrets.txt")
    default_storage.save("secrets.txt", ContentFile(b"no"))

    answer = client.get(f"/files/{name}")

    assert b"".join(answer.streaming_content) == b"RIFF"  # type: ignore[attr-defined]  # a stream, not an HttpResponse
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Type"] == "image/webp"
    answer.close()
    for elsewhere in ("secrets.txt", "photos/../secrets.txt", "photos/%2e%2e/secrets.txt", "photos/aa/none.webp"):
        assert client.get(f"/files/{elsewhere}").status_code == 404


def test_the_limit_holds_to_the_last_request(db: None) -> None:
    for _ in range(3):
        limit("write", "ada", times=3, seconds=3600)
    with pytest.raises(TooManyRequests, match="Please wait"):
        limit("write", "ada", times=3, seconds=3600)
    limit("write", "bo", times=3, seconds=3600)


def test_many_at_once_share_one_count(transactional_db: None) -> None:
    refused = []

    def write() -> None:
        try:
            limit("race", "ada", times=10, seconds=3600)
        except TooManyRequests:
            refused.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 5
    assert Tally.objects.get(key="race:ada").count == 15


def _ask(person: AbstractBaseUser, key: str, body: dict[str, str]) -> HttpRequest:
    request = RequestFactory().post("/orders/", body, headers={"Idempotency-Key": key})
    request.user = person  # type: ignore[assignment]  # plumbing knows no Person
    return request


def test_the_same_request_twice_is_done_once(ada: AbstractBaseUser) -> None:
    done: list[str] = []

    @idempotent("test")
    def door(request: HttpRequest) -> HttpResponse:
        done.append(request.POST["thing"])
        return HttpResponse(f"number {len(done)}", status=201)

    key = str(uuid.uuid4())
    first, second = door(_ask(ada, key, {"thing": "lamp"})), door(_ask(ada, key, {"thing": "lamp"}))

    assert done == ["lamp"]
    assert (second.status_code, second.content) == (first.status_code, first.content) == (201, b"number 1")
    assert second["Idempotent-Replayed"] == "true"
    with pytest.raises(KeyUsedForAnotherRequest):
        door(_ask(ada, key, {"thing": "cup"}))


@pytest.mark.parametrize("key", ["a\0b", "k" * 256, "line\nbreak"])
def test_what_is_no_key_is_refused(ada: AbstractBaseUser, key: str) -> None:
    @idempotent("test")
    def door(request: HttpRequest) -> HttpResponse:
        raise AssertionError("the door was opened")

    request = RequestFactory().post("/orders/", {"idempotency_key": key})
    request.user = ada  # type: ignore[assignment]  # plumbing knows no Person
    with pytest.raises(NotAKey, match="at most 255 printable characters"):
        door(request)
    assert not Answer.objects.exists()


def test_the_same_key_of_another_person_is_another_key(ada: AbstractBaseUser, bo: AbstractBaseUser) -> None:
    @idempotent("test")
    def door(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(request.user))

    assert door(_ask(ada, "k", {})).content == b"Ada"
    assert door(_ask(bo, "k", {})).content == b"Bo.Li"


def test_a_request_still_in_flight_is_not_done_twice(ada: AbstractBaseUser) -> None:
    @idempotent("test")
    def door(request: HttpRequest) -> HttpResponse:
        with pytest.raises(StillBeingAnswered):
            door(_ask(ada, "k", {}))
        return HttpResponse("once")

    assert door(_ask(ada, "k", {})).content == b"once"


def test_what_was_refused_may_be_corrected_and_sent_again(ada: AbstractBaseUser) -> None:
    @idempotent("test")
    def door(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=201 if request.POST["thing"] == "lamp" else 422)

    assert door(_ask(ada, "k", {"thing": "lmap"})).status_code == 422
    assert door(_ask(ada, "k", {"thing": "lamp"})).status_code == 201


def test_an_error_is_not_kept(ada: AbstractBaseUser) -> None:
    @idempotent("test")
    def door(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        door(_ask(ada, "k", {}))
    assert not Answer.objects.exists()


@pytest.mark.parametrize("address", ["/people/%00/", "/tags/%00/", "/products/?category=%00"])
def test_no_address_holds_a_nul(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404

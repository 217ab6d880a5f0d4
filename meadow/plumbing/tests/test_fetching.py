"""Fetching from addresses that strangers write down: what is refused before anybody is asked, and what is cut off."""

import datetime
import http.server
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from meadow.plumbing.fetching.fetching import Patience, fetch
from meadow.plumbing.fetching.places import is_public, look_up, networks, target_of
from meadow.plumbing.fetching.refused import (
    Answered,
    Busy,
    ForbiddenPlace,
    ForbiddenPort,
    NamesAPassword,
    NoAnswer,
    NotAnAddress,
    NotFetched,
    TooManyBytesSent,
    TooManyRedirects,
    TooSlow,
    UnknownHost,
    Unsafe,
)
from meadow.plumbing.tests.hosts import Host, running_host, says

HERE = networks(["127.0.0.0/8"])


def sends_on(location: str) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    return says(b"", 302, Location=location)


@pytest.fixture
def host() -> Iterator[Host]:
    with running_host() as host:
        yield host


def test_a_file_comes_as_it_is(host: Host) -> None:
    host.answers["/cup.jpg?size=2"] = says(b"\xff\xd8picture")

    assert fetch(f"{host.url}/cup.jpg?size=2", allowed=HERE) == b"\xff\xd8picture"

    ((_, headers),) = host.asked
    assert headers["Host"] == f"127.0.0.1:{host.server_port}"
    assert headers["Accept-Encoding"] == "identity"
    assert not {"Cookie", "Referer", "Authorization"} & set(headers)


def test_an_address_with_spaces_and_chinese_is_asked_for_as_browsers_do(host: Host) -> None:
    host.answers["/%E6%9D%AF%20cup.jpg"] = says(b"cup")

    assert fetch(f"{host.url}/杯 cup.jpg", allowed=HERE) == b"cup"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://0/",
        "http://localhost/",
        "http://10.0.0.8/a.jpg",
        "http://172.31.255.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.100.100.200/latest/meta-data/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[ff02::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:db8::1]/",
    ],
)
def test_places_that_are_nobodys_business_are_never_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, **__: object) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(socket.socket, "connect", connect)

    with pytest.raises((ForbiddenPlace, UnknownHost)) as refused:  # a machine without IPv6 may know no such host
        fetch(url)
    assert isinstance(refused.value, ForbiddenPlace) or "[" in url


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("8.8.8.8", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("64:ff9b::a00:1", False),
        ("::ffff:10.0.0.1", False),
        ("::8.8.8.8", False),
        ("4000::1", False),
        ("198.19.0.1", False),
        ("203.0.113.9", False),
        ("2001::1", False),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("ftp://example.org/a.jpg", NotAnAddress),
        ("file:///etc/passwd", NotAnAddress),
        ("gopher://example.org/", NotAnAddress),
        ("//example.org/a.jpg", NotAnAddress),
        ("a.jpg", NotAnAddress),
        ("", NotAnAddress),
        ("http://", NotAnAddress),
        ("http://exa mple.org/", NotAnAddress),
        ("http://example.org:80a/", NotAnAddress),
        ("http://example.org:99999/", NotAnAddress),
        ("http://[::1", NotAnAddress),
        ("http://[fe80::1%25eth0]/", NotAnAddress),
        (f"http://example.org/{'a' * 3000}", NotAnAddress),
        ("http://cy:secret@example.org/", NamesAPassword),
        ("http://@example.org/", NamesAPassword),
        ("http://8.8.8.8:6379/", ForbiddenPort),
        ("https://8.8.8.8:22/", ForbiddenPort),
    ],
)
def test_what_is_no_address_is_refused(url: str, refusal: type[NotFetched]) -> None:
    with pytest.raises(refusal):
        look_up(target_of(url))


def test_a_host_with_one_forbidden_machine_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (machine, 80)) for machine in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)

    with pytest.raises(ForbiddenPlace, match=r"example\.org is not a place on the public web"):
        fetch("http://example.org/")


def test_a_name_that_changes_its_mind_leads_nowhere_else(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the machine that was checked is the one that is asked, whatever the name says a moment later."""
    host.answers["/a.jpg"] = says(b"a")
    said = iter(["127.0.0.1", "10.255.255.1", "10.255.255.1"])
    asked: list[str] = []

    def answer(name: str, port: int, *_: object, **__: object) -> list[Any]:
        machine = next(said) if name == "shop.example" else name
        asked.append(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (machine, port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)

    assert fetch(f"http://shop.example:{host.server_port}/a.jpg", allowed=HERE) == b"a"
    assert asked.count("shop.example") == 1
    assert host.asked[0][1]["Host"] == f"shop.example:{host.server_port}"


def test_a_redirect_goes_through_the_same_checks(host: Host) -> None:
    host.answers["/a"] = sends_on("/b")
    host.answers["/b"] = says(b"b")
    assert fetch(f"{host.url}/a", allowed=HERE) == b"b"

    for location, refusal in (
        ("http://169.254.169.254/latest/meta-data/", ForbiddenPlace),
        ("file:///etc/passwd", NotAnAddress),
        ("http://a:b@127.0.0.1/", NamesAPassword),
        ("http://8.8.8.8:25/", ForbiddenPort),
    ):
        host.answers["/a"] = sends_on(location)
        with pytest.raises(refusal):
            fetch(f"{host.url}/a", allowed=HERE)


def test_redirects_come_to_an_end(host: Host) -> None:
    host.answers["/a"] = sends_on("/a")

    with pytest.raises(TooManyRedirects):
        fetch(f"{host.url}/a", allowed=HERE)
    assert len(host.asked) == 4


def test_too_many_bytes_are_not_read(host: Host) -> None:
    sent: list[int] = []

    def flood(door: http.server.BaseHTTPRequestHandler) -> None:
        door.send_response(200)
        door.end_headers()
        for _ in range(1000):
            sent.append(door.wfile.write(b"x" * 100_000))

    host.answers["/promised"] = says(b"x", Content_Length="90000000")
    host.answers["/flood"] = flood
    patience = Patience(bytes=1 << 20)

    for path in ("/promised", "/flood"):
        with pytest.raises(TooManyBytesSent, match="larger than 1 MB"):
            fetch(f"{host.url}{path}", patience=patience, allowed=HERE)
    assert sum(sent) < 50_000_000


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_host_that_drips_is_cut_off(host: Host, part: str) -> None:
    def drip(door: http.server.BaseHTTPRequestHandler) -> None:
        if part == "body":
            door.send_response(200)
            door.end_headers()
        else:
            door.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        for _ in range(100):
            door.wfile.write(b"x")
            time.sleep(0.1)

    host.answers["/"] = drip
    began = time.monotonic()

    with pytest.raises(TooSlow) as refused:
        fetch(host.url, patience=Patience(seconds=0.6), allowed=HERE)

    assert time.monotonic() - began < 4
    assert refused.value.is_passing


def test_what_may_pass_is_told_from_what_stays(host: Host) -> None:
    host.answers["/gone"] = says(b"", 404)
    host.answers["/busy"] = says(b"", 503, Retry_After="90")
    host.answers["/often"] = says(b"", 429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")
    host.answers["/cut"] = says(b"half", Content_Length="400")

    with pytest.raises(Answered, match="answered with 404") as gone:
        fetch(f"{host.url}/gone", allowed=HERE)
    assert not gone.value.is_passing
    for path, after in (("/busy", 90), ("/often", 0)):
        with pytest.raises(Busy) as busy:
            fetch(f"{host.url}{path}", allowed=HERE)
        assert (busy.value.is_passing, busy.value.params["after"]) == (True, after)
    with pytest.raises(NoAnswer):
        fetch(f"{host.url}/cut", allowed=HERE)


def test_nobody_there_is_no_answer() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with pytest.raises(NoAnswer) as refused:
        fetch(f"http://127.0.0.1:{port}/", allowed=HERE)
    assert refused.value.is_passing


def test_what_is_not_http_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"-ERR unknown command\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(NoAnswer):
            fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", allowed=HERE)
        thread.join()


def certificate(name: str, folder: Path) -> Path:
    """A certificate that nobody vouches for but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("own_name", "trusted", "comes"),
    [("shop.example", True, True), ("shop.example", False, False), ("other.example", True, False)],
)
def test_a_safe_host_shows_who_it_is(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_name: str, trusted: bool, comes: bool
) -> None:
    pem = certificate(own_name, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    host.socket = context.wrap_socket(host.socket, server_side=True)
    host.answers["/a.jpg"] = says(b"a")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda name, port, *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))],
    )
    url = f"https://shop.example:{host.server_port}/a.jpg"

    if comes:
        assert fetch(url, allowed=HERE) == b"a"
    else:
        with pytest.raises(Unsafe, match="could not show that it is who it says"):
            fetch(url, allowed=HERE)
        assert host.asked == []

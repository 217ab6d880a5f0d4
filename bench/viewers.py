"""Viewers of a room who cost little: many WebSockets of one process, which count what they are told and when.

No Django and no library here: one `epoll`, and of every message only what is counted. Run in a process of its own by
`bench.room`, which speaks to it through a pipe.
"""

import base64
import json
import os
import re
import resource
import select
import socket
import time
from multiprocessing.connection import Connection
from typing import Any

STEPS = 100
BIN_NS, BINS = 100_000, 200_000
"""Receipts are counted by tenths of a millisecond, up to twenty seconds."""
_TOLD = re.compile(rb"MSG (?:room|group)\.\d+\.(\w+) 1 (\d+)\r\n")
_MESSAGE = re.compile(rb'"(?:id|number)":(\d+),(?:"author".*?|"kind":"text",)"mark":"b-\d+-(\d{19})"')


class Viewer:
    """One WebSocket, what is left over of what it was told, and the last message it heard."""

    __slots__ = ("count", "last", "left", "room", "socket", "visit")

    def __init__(self, address: tuple[str, int], place: str, room: int, jwt: str, visit: str) -> None:
        self.room, self.visit = room, visit
        self.count = self.last = 0
        self.left = b""
        self.socket = socket.create_connection(address, timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET / HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += self._more()
        if b" 101 " not in heard[:20]:
            raise RuntimeError(f"no WebSocket: {heard[:200]!r}")
        connect = json.dumps({"verbose": False, "pedantic": False, "jwt": jwt, "lang": "bench", "protocol": 1})
        self.say(f"CONNECT {connect}\r\nSUB {place}.{room}.> 1\r\nPING\r\n".encode())
        while b"PONG\r\n" not in heard:
            heard += self._more()
            if b"-ERR" in heard:
                raise RuntimeError(f"refused: {heard[-200:]!r}")
        self.socket.setblocking(False)

    def _more(self) -> bytes:
        more = self.socket.recv(65536)
        if not more:
            raise RuntimeError("the server hung up")
        return more

    def say(self, words: bytes) -> None:
        """One binary frame, masked with zeros, which changes nothing and is allowed."""
        size = len(words)
        head = bytes([0x82, 0x80 | size]) if size < 126 else bytes([0x82, 0xFE, size >> 8, size & 255])
        self.socket.sendall(head + b"\0\0\0\0" + words)

    def publish(self, kind: str, payload: bytes) -> None:
        self.say(f"PUB {kind}.{self.room}.{self.visit} {len(payload)}\r\n".encode() + payload + b"\r\n")


class Crowd:
    """The viewers of this process."""

    def __init__(self, viewers: list[Viewer]) -> None:
        self.viewers = viewers
        self.poll = select.epoll()
        self.by_file = {viewer.socket.fileno(): viewer for viewer in viewers}
        for file in self.by_file:
            self.poll.register(file, select.EPOLLIN)
        self.reset()

    def reset(self) -> None:
        """Count anew from here on."""
        self.bins = [0] * BINS
        self.kinds: dict[str, int] = {}
        self.duplicated = self.out_of_order = self.cut = 0
        for viewer in self.viewers:
            viewer.count = viewer.last = 0

    def report(self) -> dict[str, Any]:
        received = [viewer.count for viewer in self.viewers]
        bins = {n: count for n, count in enumerate(self.bins) if count}
        return {
            "received": received,
            "duplicated": self.duplicated,
            "out_of_order": self.out_of_order,
            "cut": self.cut,
            "kinds": self.kinds,
            "bins": bins,
        }

    def hear(self, viewer: Viewer) -> None:
        """Take what has come, frame by frame, and count every message in it."""
        try:
            data = viewer.socket.recv(262_144)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.cut += 1
            self.leave(viewer)
            return
        now = time.time_ns()
        data = viewer.left + data
        begin = 0
        while True:
            found = _frame(data, begin)
            if found is None:
                break
            payload, begin = found
            if payload.startswith(b"PING"):
                viewer.say(b"PONG\r\n")
                continue
            for told in _TOLD.finditer(payload):
                self.count(viewer, told[1], payload[told.end() : told.end() + int(told[2])], now)
        viewer.left = data[begin:]

    def count(self, viewer: Viewer, kind: bytes, payload: bytes, now: int) -> None:
        if kind != b"messages":
            self.add(kind.decode())
            return
        for found in _MESSAGE.finditer(payload):
            self.add("message")
            self.hear_message(viewer, int(found[1]), now - int(found[2]))

    def add(self, name: str) -> None:
        self.kinds[name] = self.kinds.get(name, 0) + 1

    def hear_message(self, viewer: Viewer, number: int, took: int) -> None:
        if number > viewer.last:
            viewer.last = number
            viewer.count += 1
            self.bins[min(max(took // BIN_NS, 0), BINS - 1)] += 1
        elif number == viewer.last:
            self.duplicated += 1
        else:
            self.out_of_order += 1

    def leave(self, viewer: Viewer) -> None:
        """Hang up without a word."""
        if self.by_file.pop(viewer.socket.fileno(), None):
            self.poll.unregister(viewer.socket)
            viewer.socket.close()


def _frame(data: bytes, begin: int) -> tuple[bytes, int] | None:
    """The payload of the frame that begins here and where the next one does; None while it has not all come."""
    size = len(data) - begin
    if size < 2:
        return None
    length, head = data[begin + 1] & 0x7F, 2
    if length == 126:
        if size < 4:
            return None
        length, head = int.from_bytes(data[begin + 2 : begin + 4]), 4
    elif length == 127:
        if size < 10:
            return None
        length, head = int.from_bytes(data[begin + 2 : begin + 10]), 10
    end = begin + head + length
    return (data[begin + head : end], end) if len(data) >= end else None


def watch(
    pipe: Connection, address: tuple[str, int], place: str, room: int, tickets: list[tuple[str, str]], beat: float
) -> None:
    """Connect with these passes and visits, beat every so many seconds (0: never), and do what the pipe says."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    crowd = Crowd([Viewer(address, place, room, jwt, visit) for jwt, visit in tickets])
    pipe.send("ready")
    crowd.poll.register(pipe.fileno(), select.EPOLLIN)
    beats, step, likes = time.monotonic(), 0, 0
    while True:
        for file, _event in crowd.poll.poll(max(beats - time.monotonic(), 0) if beat else None):
            if viewer := crowd.by_file.get(file):
                crowd.hear(viewer)
        if pipe.poll():
            order, value = pipe.recv()
            if order == "stop":
                break
            if order == "reset":
                crowd.reset()
            elif order == "like":
                viewer = crowd.viewers[likes % len(crowd.viewers)]
                viewer.publish("like", json.dumps({"count": value}).encode())
                likes += 1
            elif order == "leave":
                for viewer in crowd.viewers[:value]:
                    crowd.leave(viewer)
            if order in {"reset", "leave"}:
                pipe.send(order)
            if order == "report":
                pipe.send(crowd.report())
        if beat and time.monotonic() >= beats:  # everybody in turn, evenly spread
            for viewer in list(crowd.by_file.values())[step::STEPS]:
                viewer.publish("beat", b"{}")
            step = (step + 1) % STEPS
            beats += beat / STEPS
    pipe.send("stopped")

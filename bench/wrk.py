"""wrk: how hard a page is asked for, and what it answered."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Asked:
    """What wrk saw of one address."""

    requests_per_s: float
    p50_ms: float
    p99_ms: float
    errors: int


def ask(url: str, *, seconds: float, connections: int = 16, headers: dict[str, str] | None = None) -> Asked:
    """Ask for one address over and over from two threads; exits in words when wrk is not there."""
    wrk = shutil.which("wrk") or sys.exit("This bench needs wrk: apt-get install wrk")
    words = [
        wrk,
        "--threads",
        "2",
        "--connections",
        str(connections),
        "--duration",
        f"{max(round(seconds), 1)}s",
        "--latency",
    ]
    for name, value in (headers or {}).items():
        words += ["--header", f"{name}: {value}"]
    said = subprocess.run([*words, url], capture_output=True, text=True, check=True).stdout
    broken = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    socket = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    return Asked(
        requests_per_s=float(_found(r"Requests/sec:\s+([\d.]+)", said)),
        p50_ms=_milliseconds(_found(r"50%\s+([\d.]+\w+)", said)),
        p99_ms=_milliseconds(_found(r"99%\s+([\d.]+\w+)", said)),
        errors=(int(broken[1]) if broken else 0) + (sum(map(int, socket.groups())) if socket else 0),
    )


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if not found:
        raise ValueError(f"wrk did not say {pattern!r}: {text}")
    return found[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]  # wrk's own form
    return round(float(number) * _UNITS[unit], 2)

"""Prometheus figures of this process; with several web processes they meet in PROMETHEUS_MULTIPROC_DIR."""

import os

from prometheus_client import REGISTRY as OWN
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

REQUESTS = Counter("meadow_requests_total", "Requests answered.", ["method", "view", "status"])
SECONDS = Histogram(
    "meadow_request_seconds",
    "Time to answer a request.",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
CARRIED = Counter("meadow_events_carried_total", "Facts that the relay carried to the journal.", ["name"])
REACTIONS = Counter("meadow_reactions_total", "Deliveries of events to reactions.", ["name", "outcome"])


def observe(method: str, view: str, status: int, seconds: float) -> None:
    """Count one answered request; unknown paths share one label so that strangers cannot grow the table."""
    label = view or "unknown"
    REQUESTS.labels(
        method if method in {"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE"} else "other", label, str(status)
    ).inc()
    SECONDS.labels(label).observe(seconds)


def exposition() -> bytes:
    """All figures in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library is untyped here
        return generate_latest(registry)
    return generate_latest(OWN)

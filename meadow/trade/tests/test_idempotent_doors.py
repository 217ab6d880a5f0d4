"""Every door of trade that writes honours the Idempotency-Key, those that are added later too.

That a repeat is replayed and another body refused is tested of `idempotent` itself (plumbing/tests/test_doors.py) and
of single doors; here every door of the URL conf that takes POST is looked through for it, whether it stands at the door
or at the view that the door hands the request on to.
"""

import dis
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import URLPattern

from meadow.plumbing.idempotency import idempotent
from meadow.trade import urls

NOT_BY_KEY = {
    "stripe-notices": "Each notice has an id of its own, which is remembered (ProviderNotice).",
    "alipay-notices": "The same.",
    "wechat-notices": "The same.",
    "sandbox": "The same; the notice is made on the spot.",
    "cart-line": "Says how many there are from now on.",
    "cart-code": "A code is at a cart once.",
    "coupon": "A coupon is claimed once.",
    "touches": "The same touch within an hour is one row.",
    "buying-profession": "Says what is so from now on.",
    "buying-selection": "The same.",
    "desk-plan": "The same.",
    "desk-plan-goods": "The same.",
    "desk-plan-product": "The same.",
    "desk-tax": "The same.",
    "desk-terms": "The same.",
    "desk-rate": "The same.",
    "desk-zone": "The same.",
    "review-buyer": "An answer is given once.",
}
"""Doors where doing it twice comes to the same by itself, and why."""


_DOOR = idempotent("any")(lambda request: HttpResponse()).__code__


def doors() -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        yield str(pattern.name), pattern.callback


def layers(view: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """The door and all that it wraps."""
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)  # type: ignore[assignment]


def writes(view: Callable[..., Any]) -> bool:
    return any(
        "POST" in (inspect.getclosurevars(layer).nonlocals.get("request_method_list") or ()) for layer in layers(view)
    )


def bears_a_key(view: Callable[..., Any], depth: int = 4) -> bool:
    """Whether the door, or what it hands the request on to, is decorated with `idempotent`."""
    if any(layer.__code__ is _DOOR for layer in layers(view) if inspect.isfunction(layer)):
        return True
    inner = list(layers(view))[-1]
    if depth == 0 or not inspect.isfunction(inner):
        return False
    named = {step.argval for step in dis.get_instructions(inner) if step.opname == "LOAD_GLOBAL"}
    return any(
        bears_a_key(one, depth - 1)
        for one in (inner.__globals__.get(name) for name in named)
        if inspect.isfunction(one) and one.__module__.startswith("meadow.trade.views")
    )


WRITING = [(name, view) for name, view in doors() if writes(view)]


def test_there_are_doors_that_write() -> None:
    assert {"checkout", "buy", "buy-address", "stripe-notices"} <= {name for name, _ in WRITING}


@pytest.mark.parametrize(("name", "view"), WRITING, ids=[name for name, _ in WRITING])
def test_a_door_that_writes_honours_the_key(name: str, view: Callable[..., Any]) -> None:
    assert bears_a_key(view) != (name in NOT_BY_KEY), "Decorate it with @idempotent, or say here why it needs no key."

"""What `docs/metrics.md` says: its statements run, and give the numbers of its worked example."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as own
from django.db import connection
from django.utils import timezone

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.refunds import Refund
from meadow.trade.tests.made import variant
from meadow.trade.tests.sold import give_back, sold

ZONE = "America/New_York"
WORDS = (own.ROOT / "docs" / "metrics.md").read_text()
STATEMENTS = dict(re.findall(r"```sql (\w+)\n(.*?)```", WORDS, re.DOTALL))
_ROWS = re.findall(r"^\| `(\w+)` \|.*\| (−?\d+) \|$", WORDS, re.MULTILINE)
SAID = {name: value.replace("−", "-") for name, value in _ROWS}


@contextmanager
def at(monkeypatch: pytest.MonkeyPatch, *moment: int) -> Iterator[None]:
    """Within, it is that moment in the platform's zone, for all that asks Python."""
    with monkeypatch.context() as patch:
        now = datetime(*moment, tzinfo=ZoneInfo(ZONE))  # type: ignore[arg-type, misc]
        patch.setattr(timezone, "now", lambda: now)
        yield


@pytest.fixture
def november(ada: Person, bai: Person, shop: Shop, lamp: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worked example."""
    lamps, cup = variant(shop, "Lamp", price=4900), variant(shop, "Cup", price=2000)
    with at(monkeypatch, 2026, 10, 31, 23, 30):
        third = sold(ada, lamp)
    with at(monkeypatch, 2026, 11, 10, 12, 0):
        sold(ada, lamps, earner=bai, rate=1000, discount=400, platform=300)
        second = sold(ada, cup, quantity=2, tax=500)
    give_back(second, 2000, quantity=1)
    give_back(third, 4900, shipping=500)
    OrderLine.objects.filter(order=second).update(returned=1)
    Refund.objects.update(asked_at=datetime(2026, 11, 30, 23, 59, tzinfo=ZoneInfo(ZONE)))


def figure(name: str, first: str, until: str, currency: str = "USD") -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[name], {"first": first, "until": until, "zone": ZONE, "currency": currency})
        ((value,),) = cursor.fetchall()
    return None if value is None else int(value)


def test_every_figure_has_a_statement_and_a_value() -> None:
    assert list(STATEMENTS) == list(SAID) == ["gmv", "net_sales", "aov", "return_rate", "commission", "take_rate"]


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_worked_example_comes_to_what_is_said(name: str, november: None) -> None:
    assert figure(name, "2026-11-01", "2026-12-01") == int(SAID[name])


def test_a_month_is_one_of_the_platforms_zone(november: None) -> None:
    assert figure("gmv", "2026-10-01", "2026-11-01") == 4900
    assert figure("net_sales", "2026-10-01", "2026-11-01") == 4900


@pytest.mark.parametrize(
    ("name", "nothing"),
    [("gmv", 0), ("net_sales", 0), ("aov", None), ("return_rate", None), ("commission", 0), ("take_rate", None)],
)
def test_where_nothing_was_sold_there_is_nothing(name: str, nothing: int | None, november: None) -> None:
    assert figure(name, "2026-12-01", "2027-01-01") == nothing
    assert figure(name, "2026-11-01", "2026-12-01", "EUR") == nothing

"""The bench of a room, small: that it measures what it says, and that nobody misses anything."""

import asyncio
import gzip
import os
import random
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from pytest_django import Settings

from bench import room
from bench.viewers import _frame


@pytest.mark.xdist_group("presence")
def test_twenty_viewers_miss_nothing_and_are_counted_exactly(
    transactional_db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.MEADOW_ROOM_SILENCE = 3.0
    name = settings.DATABASES["default"]["NAME"]
    url = urlsplit(os.environ["MEADOW_POSTGRES_URL"])._replace(path=f"/{name}").geturl()
    comments = tmp_path / "comments.csv.gz"
    with gzip.open(comments, "wt", encoding="utf-8") as file:
        file.write("video,t_seconds,mode,text\n" + "".join(f"a,{n},1,好看 {n}\n" for n in range(12)))
    with room.running(tmp_path, {"MEADOW_POSTGRES_URL": url, "MEADOW_ROOM_SILENCE": "3"}) as (address, pids):
        _begin_rooms_at(random.randrange(10**6, 2 * 10**9))
        found = asyncio.run(room.measure(room.stand(20), address, 20, 3, pids))
        replayed = asyncio.run(room.danmaku(room.stand(20), address, comments, 10, 10))
    connection.close()

    assert (found["viewers"], found["messages"], found["refused"]) == (20, 60, 0)
    assert (found["lost"], found["duplicated"], found["out_of_order"], found["cut"]) == (0, 0, 0, 0)
    assert found["raw_lost"] == 0
    assert found["deliveries"] >= 20 * 61
    assert found["is_count_exact"]
    assert 0 < found["p50_ms"] <= found["p99_ms"]
    assert found["ratio_to_raw"] > 0
    assert (replayed["said"], replayed["refused"], replayed["lost"]) == (10, 0, 0)


def _begin_rooms_at(number: int) -> None:
    """Databases of one session share one NATS: this one's rooms must not have the numbers of another's."""
    with connection.cursor() as cursor:
        for table in ("live_room", "live_show"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [number])


def test_frames_are_read_however_they_arrive() -> None:
    for size in (3, 300, 70_000):
        head = {3: b"\x82\x03", 300: b"\x82\x7e\x01\x2c", 70_000: b"\x82\x7f" + (70_000).to_bytes(8)}[size]
        whole = head + b"x" * size + b"\x82\x01y"
        found = _frame(whole, 0)
        assert found == (b"x" * size, len(whole) - 3)
        assert _frame(whole, found[1]) == (b"y", len(whole))
        assert all(_frame(whole[:n], 0) is None for n in (0, 1, len(head) + size - 1))

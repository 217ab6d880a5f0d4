"""Files that outlive the worker: written, taken over, pruned."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meadow.engines.media.adapter import Recording
from meadow.engines.media.names import RecordingName
from meadow.engines.media.stream import tape
from meadow.engines.media.stream.adoption import adopt
from meadow.engines.media.stream.archive import Archive, Kept, Limits
from meadow.engines.media.stream.index import Index, Stretch
from meadow.engines.media.stream.packager import Packager
from meadow.engines.media.stream.recorder import Quota, Recorder
from meadow.engines.media.tests.footage import LARGER_VIDEO, SOUND, VIDEO, show
from meadow.engines.media.tests.programs import program
from meadow.engines.media.tests.test_packager import Clock, play

_PLENTY = Quota(3600, 2**30)


class Deck:
    """A recorder at work, without the rest of the worker."""

    def __init__(self, folder: Path, quota: Quota = _PLENTY) -> None:
        self.clock = Clock()
        self.clock.now = 1_800_000_000.0
        self.archive = Archive(folder, Limits(0, 0))
        self.archive.load()
        self.disk = ThreadPoolExecutor(1)
        self.kept: list[Kept] = []
        self.recorder = Recorder(
            folder,
            "path-1",
            "0123456789abcdef",
            quota=quota,
            disk=self.disk,
            begun=self.archive.begin,
            finished=self._finished,
        )
        self.packager = Packager([self.recorder], now=self.clock, wall=self.clock)

    def _finished(self, name: RecordingName, index: Index | None) -> None:
        if kept := self.archive.finish(name, index):
            self.kept.append(kept)

    def flush(self) -> None:
        """Wait for the disk."""
        self.disk.submit(lambda: None).result()

    def end(self) -> list[Kept]:
        self.packager.suspend()
        self.recorder.end()
        self.flush()
        return self.kept


@pytest.fixture
def deck(tmp_path: Path) -> Iterator[Deck]:
    deck = Deck(tmp_path)
    yield deck
    deck.disk.shutdown()


def probe(path: Path) -> float:
    """How many seconds ffprobe sees in a file."""
    said = subprocess.run(
        [program("ffprobe"), "-v", "error", "-show_entries", "format=duration", "-of", "json", str(path)],
        capture_output=True,
        check=True,
    )
    return float(json.loads(said.stdout)["format"]["duration"])


def test_what_was_shown_is_recorded(deck: Deck) -> None:
    play(deck.packager, show(5.5), clock=deck.clock)
    assert deck.recorder.name
    (kept,) = deck.end()

    path = deck.archive.file(str(kept.name))
    assert kept.seconds == pytest.approx(5.5, abs=0.05)
    assert kept.bytes == path.stat().st_size
    assert kept.name.started_at == datetime.fromtimestamp(1_800_000_000, UTC)
    assert probe(path) == pytest.approx(5.5, abs=0.05)
    assert path.stat().st_mode & 0o777 == 0o600
    index = deck.archive.index(str(kept.name))
    assert index
    assert [round(it.seconds, 1) for it in index.stretches] == [1, 1, 1, 1, 1, 0.5]
    assert [round(it.seconds, 1) for it in index.for_players()] == [4, 1.5]


def test_a_pause_of_the_publisher_is_not_recorded_but_remembered(deck: Deck) -> None:
    play(deck.packager, show(3), clock=deck.clock)
    deck.packager.suspend()
    deck.clock.now += 10
    play(deck.packager, show(3), clock=deck.clock)
    (kept,) = deck.end()

    assert kept.seconds == pytest.approx(6, abs=0.1)
    (first, wall), (second, later) = kept.clock
    assert (first, second) == pytest.approx((0, 3), abs=0.05)
    assert later - wall == pytest.approx(13, abs=0.1)

    moments = tuple((at, datetime.fromtimestamp(unix, UTC)) for at, unix in kept.clock)
    recording = Recording("name", "path-1", seconds=kept.seconds, clock=moments)
    begun = moments[0][1]
    assert recording.second_of(begun - timedelta(seconds=1)) is None
    assert recording.second_of(begun + timedelta(seconds=2)) == pytest.approx(2)
    assert recording.second_of(begun + timedelta(seconds=8)) == second
    assert recording.second_of(begun + timedelta(seconds=14)) == pytest.approx(4, abs=0.1)
    assert recording.second_of(begun + timedelta(seconds=60)) is None


def test_another_form_begins_another_file_at_zero(deck: Deck) -> None:
    play(deck.packager, show(3))
    deck.packager.configure(LARGER_VIDEO)
    for it in show(2, start=3000):
        deck.packager.push(it)
    first, second = deck.end()

    assert (first.name.number, second.name.number) == (1, 2)
    assert second.seconds == pytest.approx(2, abs=0.1)
    assert probe(deck.archive.file(str(second.name))) == pytest.approx(2, abs=0.1)


def test_recording_can_begin_and_end_in_the_middle(deck: Deck) -> None:
    names = []
    deck.recorder.wanted = False
    play(deck.packager, show(2.5))
    names.append(deck.recorder.name)
    deck.recorder.wanted = True
    for it in show(2, start=2500):
        deck.packager.push(it)
    names.append(deck.recorder.name)
    deck.recorder.wanted = False
    for it in show(2, start=4500):
        deck.packager.push(it)
    names.append(deck.recorder.name)
    assert [bool(it) for it in names] == [False, True, False]
    (kept,) = deck.end()

    assert kept.seconds == pytest.approx(1, abs=0.01)  # from one keyframe to another
    assert probe(deck.archive.file(str(kept.name))) == pytest.approx(kept.seconds, abs=0.05)


def test_a_killed_writer_loses_the_last_part_at_most(deck: Deck, tmp_path: Path) -> None:
    play(deck.packager, show(5.5), [VIDEO, SOUND], deck.clock)
    deck.flush()
    written = tmp_path / f"{deck.recorder.name}.mp4"
    left = tmp_path / "left"
    left.mkdir()
    copy = left / written.name
    shutil.copy(written, copy)
    assert probe(copy) == pytest.approx(5.2, abs=0.2)  # as it is
    os.truncate(copy, copy.stat().st_size - 7)  # in the middle of a part

    told: list[Kept] = []
    archive = Archive(left, Limits(0, 0))
    archive.load()
    archive.adopt_all(told.append)

    (kept,) = told
    assert kept.name.session == "0123456789abcdef"
    assert kept.seconds == pytest.approx(5, abs=0.2)
    assert probe(copy) == pytest.approx(kept.seconds, abs=0.05)
    assert kept.clock[0][1] == pytest.approx(1_800_000_000, abs=0.01)
    (deck_kept,) = deck.end()
    adopted, whole = archive.index(str(kept.name)), deck.archive.index(str(deck_kept.name))
    assert adopted
    assert whole
    assert [it[:2] for it in adopted.stretches[:5]] == [it[:2] for it in whole.stretches[:5]]

    again = Archive(left, Limits(0, 0))
    again.load()
    again.adopt_all(told.append)
    assert len(told) == 1
    assert again.find(str(kept.name)) == kept


def test_a_file_with_nothing_in_it_is_not_taken_over(tmp_path: Path) -> None:
    name = RecordingName("path-1", datetime.now(UTC), "0123456789abcdef", 1)
    (tmp_path / f"{name}.mp4").write_bytes(b"\0\0\0\x10ftypiso6")
    (tmp_path / "holiday.mp4").write_bytes(b"not ours")
    archive = Archive(tmp_path, Limits(0, 0))
    archive.load()
    archive.adopt_all(lambda kept: pytest.fail("nothing to tell"))

    assert [path.name for path in tmp_path.iterdir()] == ["holiday.mp4"]


def test_the_quota_ends_the_recording_and_not_the_show(tmp_path: Path) -> None:
    deck = Deck(tmp_path, Quota(3, 2**30))
    play(deck.packager, show(8))
    assert not deck.recorder.name
    assert deck.packager.is_flowing
    deck.recorder.wanted = True
    for it in show(3, start=8000):
        deck.packager.push(it)
    (kept,) = deck.end()

    assert kept.seconds == pytest.approx(3, abs=0.05)
    deck.disk.shutdown()


def test_a_full_disk_ends_the_recording_and_not_the_show(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "LEAST_FREE", 2**62)
    play(deck.packager, show(2.5))
    deck.flush()
    for it in show(2, start=2500):
        deck.packager.push(it)

    assert deck.packager.is_flowing
    assert not deck.recorder.name
    assert deck.end() == []
    assert list(deck.archive.folder.iterdir()) == []


def test_a_disk_that_fails_in_the_middle_leaves_what_was_written(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    play(deck.packager, show(2.5))
    deck.flush()

    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail)
        for it in show(1, start=2500):
            deck.packager.push(it)
        deck.flush()
    for it in show(2, start=3500):
        deck.packager.push(it)
    (kept,) = deck.end()

    assert 2 < kept.seconds < 2.6
    assert probe(deck.archive.file(str(kept.name))) == pytest.approx(kept.seconds, abs=0.1)


def kept(folder: Path, days: float, size: int, number: int = 1) -> RecordingName:
    """A recording that ended so many days ago."""
    moment = datetime.fromtimestamp(time.time() - days * 86_400, UTC)
    name = RecordingName("path-1", moment, "0123456789abcdef", number)
    (folder / f"{name}.mp4").write_bytes(bytes(size))
    Index(0, [Stretch(0, size, 5.0, moment.timestamp())]).write(folder / f"{name}.json")
    return name


def test_the_old_and_the_too_many_are_deleted_oldest_first(tmp_path: Path) -> None:
    ages = {"old": 40, "older": 41, "third": 3, "second": 2, "first": 1}
    names = {word: str(kept(tmp_path, days, 1000)) for word, days in ages.items()}
    writing = kept(tmp_path, 50, 1000, number=2)
    (tmp_path / f"{writing}.json").unlink()
    archive = Archive(tmp_path, Limits(days=30, bytes=3500))
    archive.load()
    archive.begin(writing)

    assert archive.bytes() == 6000
    assert archive.prune() == [names["older"], names["old"], names["third"]]

    assert [str(it.name) for it in archive.recordings()] == [names["second"], names["first"]]
    assert archive.file(str(writing)).exists()
    assert len(list(tmp_path.iterdir())) == 5


def test_what_was_deleted_by_half_is_gone(tmp_path: Path) -> None:
    name = kept(tmp_path, 1, 1000)
    (tmp_path / f"{name}.mp4").unlink()
    archive = Archive(tmp_path, Limits(0, 0))
    archive.load()

    assert archive.recordings() == []
    assert list(tmp_path.iterdir()) == []
    assert not archive.delete(str(name))


def test_an_index_that_is_none_is_made_anew(deck: Deck, tmp_path: Path) -> None:
    play(deck.packager, show(2.5))
    (kept,) = deck.end()
    sidecar = tmp_path / f"{kept.name}.json"
    sidecar.write_text("{")
    archive = Archive(tmp_path, Limits(0, 0))
    archive.load()
    assert archive.recordings() == []
    archive.adopt_all(lambda kept: None)

    assert archive.find(str(kept.name)) is not None
    assert adopt(tmp_path / f"{kept.name}.mp4") == archive.index(str(kept.name))

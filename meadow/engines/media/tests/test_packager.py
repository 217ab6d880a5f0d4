"""Parts and segments out of samples, and what viewers are told of them."""

import asyncio
import re
from collections.abc import Iterable

import pytest

from meadow.engines.media.formats import cmaf
from meadow.engines.media.formats.malformed import Malformed
from meadow.engines.media.formats.samples import Sample, Shape
from meadow.engines.media.formats.tracks import Audio, Track, Video
from meadow.engines.media.stream.packager import Packager
from meadow.engines.media.stream.playlists import live_playlist
from meadow.engines.media.stream.window import Window
from meadow.engines.media.tests.footage import AAC, LARGER_VIDEO, SOUND, VIDEO, show


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window() -> Window:
    return Window("session")


@pytest.fixture
def packager(window: Window, clock: Clock) -> Packager:
    return Packager([window], now=clock, wall=clock)


def play(
    packager: Packager, samples: Iterable[Sample], tracks: Iterable[Track] = (VIDEO, SOUND), clock: Clock | None = None
) -> None:
    """A publisher comes and sends; where there is a clock it sends as fast as time goes by."""
    packager.begin()
    for track in tracks:
        packager.configure(track)
    begun, first = clock.now if clock else 0, None
    for it in samples:
        first = it.dts if first is None else first
        if clock:
            clock.now = max(clock.now, begun + (it.dts - first) / 1000)
        packager.push(it)


def lines(window: Window, word: str) -> list[str]:
    return [line for line in live_playlist(window).splitlines() if line.startswith(word)]


def test_segments_begin_with_keyframes_and_parts_last_a_third_of_a_second(packager: Packager, window: Window) -> None:
    play(packager, show(5.2, gop=2))

    assert [round(it.seconds, 3) for it in window.segments] == [2.0, 2.0]
    assert all(it.parts[0].is_independent for it in window.segments)
    assert {len(it.parts) for it in window.segments} == {6}
    assert all(0.3 < part.seconds <= 0.4 for it in window.segments for part in it.parts)
    assert window.current
    assert len(window.current.parts) == 3


def test_tracks_go_on_without_gaps_over_parts_and_lost_connections(packager: Packager, window: Window) -> None:
    play(packager, show(2.5, start=500))
    packager.suspend()
    play(packager, show(2.5, start=90_000_000))
    packager.suspend()

    ends: dict[int, int] = {}
    for part in (part for it in window.segments for part in it.parts):
        for track, start in cmaf.starts(part.data).items():
            if track == 1:
                assert start == ends.get(track, 0)
                ends[track] = start + round(part.seconds * 90_000)
    assert ends[1] == pytest.approx(5 * 90_000, abs=9000)
    assert [it.follows_gap for it in window.segments] == [False, False, False, True, False, False]


@pytest.mark.parametrize("fps", [5, 10, 12.5, 15, 24, 25, 29.97, 50, 60])
def test_parts_never_last_longer_than_promised(packager: Packager, window: Window, fps: float) -> None:
    play(packager, show(6, fps=fps, gop=2, audio=False))

    lengths = [part.seconds for it in window.segments for part in it.parts]
    assert max(lengths) <= 0.4005
    assert len(lengths) >= 9


def test_nothing_begins_before_sound_is_described(packager: Packager, window: Window, clock: Clock) -> None:
    packager.begin()
    packager.configure(VIDEO)
    for it in show(1, audio=False):
        packager.push(it)
    assert window.is_empty

    packager.configure(SOUND)
    for it in show(1, start=1000):
        packager.push(it)

    assert len(window.forms) == 1
    assert window.forms[0].tracks == (VIDEO, SOUND)
    assert window.segments[0].seconds == pytest.approx(1, abs=0.01)  # what was held is not lost


def test_nobody_waits_for_ever_for_sound(packager: Packager, window: Window, clock: Clock) -> None:
    play(packager, show(4, audio=False), [VIDEO], clock)

    assert window.forms[0].tracks == (VIDEO,)
    assert not window.is_empty


def test_who_says_that_there_is_no_sound_does_not_wait(packager: Packager, window: Window) -> None:
    packager.begin(Shape(video=True, audio=False))
    packager.configure(VIDEO)
    for it in show(0.5, audio=False):
        packager.push(it)

    assert window.current


def test_sound_alone_is_shown(packager: Packager, window: Window, clock: Clock) -> None:
    play(packager, show(9, video=False), [SOUND], clock)

    assert window.forms[0].tracks == (SOUND,)
    assert all(it.seconds == pytest.approx(2, abs=0.05) for it in window.segments)
    assert all(part.is_independent for it in window.segments for part in it.parts)
    assert all(0.3 < part.seconds < 0.4 for it in window.segments for part in it.parts[:-1])


def test_pictures_that_follow_sound_alone_begin_a_new_form(packager: Packager, window: Window, clock: Clock) -> None:
    play(packager, show(5, video=False), [SOUND], clock)
    packager.configure(VIDEO)
    for it in show(2, start=5000):
        packager.push(it)

    assert [it.tracks for it in window.forms] == [(SOUND,), (VIDEO, SOUND)]
    assert len(lines(window, "#EXT-X-DISCONTINUITY")) == 1


def test_another_resolution_begins_a_new_form_after_a_discontinuity(packager: Packager, window: Window) -> None:
    play(packager, show(2.5))
    packager.configure(LARGER_VIDEO)
    for it in show(2, start=2500):
        packager.push(it)

    text = live_playlist(window)
    assert [it.tracks for it in window.forms] == [(VIDEO, SOUND), (LARGER_VIDEO, SOUND)]
    assert re.search(r"#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"session/init2.mp4", text)
    assert text.count("#EXT-X-MAP") == 2


def test_the_same_description_again_changes_nothing(packager: Packager, window: Window) -> None:
    play(packager, show(1.5))
    packager.configure(Video.from_config(VIDEO.config))
    packager.configure(Audio.aac(AAC))
    for it in show(1, start=1500):
        packager.push(it)

    assert len(window.forms) == 1
    assert not lines(window, "#EXT-X-DISCONTINUITY")


def test_a_clock_that_leaps_begins_anew_and_ours_goes_on(packager: Packager, window: Window) -> None:
    play(packager, show(2))
    for it in show(2, start=500_000):
        packager.push(it)
    for it in show(2, start=0):
        packager.push(it)
    packager.suspend()

    assert [it.follows_gap for it in window.segments] == [False, False, True, False, True, False]
    assert sum(it.seconds for it in window.segments) == pytest.approx(6, abs=0.2)


def test_pictures_that_come_late_are_counted_and_shown_at_once(packager: Packager, window: Window) -> None:
    samples = [it._replace(dts=it.dts - 100) if index == 20 else it for index, it in enumerate(show(1, audio=False))]
    play(packager, [*samples, *show(1, start=1000, audio=False)], [VIDEO, SOUND])

    assert packager.counts.late == 1
    assert window.segments[0].seconds == pytest.approx(1, abs=0.01)


def test_a_gap_in_the_sound_stays_where_it_was(packager: Packager, window: Window) -> None:
    play(packager, [it for it in show(4) if it.is_video or not 1000 < it.dts < 2000])
    packager.suspend()

    starts = [cmaf.starts(part.data).get(2) for it in window.segments for part in it.parts]
    sounds = [it for it in starts if it is not None]
    assert sounds[-1] == pytest.approx(3.66 * 44100, abs=0.1 * 44100)


def test_a_stream_without_keyframes_is_cut_all_the_same(packager: Packager, window: Window) -> None:
    play(packager, show(45, fps=10, gop=100, audio=False), [VIDEO, SOUND])

    assert [round(it.seconds) for it in window.segments] == [20, 20]
    assert not window.segments[1].parts[0].is_independent


def test_a_packet_that_is_none_is_malformed(packager: Packager) -> None:
    play(packager, show(1, audio=False), [VIDEO, Audio.opus(2)])
    with pytest.raises(Malformed):
        packager.push(Sample(False, 1000, b"\xfb\0"))


def test_segments_tell_what_time_it_was(packager: Packager, window: Window, clock: Clock) -> None:
    play(packager, show(3.5), clock=clock)
    packager.suspend()
    clock.now += 7
    play(packager, show(1.5, start=99), clock=clock)

    walls = [it.wall - 1000 for it in window.segments]
    assert walls == pytest.approx([0, 1, 2, 3, 10.5], abs=0.1)


# -- what viewers are told ------------------------------------------------------------------------


def test_the_discontinuity_is_told_the_moment_the_publisher_is_gone(packager: Packager, window: Window) -> None:
    play(packager, show(2.5))
    assert lines(window, "#EXT-X-PRELOAD-HINT")
    before = window.next_number

    packager.suspend()

    text = live_playlist(window)
    assert text.endswith("#EXT-X-DISCONTINUITY\n")
    assert "#EXT-X-PRELOAD-HINT" not in text
    assert "#EXT-X-ENDLIST" not in text
    assert window.next_number == before + 1

    packager.suspend()
    assert live_playlist(window) == text


def test_discontinuities_that_have_passed_are_counted(packager: Packager, window: Window) -> None:
    for _ in range(4):
        play(packager, show(4))
        packager.suspend()

    numbers = [it.number for it in window.segments]
    assert numbers == list(range(5, 16))
    text = live_playlist(window)
    assert "#EXT-X-MEDIA-SEQUENCE:8\n" in text
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:1\n" in text  # the one before 4; the one before 8 is shown
    assert len(lines(window, "#EXT-X-DISCONTINUITY")) == 1 + 3  # before 8 and 12, and at the end


def test_parts_are_listed_near_the_end_only(packager: Packager, window: Window) -> None:
    play(packager, show(9.5))

    listed = {line.split("/")[1].split(".")[0] for line in lines(window, "#EXT-X-PART:")}
    assert listed == {"6", "7", "8", "9"}
    assert lines(window, "#EXT-X-PRELOAD-HINT") == ['#EXT-X-PRELOAD-HINT:TYPE=PART,URI="session/9.1.m4s{query}"']


def test_the_end_is_told(packager: Packager, window: Window) -> None:
    play(packager, show(2.5))
    packager.suspend()
    window.end()

    assert live_playlist(window).endswith("#EXT-X-ENDLIST\n")
    assert window.has(99, 0)


def test_waiting_ends_with_the_part_the_publisher_or_the_time(packager: Packager, window: Window) -> None:
    async def waits() -> list[bool]:
        play(packager, show(1.5))
        number, index = window.next_number, len(window.current.parts if window.current else ())

        part = asyncio.create_task(window.until(number, index, seconds=5))
        whole = asyncio.create_task(window.until(number, None, seconds=5))
        far = asyncio.create_task(window.until(number + 2, 0, seconds=5))
        never = asyncio.create_task(window.until(number + 2, 0, seconds=0.05))
        await asyncio.sleep(0.1)
        assert not part.done()
        for it in show(1.6, start=1500):
            packager.push(it)
        assert await part
        assert await whole
        assert not far.done()
        packager.suspend()
        return [await far, await never]

    assert asyncio.run(asyncio.wait_for(waits(), 2)) == [False, False]


def test_sound_that_arrives_before_older_pictures_does_not_set_the_clock(packager: Packager, window: Window) -> None:
    samples = show(3)
    late = [it for it in samples if it.is_video and it.dts < 500]  # a slow encoder's first pictures
    rest = [it for it in samples if it not in late]
    first_sounds = [it for it in rest if it.dts < 500]
    play(packager, [*first_sounds[5:], *late, *(it for it in rest if it not in first_sounds)])
    assert window.segments[0].parts[0].start == 0
    assert sum(it.seconds for it in window.segments) >= 1.9

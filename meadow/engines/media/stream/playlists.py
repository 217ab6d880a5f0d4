"""Playlists as RFC 8216bis writes them: of what is live (low latency), and of a recording."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import ceil

from meadow.engines.media.stream.flow import PART_MOST
from meadow.engines.media.stream.window import SEGMENTS, Segment, Window

WITH_PARTS = 3  # segments at the end of which parts are listed
QUERY = "{query}"  # stands where `?token=...` goes
_PART_TARGET = PART_MOST / 1000


def live_playlist(window: Window) -> str:
    """What is live now, with QUERY behind every address."""
    listed = list(window.segments)[-SEGMENTS:]
    hidden = len(window.segments) - len(listed)
    gaps = window.gaps_passed + sum(it.follows_gap for it in list(window.segments)[:hidden])
    target = ceil(window.target)
    hold_back = 3 * _PART_TARGET + window.bursts
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:9",
        f"#EXT-X-TARGETDURATION:{target}",
        f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={hold_back:.3f},HOLD-BACK={3 * target}",
        f"#EXT-X-PART-INF:PART-TARGET={_PART_TARGET:.3f}",
        f"#EXT-X-MEDIA-SEQUENCE:{listed[0].number if listed else window.next_number}",
    ]
    if gaps:
        lines.append(f"#EXT-X-DISCONTINUITY-SEQUENCE:{gaps}")
    form = 0
    for place, segment in enumerate(listed):
        lines += _begins(window, segment, form)
        form = segment.form
        if place >= len(listed) - WITH_PARTS:
            lines += _parts(window, segment)
        lines += [f"#EXTINF:{segment.seconds:.5f},", f"{window.name}/{segment.number}.m4s{QUERY}"]
    if window.current:
        lines += [*_begins(window, window.current, form), *_parts(window, window.current)]
    elif window.gap_comes:
        lines.append("#EXT-X-DISCONTINUITY")
    if window.has_ended:
        lines.append("#EXT-X-ENDLIST")
    elif window.is_flowing:
        index = len(window.current.parts) if window.current else 0
        address = f"{window.name}/{window.next_number}.{index}.m4s{QUERY}"
        lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{address}"')
    return "\n".join(lines) + "\n"


def recorded_playlist(file: str, head: int, segments: Sequence[tuple[int, int, float, float]]) -> str:
    """A recording as byte ranges of one file: its address, the length of its initialisation, and of every segment the
    offset, bytes, seconds and wall clock."""
    target = ceil(max((seconds for _, _, seconds, _ in segments), default=1))
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f"#EXT-X-TARGETDURATION:{target}",
        f'#EXT-X-MAP:URI="{file}",BYTERANGE="{head}@0"',
    ]
    for offset, size, seconds, wall in segments:
        lines += [_clock(wall), f"#EXTINF:{seconds:.5f},", f"#EXT-X-BYTERANGE:{size}@{offset}", file]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


def _begins(window: Window, segment: Segment, form: int) -> list[str]:
    lines = ["#EXT-X-DISCONTINUITY"] if segment.follows_gap else []
    if segment.form != form:
        lines.append(f'#EXT-X-MAP:URI="{window.name}/init{segment.form}.mp4{QUERY}"')
    return [*lines, _clock(segment.wall)]


def _parts(window: Window, segment: Segment) -> list[str]:
    return [
        f'#EXT-X-PART:DURATION={part.seconds:.5f},URI="{window.name}/{segment.number}.{index}.m4s{QUERY}"'
        + (",INDEPENDENT=YES" if part.is_independent else "")
        for index, part in enumerate(segment.parts)
    ]


def _clock(wall: float) -> str:
    moment = datetime.fromtimestamp(wall, UTC)
    return f"#EXT-X-PROGRAM-DATE-TIME:{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"

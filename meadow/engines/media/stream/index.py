"""What is known of a recording beside its bytes: where its segments lie and when they were recorded."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

_JUMP = 1.0  # seconds by which the clock on the wall may drift from the recording's before it counts
_SHORTEST = 4.0  # seconds; shorter segments are put together for players


class Stretch(NamedTuple):
    """One segment of a recording."""

    offset: int
    bytes: int
    seconds: float
    wall: float  # Unix seconds, when it began


@dataclass
class Index:
    """One recording's segments, in their order and without gaps."""

    head: int  # bytes of the initialisation
    stretches: list[Stretch] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return sum(it.seconds for it in self.stretches)

    @property
    def bytes(self) -> int:
        return self.stretches[-1].offset + self.stretches[-1].bytes if self.stretches else self.head

    @property
    def clock(self) -> list[tuple[float, float]]:
        """Where the clock on the wall jumps: (second of the recording, Unix seconds), the first at 0."""
        jumps: list[tuple[float, float]] = []
        second = 0.0
        for it in self.stretches:
            if not jumps or abs(jumps[-1][1] + second - jumps[-1][0] - it.wall) > _JUMP:
                jumps.append((round(second, 3), it.wall))
            second += it.seconds
        return jumps

    def for_players(self) -> list[Stretch]:
        """The segments, short ones put together unless the clock jumps between them."""
        jumps = {second for second, _ in self.clock}
        merged: list[Stretch] = []
        second = 0.0
        for it in self.stretches:
            last = merged[-1] if merged else None
            if last and last.seconds < _SHORTEST and round(second, 3) not in jumps:
                merged[-1] = last._replace(bytes=last.bytes + it.bytes, seconds=last.seconds + it.seconds)
            else:
                merged.append(it)
            second += it.seconds
        return merged

    def write(self, path: Path) -> None:
        """Keep it, whole or not at all."""
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps({"head": self.head, "stretches": self.stretches}))
        draft.replace(path)

    @classmethod
    def read(cls, path: Path) -> "Index":
        """What was kept; ValueError when that is no index."""
        told = json.loads(path.read_text())
        try:
            return cls(int(told["head"]), [Stretch(*it) for it in told["stretches"]])
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"{path.name} is no index of a recording.") from error

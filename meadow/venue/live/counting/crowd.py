"""Who is in which room, in memory: no database, no network, no clock but the one that is handed in.

A visit is one page that is open; a viewer is who looks at it, in however many pages.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

LIKES_A_SECOND = 20
"""What one visit can add; more is not counted."""


@dataclass(slots=True)
class Seat:
    """One visit that has not ended. `heard_at` is when its page was last heard, None since the process began."""

    room: int
    show: int
    viewer: str
    since: float
    last: float
    heard_at: float | None
    allowance: float = LIKES_A_SECOND
    allowed_at: float = 0.0


@dataclass(slots=True)
class Crowd:
    """The people of one show: everybody who came (`viewers`), who is here and in how many pages, and at most."""

    show: int
    room: int
    peak: int = 0
    viewers: set[str] = field(default_factory=set)
    here: Counter[str] = field(default_factory=Counter)
    who_liked: set[str] = field(default_factory=set)
    told: tuple[int, int] | None = None

    @property
    def now(self) -> int:
        return len(self.here)

    @property
    def total(self) -> int:
        return len(self.viewers)


class Presence:
    """All crowds, and the visits in the order in which they were last heard."""

    def __init__(self, silence: float) -> None:
        self.silence = silence
        self.crowds: dict[int, Crowd] = {}
        self.seats: OrderedDict[str, Seat] = OrderedDict()
        self._forgiven_at = 0.0
        self._fresh: set[str] = set()

    def open(self, show: int, room: int, *, peak: int = 0, viewers: Iterable[str] = ()) -> Crowd:
        """Know of a show; whoever came before is in `viewers`."""
        crowd = self.crowds.setdefault(show, Crowd(show, room))
        crowd.peak = max(crowd.peak, peak)
        crowd.viewers.update(viewers)
        return crowd

    def close(self, show: int) -> None:
        """Forget a show and everybody in it."""
        if self.crowds.pop(show, None):
            for key in [key for key, seat in self.seats.items() if seat.show == show]:
                del self.seats[key]
                self._fresh.discard(key)

    def enter(self, key: str, show: int, viewer: str, at: float, *, is_heard: bool = True) -> None:
        """Have a visit here. One that is here stays as it is; of a show that is not known nothing is kept."""
        crowd = self.crowds.get(show)
        if crowd is None or key in self.seats:
            return
        self.seats[key] = Seat(crowd.room, show, viewer, at, at, at if is_heard else None)
        crowd.viewers.add(viewer)
        crowd.here[viewer] += 1
        crowd.peak = max(crowd.peak, crowd.now)

    def leave(self, key: str) -> None:
        """Have a visit gone."""
        seat = self.seats.pop(key, None)
        if seat is None:
            return
        self._fresh.discard(key)
        here = self.crowds[seat.show].here
        here[seat.viewer] -= 1
        if not here[seat.viewer]:
            del here[seat.viewer]

    def beat(self, room: int, key: str, at: float) -> bool:
        """Hear a visit's page; whether this visit is here. Another room's visit changes nothing."""
        seat = self.seats.get(key)
        if seat is None:
            return False
        if seat.room == room:
            seat.last = seat.heard_at = at
            self._fresh.add(key)
            self.seats.move_to_end(key)
        return True

    def like(self, room: int, key: str, count: int, at: float) -> tuple[Crowd, int, str] | None:
        """How many of these likes count, in which crowd and by whom; None where none does."""
        seat = self.seats.get(key)
        if seat is None or seat.room != room or count < 1:
            return None
        seat.allowance = min(seat.allowance + (at - seat.allowed_at) * LIKES_A_SECOND, LIKES_A_SECOND)
        seat.allowed_at = at
        counted = min(count, int(seat.allowance))
        if not counted:
            return None
        seat.allowance -= counted
        return self.crowds[seat.show], counted, seat.viewer

    def forgive(self, at: float) -> None:
        """Count silence from this moment on for everybody: before, nobody could have been heard."""
        self._forgiven_at = at

    def silent(self, at: float) -> dict[str, float | None]:
        """Visits of which nothing was heard for too long, and how long ago they were; None where never by us."""
        found: dict[str, float | None] = {}
        if self._forgiven_at + self.silence > at:
            return found
        for key, seat in self.seats.items():
            if seat.last + self.silence > at:
                break
            found[key] = None if seat.heard_at is None else at - seat.heard_at
        return found

    def fresh(self, at: float) -> dict[str, float]:
        """Visits that were heard since this was last asked, and how long ago."""
        seats = ((key, self.seats[key]) for key in self._fresh)
        ages = {key: at - seat.heard_at for key, seat in seats if seat.heard_at is not None}
        self._fresh.clear()
        return ages

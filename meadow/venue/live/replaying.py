"""A show to watch again: its recordings in their order, and a chapter for every while in which a product was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from meadow.engines.media.adapter import MediaEngine, SourceKind
from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.plumbing.cursors import Leaf, leaf
from meadow.venue.live.models.clips import Clip
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Explaining
from meadow.venue.live.models.shows import Recording, Show
from meadow.venue.live.watching import REPLAY_LIFETIME

MOST_SHOWS = 20
MOST_CHAPTERS = 200


@dataclass(frozen=True)
class Part:
    """One recording, with addresses that open it for some hours. `begins` is the second at which the show opened."""

    recording: Recording
    number: int
    begins: float
    hls: str
    mp4: str

    @property
    def clock(self) -> list[list[float]]:
        """Seconds of the recording and moments in milliseconds, between which the two run alike."""
        return [[second, moment.timestamp() * 1000] for second, moment in self.recording.jumps]


@dataclass(frozen=True)
class Chapter:
    """One while in which a product was shown, where the recordings begin to show it."""

    product: Product
    part: Part
    second: float
    ends: float | None = None  # in the same part; None where that does not tell

    @property
    def at(self) -> str:
        """As players write it: 1:02:03."""
        return written(self.second)


@dataclass(frozen=True)
class Replay:
    """What can be watched of one show."""

    show: Show
    parts: Sequence[Part]
    chapters: Sequence[Chapter]
    first: Part
    start: float  # second of the first part at which to begin
    begun_with: Chapter | None = None  # the chapter that was asked for


def earlier_shows(room: Room, *, is_team: bool, after: str | None, limit: int) -> "Leaf[Show]":
    """Shows of the room that can be watched again, the newest first, each with its `length` in seconds."""
    length = Sum("recordings__seconds", filter=Q(recordings__gone_at=None))
    return leaf(to_watch(room, is_team=is_team).annotate(length=length), by="-pk", after=after, limit=limit)


def to_watch(room: Room, *, is_team: bool) -> "QuerySet[Show]":
    """The shows of which there is a recording."""
    there = Recording.objects.filter(room=room).kept() if is_team else Recording.objects.filter(room=room).shown()
    return Show.objects.filter(pk__in=there.order_by().values("show"))


def shows_to_watch(room: Room, *, is_team: bool) -> list[Show]:
    """The newest of them."""
    return list(to_watch(room, is_team=is_team).order_by("-pk")[:MOST_SHOWS])


def replay_of(
    show: Show,
    engine: MediaEngine,
    *,
    looker: Person | None,
    is_team: bool,
    chapter: int | None = None,
    clip: Clip | None = None,
) -> Replay | None:
    """The replay of a show, beginning where the product of this chapter was shown first, or where a clip was cut from;
    None when nothing is there.
    """
    recordings = Recording.objects.kept() if is_team else Recording.objects.shown()
    found = list(recordings.filter(show=show, engine=engine.name))
    if not found:
        return None
    parts = [_part(it, number, show, engine) for number, it in enumerate(found, 1)]
    explained = list(Explaining.objects.filter(show=show)[:MOST_CHAPTERS])
    seen = Product.objects.visible_to(looker).filter(pk__in={it.product_id for it in explained})
    products = {it.pk: it for it in seen.select_related("shop", "cover")}
    chapters = [
        Chapter(products[it.product_id], *place, _end(it.ended_at or show.closed_at, place[0]))
        for it in explained
        if it.product_id in products and (place := _place(it.began_at, it.ended_at or show.closed_at, parts))
    ]
    wanted = next((it for it in chapters if it.product.pk == chapter), None)
    cut_from = next((it for it in parts if clip and it.recording.pk == clip.recording_id), None)
    if clip and cut_from:
        return Replay(show, parts, chapters, cut_from, clip.begins)
    first = wanted.part if wanted else parts[0]
    return Replay(show, parts, chapters, first, wanted.second if wanted else first.begins, wanted)


def written(second: float, *, tenths: bool = False) -> str:
    """A place in a recording as players write it: 1:15, 1:02:03; with tenths 1:15.5."""
    minutes, rest = divmod(round(second, 1) if tenths else int(second), 60)
    hours, minutes = divmod(int(minutes), 60)
    seconds = f"{rest:04.1f}" if tenths else f"{int(rest):02}"
    return f"{hours}:{minutes:02}:{seconds}" if hours else f"{minutes}:{seconds}"


def _part(recording: Recording, number: int, show: Show, engine: MediaEngine) -> Part:
    token = engine.replay_token(recording.name, lifetime=REPLAY_LIFETIME)
    urls = {it.kind: it.url for it in engine.replay(recording.name, token=token)}
    begins = recording.second_of(show.opened_at) or 0.0
    return Part(recording, number, begins, urls.get(SourceKind.HLS, ""), urls.get(SourceKind.MP4, ""))


def _place(begins: datetime, ends: datetime | None, parts: Sequence[Part]) -> tuple[Part, float] | None:
    """Where the recordings show this while: at its first moment, or at what of it came next."""
    for part in parts:
        second = part.recording.second_of(begins)
        if second is not None:
            return part, second
        if part.recording.began_at >= begins:
            return (part, 0.0) if ends is None or part.recording.began_at < ends else None
    return None


def _end(ended: datetime | None, part: Part) -> float | None:
    """Which second of a part shows the end of a while that it began to show."""
    return part.recording.second_of(ended) if ended else None


def chapter_asked(given: Any) -> int | None:
    """The key in an address, where it is one."""
    text = str(given or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

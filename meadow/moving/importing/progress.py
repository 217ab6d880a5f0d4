"""How far an import is, for people: per cent, speed, and the time that is left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from meadow.moving.models.imports import Import, ImportPhoto


@dataclass(frozen=True, slots=True)
class Progress:
    """One import on its way at one moment; `per_second` counts products."""

    percent: int
    per_second: float
    left: timedelta | None

    @property
    def minutes(self) -> int:
        """The time that is left, in minutes begun."""
        return -(-int(self.left.total_seconds()) // 60) if self.left else 0


def progress_of(an_import: Import, now: datetime | None = None) -> Progress:
    """Judged by the rows that are done, since the beginning; no time is promised before anything is done."""
    rows, total = an_import.rows_done, an_import.rows_total or 0
    share = min(rows / total, 1.0) if total else 0.0
    if an_import.started_at is None or not an_import.products_done:
        return Progress(round(share * 100), 0.0, None)
    going = max((now or timezone.now()) - an_import.started_at, timedelta(seconds=1))
    left = going * ((1 - share) / share) if 0 < share < 1 else None
    return Progress(round(share * 100), an_import.products_done / going.total_seconds(), left)


@dataclass(frozen=True, slots=True)
class Photos:
    """How many photos of an import wait to be fetched, came, and did not come."""

    waiting: int
    fetched: int
    failed: int

    @property
    def all(self) -> int:
        return self.waiting + self.fetched + self.failed


def photos_of(an_import: Import) -> Photos:
    """Counted in one statement."""
    counted = ImportPhoto.objects.filter(of=an_import).values_list("state").annotate(number=Count("pk")).order_by()
    counts = dict(counted)
    return Photos(counts.get("waiting", 0), counts.get("fetched", 0), counts.get("failed", 0))

"""How fast a shop answers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meadow.goods.models.shops import Shop
from meadow.venue.direct.models.answering import Wait

DAY = timedelta(days=1)


class Median(Aggregate):
    """The middle of all values, between the two in the middle where there is no single one."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class Speed:
    """The middle time until a first answer over 7 and 30 days, and the share of 30 days answered within one day."""

    week: timedelta | None
    month: timedelta | None
    within_a_day: int | None

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each figure with its name, those that there are."""
        share = None if self.within_a_day is None else f"{self.within_a_day}%"
        named: list[tuple[str, Any]] = [
            (_("Until the first answer, 7 days"), self.week and in_words(self.week)),
            (_("Until the first answer, 30 days"), self.month and in_words(self.month)),
            (_("Answered within a day"), share),
        ]
        return [(name, value) for name, value in named if value]


def speed_of(shop: Shop) -> Speed:
    """How long members waited, by the clock on the wall, for the moment at which somebody answered; one statement.

    A wait counts by the moment it began. One that goes on counts as not answered once it is older than a day.
    """
    now = timezone.now()
    took = ExpressionWrapper(F("answered_at") - F("asked_at"), output_field=DurationField())
    waits = Wait.objects.filter(shop=shop, asked_at__gt=now - 30 * DAY).annotate(took=took)
    answered = Q(answered_at__isnull=False)
    found = waits.aggregate(
        week=Median("took", filter=answered & Q(asked_at__gt=now - 7 * DAY)),
        month=Median("took", filter=answered),
        soon=Count("pk", filter=answered & Q(took__lte=DAY)),
        all=Count("pk", filter=answered | Q(asked_at__lte=now - DAY)),
    )
    share = round(100 * found["soon"] / found["all"]) if found["all"] else None
    return Speed(found["week"], found["month"], share)


def in_words(span: timedelta) -> str:
    """A span as one says it."""
    minutes = max(round(span.total_seconds() / 60), 1)
    if minutes < 60:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    days = round(hours / 24)
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}

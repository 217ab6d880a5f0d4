"""What was asked of a shop: which shop, and of which days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self, TypeVar

from django.db import models
from django.utils import timezone

from meadow.goods.models.shops import Shop

_Row = TypeVar("_Row", bound=models.Model)


@dataclass(frozen=True)
class Asked:
    """One shop, and a period that begins at `begin` and ends before `end`, as far as there are such bounds."""

    shop: Shop
    begin: datetime | None = None
    end: datetime | None = None

    @classmethod
    def of(cls, shop: Shop, options: Mapping[str, Any]) -> Self:
        """From an export's options, whose days are both included and those of the platform's time zone."""
        return cls(shop, _midnight(options.get("begin")), _midnight(options.get("end"), later=timedelta(days=1)))

    def within(self, rows: "models.QuerySet[_Row]", field: str) -> "models.QuerySet[_Row]":
        """Those of the rows whose moment lies in the period."""
        if self.begin:
            rows = rows.filter(**{f"{field}__gte": self.begin})
        if self.end:
            rows = rows.filter(**{f"{field}__lt": self.end})
        return rows


def _midnight(day: str | None, later: timedelta = timedelta(0)) -> datetime | None:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day) + later, time())) if day else None

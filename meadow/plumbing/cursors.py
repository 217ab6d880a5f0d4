"""Lists read leaf by leaf: each leaf begins where the last one ended, by the (value, id) of its last row."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import is_naive


class Keyed(Protocol):
    """A model's row, or some of its values with its key."""

    @property
    def pk(self) -> Any: ...


Row = TypeVar("Row", bound=Keyed)


@dataclass(frozen=True)
class Leaf(Generic[Row]):
    """Some rows of a list, and the cursor under which the next leaf is found; None on the last one.

    `before` is the cursor of the leaf before, in a list that can be turned back (`turned`).
    """

    rows: list[Row]
    after: str | None
    before: str | None = None


def leaf(rows: "models.QuerySet[Any, Row]", *, by: str, after: str | None, limit: int) -> Leaf[Row]:
    """The next `limit` rows in the order of `by` (a field that is never null; `-field`: the largest first), then of id.

    One statement, whose cost does not grow with the depth of the leaf where an index stands on (field, id). A row that
    stays where it is in the order is seen exactly once, whatever is added or taken away meanwhile. A cursor that cannot
    be read starts from the beginning: it comes from an old link, and the list serves its reader better than an error.
    """
    name, falling = by.lstrip("-"), by.startswith("-")
    place = _read(rows, name, after)
    if place is not None:
        value, pk = place
        way = "lt" if falling else "gt"
        # The first condition says nothing new, but an index can begin at it; it cannot begin at an OR.
        rows = rows.filter(**{f"{name}__{way}e": value}).filter(
            models.Q(**{f"{name}__{way}": value}) | models.Q(**{name: value, f"pk__{way}": pk})
        )
    sign = "-" if falling else ""
    order = [by] if name == "pk" else [by, f"{sign}pk"]
    found = list(rows.order_by(*order)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return Leaf(found, _cursor(found[-1], name) if more else None)


def turned(
    rows: "models.QuerySet[Any, Row]", *, by: str, after: str | None, before: str | None, limit: int
) -> Leaf[Row]:
    """The same for a list that is read in both directions; one statement more where a way back ends at the beginning.

    The leaf before a row ends right before it. Where fewer than `limit` rows are left there, it is the first leaf, so
    that nobody looks at three rows on top of a long list.
    """
    name = by.lstrip("-")
    if _read(rows, name, before) is not None:
        back = leaf(rows, by=name if by.startswith("-") else f"-{name}", after=before, limit=limit)
        found = back.rows[::-1]
        if len(found) == limit:
            return Leaf(found, _cursor(found[-1], name), back.after)
        after = None
    page = leaf(rows, by=by, after=after, limit=limit)
    is_later = page.rows and _read(rows, name, after) is not None
    return Leaf(page.rows, page.after, _cursor(page.rows[0], name) if is_later else None)


def _cursor(row: Keyed, name: str) -> str:
    """Where this row stands in the order of `name`."""
    return _write(getattr(row, name), row.pk)


def _write(value: object, pk: int) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([value, pk])).rstrip(b"=").decode()


def _read(rows: "models.QuerySet[Any, Any]", name: str, after: str | None) -> tuple[Any, int] | None:
    if not after:
        return None
    try:
        value, pk = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        field = _field(rows, name)
        known = field.to_python(value)
    except (binascii.Error, ValueError, TypeError, ValidationError):
        return None
    largest = 2**63
    if isinstance(known, str) and "\0" in known:  # PostgreSQL knows no such text
        return None
    if isinstance(known, datetime) and is_naive(known):  # ours say where on earth they are meant
        return None
    if known is None or not isinstance(pk, int) or isinstance(pk, bool) or not -largest <= pk < largest:
        return None
    if isinstance(known, int) and not -largest <= known < largest:
        return None
    return known, pk


def _field(rows: "models.QuerySet[Any, Any]", name: str) -> "models.Field[Any, Any]":
    """The field of that name, or of the annotation that is called so."""
    if name in rows.query.annotations:
        return rows.query.annotations[name].output_field
    field = rows.model._meta.pk if name == "pk" else rows.model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field

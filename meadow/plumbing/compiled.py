"""Queries that are built once: Django takes longer to put a query together than PostgreSQL takes to answer a small one.

    _rates = Compiled(lambda: ShippingRate.objects.offered().filter(any_of("shop", 0)))
    rates = _rates(shops)

For few, hot places, where it was measured. What differs between two calls must be a place; everything else is built in.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models.query import get_related_populators

from meadow.plumbing.prepared import run

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class _Marker:
    number: int


class Place(models.Expression):
    """Where the value of this number goes when the query is run; given as PostgreSQL wants it."""

    def __init__(self, number: int) -> None:
        super().__init__(output_field=models.TextField())
        self.number = number

    def as_sql(self, compiler: object, connection: object) -> tuple[str, Any]:
        return "%s", [_Marker(self.number)]


def any_of(field: str, number: int) -> models.Func:
    """The condition that a field is one of the list of values that is given for this place."""
    return models.Func(
        models.F(field),
        Place(number),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )


class Compiled(Generic[Row]):
    """A queryset of whole rows, with what it selects beside them, and with places for what is not known yet."""

    def __init__(self, build: Callable[[], "models.QuerySet[Row, Row]"]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._known: _Known | None = None

    def __call__(self, *values: object) -> list[Row]:
        known = self._known
        if known is None:
            with self._lock:
                known = self._known = self._known or _Known(self._build())
        params = [values[one.number] if isinstance(one, _Marker) else one for one in known.params]
        rows = run(known.sql, params)
        return known.made_of(rows) if rows else []


class _Known:
    """The SQL of a query, and how its rows become objects: what Django's own iteration over a queryset does."""

    def __init__(self, queryset: "models.QuerySet[Any, Any]") -> None:
        self.compiler = queryset.query.get_compiler(queryset.db)
        self.sql, self.params = self.compiler.as_sql()
        info = self.compiler.klass_info
        fields = info["select_fields"]
        self.model, self.begin, self.end = info["model"], fields[0], fields[-1] + 1
        self.names = [one[0].target.attname for one in self.compiler.select[self.begin : self.end]]
        self.db = queryset.db
        self.populators = get_related_populators(info, self.compiler.select, self.db)  # type: ignore[call-arg]  # Django 5.2
        self.others = [(name, place) for name, place in (self.compiler.annotation_col_map or {}).items()]

    def made_of(self, rows: list[Any]) -> list[Any]:
        made = []
        for row in self.compiler.results_iter([rows]):
            one = self.model.from_db(self.db, self.names, row[self.begin : self.end])
            for populator in self.populators:
                populator.populate(row, one)
            for name, place in self.others:
                setattr(one, name, row[place])
            made.append(one)
        return made

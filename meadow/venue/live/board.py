"""The show board: what became of a show, in figures. Rooms above bring theirs along: they may not be imported here."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meadow.goods.models.products import Product, Stock
from meadow.venue.live.chart import Line, While, drawn, gathered
from meadow.venue.live.models.shelf import MOST_ON_SHELF, ShelfItem
from meadow.venue.live.models.shows import Minute, Show
from meadow.venue.live.shelves import offered_in
from meadow.venue.notes.models.notes import Note

SOURCES = 12
"""How many sources have a line of their own; the rest share one."""
_MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number on the board: `unit` is `count`, `seconds`, or `money` in minor units of `currency`."""

    name: str
    label: str | Promise
    value: int
    unit: str = "count"
    currency: str = ""


@dataclass(frozen=True)
class Source:
    """Where some of the visits came from: `name` as the journal writes it, "" for the rest of them."""

    name: str
    label: str
    count: int


@dataclass(frozen=True)
class OnShelf:
    """One product on the shelf: how many were sold in the show, and how many can be had now (None: without limit)."""

    product: Product
    sold: int
    left: int | None


@dataclass(frozen=True)
class Board:
    """All figures of a show at one moment, and its minutes: gathered so that they can be shown, and drawn."""

    figures: list[Figure]
    goods: list[OnShelf]
    sources: list[Source]
    whiles: list[While]
    chart: Line


Filler = Callable[[Show], Iterable[Figure]]
Seller = Callable[[Show], dict[int, int]]
_fillers: list[Filler] = []
_sellers: list[Seller] = []


def fills_the_board(function: Filler) -> Filler:
    """Have a function asked for more figures of a show, in a constant number of statements; a decorator.

    It is asked every few seconds for every host who looks while the show goes on.
    """
    _fillers.append(function)
    return function


def knows_what_was_sold(function: Seller) -> Seller:
    """Have a function asked how many pieces of which product were sold in a show, in one statement; a decorator."""
    _sellers.append(function)
    return function


def board_of(show: Show) -> Board:
    """The board of a show with labels in the reader's language, in a constant number of statements."""
    entries, counted = _sources(show)
    figures = [*_figures(show, entries), *(figure for fill in _fillers for figure in fill(show))]
    whiles = gathered(minutes_of(show))
    return Board(figures, goods_of(show), _named(counted, entries), whiles, drawn([one.viewers for one in whiles]))


def goods_of(show: Show) -> list[OnShelf]:
    """What stands on the room's shelf, with what was sold in this show and what is left now; four statements.

    What is left is free for everybody, or kept for an open offer of this show: in either case it can be bought here.
    """
    shelf = ShelfItem.objects.filter(room=show.room_id).select_related("product__shop", "product__cover")
    items = list(shelf[:MOST_ON_SHELF])
    if not items:
        return []
    stocks = Stock.objects.filter(variant__product__in=[it.product_id for it in items], variant__is_active=True)
    without_limit = Q(is_tracked=False) | Q(sells_on=True)
    free = Sum(Greatest(F("on_hand") - F("held") - F("reserved"), 0))
    rows = stocks.values_list("variant__product").annotate(pieces=free, unlimited=Count("pk", filter=without_limit))
    left = {product: None if unlimited else pieces for product, pieces, unlimited in rows}
    for one in offered_in(show) if show.is_on else ():
        product = one.offer.variant.product_id
        if (known := left.get(product)) is not None:
            left[product] = known + one.left
    sold: Counter[int] = Counter()
    for seller in _sellers:
        sold.update(seller(show))
    return [OnShelf(it.product, sold[it.product_id], left.get(it.product_id, 0)) for it in items]


def minutes_of(show: Show) -> list[Minute]:
    """The minutes of a show in their order; of one that hardly ever ends, the last week."""
    return list(reversed(Minute.objects.filter(show=show).order_by("-at")[:_MOST_MINUTES]))


def numbers(show: Show) -> dict[str, Any]:
    """Bare numbers, as everybody at the console hears them; what rooms above know is for hosts alone."""
    entries, counted = _sources(show)
    return {"figures": {one.name: one.value for one in _figures(show, entries)}, "sources": dict(counted)}


def _figures(show: Show, entries: int) -> list[Figure]:
    people, stay = _stays(show)
    clicks = Minute.objects.filter(show=show).aggregate(sum=Sum("clicks"))["sum"] or 0
    is_on = show.is_on
    messages = show.messages.filter(hidden_at=None).count() if is_on else show.message_count
    own = [
        Figure(name="peak", label=gettext_lazy("Most at one time"), value=show.peak),
        Figure(name="people", label=gettext_lazy("People"), value=people if is_on else show.viewer_count),
        Figure(name="entries", label=gettext_lazy("Visits"), value=entries),
        Figure(name="stay", label=gettext_lazy("Mean stay"), value=stay, unit="seconds"),
        Figure(name="messages", label=gettext_lazy("Messages"), value=messages),
        Figure(name="likes", label=gettext_lazy("Likes"), value=show.like_count),
        Figure(name="clicks", label=gettext_lazy("Clicks on goods"), value=clicks),
    ]
    if is_on:
        own.insert(0, Figure(name="now", label=gettext_lazy("Watching now"), value=show.here))
    return own


def _stays(show: Show) -> tuple[int, int]:
    """How many people came, and how many seconds a visit lasts in the mean; one that goes on, until now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT (person_id, guest)),"
            " coalesce(round(avg(floor(extract(epoch FROM coalesce(left_at, now()) - entered_at)))), 0)::int"
            " FROM live_visit WHERE show_id = %s",
            [show.pk],
        )
        people, stay = cursor.fetchone()
    return people, stay


def _sources(show: Show) -> tuple[int, list[tuple[str, int]]]:
    """How many visits there were, and where most of them came from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source, count(*), sum(count(*)) OVER ()::int FROM live_visit WHERE show_id = %s"
            " GROUP BY source ORDER BY 2 DESC, 1 LIMIT %s",
            [show.pk, SOURCES],
        )
        found = cursor.fetchall()
    return (found[0][2] if found else 0), [(name, count) for name, count, _all in found]


def _named(counted: list[tuple[str, int]], entries: int) -> list[Source]:
    notes = [int(name[5:]) for name, _count in counted if name.startswith("note:")]
    titles = dict(Note.objects.filter(pk__in=notes).values_list("pk", "title")) if notes else {}
    sources = [Source(name, _label(name, titles), count) for name, count in counted]
    if rest := entries - sum(source.count for source in sources):
        sources.append(Source("", _("Elsewhere"), rest))
    return sources


def _label(name: str, titles: dict[int, str]) -> str:
    kind, _colon, which = name.partition(":")
    if kind == "note":
        title = titles.get(int(which), "")
        return _("Note “%(title)s”") % {"title": title} if title else _("A note")
    if kind == "external":
        return which
    words = {
        "feed": _("Feed"),
        "search": _("Search"),
        "notification": _("Notification"),
        "group": _("Group %(number)s") % {"number": which},
        "room": _("Another live room"),
    }
    return words.get(kind, _("Came directly"))

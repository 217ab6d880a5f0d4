"""What a shop sees of a buyer who asks, and of what buyers sold for it: numbers in a few statements for any number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Follow, Person
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.orders import Order
from meadow.trade.models.touches import LineTouch
from meadow.venue.notes.models.notes import Note

FEWEST_SOLD = 10
"""With fewer pieces sold nothing is said of how many came back."""


@dataclass(frozen=True)
class Standing:
    """One buyer's numbers over all shops: rates are hundredths of a per cent, None where there is too little to tell.

    `sold` and `return_rate` are of the last 90 days; `kept` of `due` is how many things were shown by their day.
    """

    followers: int = 0
    notes_with_goods: int = 0
    sold: int = 0
    return_rate: int | None = None
    due: int = 0
    kept: int = 0

    @property
    def kept_rate(self) -> int | None:
        return self.kept * 10_000 // self.due if self.due else None


def standings(people: Iterable[int]) -> dict[int, Standing]:
    """The numbers of these people, in four statements."""
    people = list(set(people))
    followers = dict(
        Follow.objects.filter(followed__in=people, follower__is_active=True)
        .values_list("followed")
        .annotate(number=Count("pk"))
        .order_by("followed")
    )
    notes = Note.objects.published().filter(author__in=people, pins__isnull=False)
    shown = dict(notes.values_list("author").annotate(number=Count("pk", distinct=True)).order_by("author"))
    since = timezone.now() - timedelta(days=90)
    sales = LineTouch.objects.filter(earner__in=people, line__order__paid_at__gt=since)
    sold = {
        earner: (pieces, back)
        for earner, pieces, back in sales.exclude(line__order__state=Order.State.CANCELLED)
        .values_list("earner")
        .annotate(pieces=Sum("line__quantity"), back=Sum("line__returned"))
        .order_by("earner")
    }
    in_time = Q(shown_at__isnull=False, shown_at__lte=F("show_by"))
    over = Agreement.objects.filter(buyer__in=people, show_by__isnull=False).filter(
        in_time | Q(show_by__lte=timezone.now())
    )
    promises = {
        buyer: (due, kept)
        for buyer, due, kept in over.values_list("buyer")
        .annotate(due=Count("pk"), kept=Count("pk", filter=in_time))
        .order_by("buyer")
    }
    found = {}
    for person in people:
        pieces, back = sold.get(person, (0, 0))
        due, kept = promises.get(person, (0, 0))
        found[person] = Standing(
            followers=followers.get(person, 0),
            notes_with_goods=shown.get(person, 0),
            sold=pieces,
            return_rate=back * 10_000 // pieces if pieces >= FEWEST_SOLD else None,
            due=due,
            kept=kept,
        )
    return found


@dataclass(frozen=True)
class SoldThrough:
    """What one buyer sold for one shop; amounts are minor units of the shop's currency."""

    buyer: Person
    orders: int
    pieces: int
    worth: int


def sold_through(shop: Shop, *, days: int = 30, most: int = 50) -> list[SoldThrough]:
    """Who sold how much for this shop in so many days, the most first; two statements."""
    since = timezone.now() - timedelta(days=days)
    rows: QuerySet[LineTouch] = LineTouch.objects.filter(
        earner__isnull=False, line__order__shop=shop, line__order__paid_at__gt=since
    ).exclude(line__order__state=Order.State.CANCELLED)
    counted = (
        rows.values("earner")
        .annotate(
            orders=Count("line__order", distinct=True),
            pieces=Sum(F("line__quantity") - F("line__refunded_quantity")),
            worth=Sum(F("line__total") - F("line__discount") + F("line__tax_added") - F("line__refunded")),
        )
        .order_by("-worth", "earner")[:most]
    )
    found = list(counted)
    people = Person.objects.select_related("picture").in_bulk([row["earner"] for row in found])
    return [SoldThrough(people[row["earner"]], row["orders"], row["pieces"], row["worth"]) for row in found]

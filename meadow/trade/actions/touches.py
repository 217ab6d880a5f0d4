"""Remembering what led somebody to a product, and finding out what of it earned a line that is being ordered.

`docs/howto/attribution.md` tells the rules with examples, which are its tests.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Address, Person
from meadow.plumbing.compiled import Compiled, Place, any_of
from meadow.plumbing.prepared import run
from meadow.trade.households import same_household
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.touches import LineTouch, Touch
from meadow.venue.live.models.rooms import Room
from meadow.venue.notes.models.notes import Note

SELF_PURCHASE = "self_purchase"
SAME_HOUSEHOLD = "same_household"
OWN_SHOP = "own_shop"
MOST_READ = 200
"""So many touches of one person are looked at, the latest; nobody comes to the goods of one order through more."""
_PARTS = ("phone", "country", "city", "street", "postcode")


def window() -> timedelta:
    """How long before an order a touch can have earned it."""
    return timedelta(days=settings.MEADOW_TOUCH_DAYS)


_recent = Compiled(
    lambda: Touch.objects.filter(
        Q(any_of("product", 0)) | Q(any_of("shop", 1), product=None), person=Place(2), at__gt=Place(3)
    ).order_by("-at", "-pk")[:MOST_READ]
)


def record_touch(
    *,
    kind: Touch.Kind,
    earner: Person,
    by: Person | None,
    key: UUID | None = None,
    product: Product | None = None,
    shop: Shop | None = None,
    note: Note | None = None,
    place: str = "",
) -> None:
    """Remember that somebody (`by`, or the guest of this `key`) came to a product, or to a shop as a whole.

    The same way within an hour is one row, whose moment moves; one statement. By itself it does not wait for the disk:
    an order that follows does, and whatever was committed before it is on disk with it.
    """
    whose = product.shop_id if product else shop.pk if shop else None
    if whose is None:
        raise ValueError("A touch is of a product or of a shop.")
    now = timezone.now()
    touch = Touch(
        person=by,
        guest=None if by else key,
        kind=kind,
        earner=earner,
        note=note,
        place=place,
        product=product,
        shop_id=whose,
        hour=now.replace(minute=0, second=0, microsecond=0),
        at=now,
    )
    same = ["person", "guest", "earner", "kind", "note", "place", "shop", "product", "hour"]
    is_whole = not connection.in_atomic_block
    with transaction.atomic():
        if is_whole:
            run("SELECT set_config('synchronous_commit', 'off', true)", [])
        Touch.objects.bulk_create([touch], update_conflicts=True, unique_fields=same, update_fields=["at"])


def come_through_note(note: Note, product: Product, *, by: Person) -> None:
    """Remember that a member came to a product through a note, if it is shown there; two or three statements."""
    if note.pins.filter(product=product).exists():
        record_touch(kind=Touch.Kind.NOTE, earner=note.author, by=by, product=product, note=note)


def come_through_room(room: Room, product: Product, *, by: Person) -> None:
    """Remember that a member came to a product through a live room, if it stands on its shelf; two or three
    statements.
    """
    if room.shelf.filter(product=product, is_hidden=False).exists():
        record_touch(kind=Touch.Kind.ROOM, earner=room.host, by=by, product=product, place=room.occasion)


@transaction.atomic
def merge_touches(key: UUID, *, into: Person) -> None:
    """Make a guest's touches the member's that the guest turned out to be."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO trade_touch
                (person_id, guest, kind, note_id, place, earner_id, shop_id, product_id, hour, at)
            SELECT %s, NULL, kind, note_id, place, earner_id, shop_id, product_id, hour, at
            FROM trade_touch WHERE guest = %s
            ON CONFLICT (person_id, guest, earner_id, kind, note_id, place, shop_id, product_id, hour)
            DO UPDATE SET at = greatest(trade_touch.at, excluded.at)
            """,
            [into.pk, key],
        )
    Touch.objects.filter(guest=key).delete()


def forget_touches() -> int:
    """Forget what is older than twice the window; returns how many."""
    forgotten, _ = Touch.objects.filter(at__lt=timezone.now() - 2 * window()).delete()
    return forgotten


def write_touches(group: OrderGroup, lines: Sequence[OrderLine]) -> None:
    """Freeze for each line what earned it: the last qualified touch of the window, the rate, and the whole path.

    Part of the transaction that places the order; the lines are written. One statement when nothing led to them.
    """
    products = {line.variant.product_id for line in lines}
    shops = {line.variant.product.shop_id for line in lines}
    touches = _recent(list(products), list(shops), group.member_id, timezone.now() - window())[::-1]
    if not touches:
        return
    judge = _Judge(group, {touch.earner_id for touch in touches}, products, shops)
    rows = []
    for line in lines:
        product = line.variant.product
        path = [
            touch
            for touch in touches
            if touch.product_id == product.pk or (touch.product_id is None and touch.shop_id == product.shop_id)
        ]
        if path:
            rows.append(_line_touch(line, path, judge))
    LineTouch.objects.bulk_create(rows)


class _Judge:
    """Who of these earners sells which of these products, and whom a rule shuts out from this order."""

    def __init__(self, group: OrderGroup, earners: set[int], products: set[int], shops: set[int]) -> None:
        self._member = group.member_id
        live = Agreement.objects.live().filter(buyer__in=earners, product__in=products)
        live = live.filter(buyer__is_active=True, buyer__is_buyer=True)
        self._agreements = {(agreement.buyer_id, agreement.product_id): agreement for agreement in live}
        sellers = {buyer for buyer, _product in self._agreements}
        seats = Seat.objects.filter(shop__in=shops, person__in=sellers) if sellers else Seat.objects.none()
        self._seats = set(seats.values_list("person", "shop"))
        book = Address.objects.filter(person__in={*sellers, group.member_id}) if sellers else Address.objects.none()
        kept: dict[int, list[dict[str, str]]] = {}
        for address in book.values("person_id", *_PARTS):
            kept.setdefault(address["person_id"], []).append(address)
        here = [group.address, *kept.get(group.member_id, [])]
        self._housemates = {seller for seller in sellers if same_household(here, kept.get(seller, []))}

    def agreement(self, touch: Touch, product: Product) -> Agreement | None:
        """What the touch qualifies by, whether or not a rule shuts it out."""
        return self._agreements.get((touch.earner_id, product.pk))

    def objection(self, touch: Touch, product: Product) -> str:
        """The rule that shuts the touch out, or nothing."""
        if touch.earner_id == self._member:
            return SELF_PURCHASE
        if (touch.earner_id, product.shop_id) in self._seats:
            return OWN_SHOP
        return SAME_HOUSEHOLD if touch.earner_id in self._housemates else ""


def _line_touch(line: OrderLine, path: Sequence[Touch], judge: _Judge) -> LineTouch:
    """The last touch that qualifies and that no rule shuts out earns; without one, the last one is remembered."""
    product = line.variant.product
    qualified = [(touch, agreement) for touch in path if (agreement := judge.agreement(touch, product))]
    objections = {touch.pk: judge.objection(touch, product) for touch, _agreement in qualified}
    earning = [(touch, agreement) for touch, agreement in qualified if not objections[touch.pk]]
    last, agreement = earning[-1] if earning else (qualified[-1][0] if qualified else path[-1], None)
    return LineTouch(
        line=line,
        kind=last.kind,
        note_id=last.note_id,
        place=last.place,
        earner_id=last.earner_id if agreement else None,
        agreement=agreement,
        commission_rate=agreement.rate if agreement else 0,
        ruled_out="" if agreement else objections.get(last.pk, ""),
        path=[_told(touch, objections.get(touch.pk, "")) for touch in path],
        touched_at=last.at,
    )


def _told(touch: Touch, objection: str) -> dict[str, Any]:
    return {
        "kind": touch.kind,
        "note": touch.note_id,
        "place": touch.place,
        "earner": touch.earner_id,
        "at": touch.at.isoformat(),
        "ruled_out": objection,
    }

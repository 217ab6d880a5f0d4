"""Plans, agreements and touches, as the tests of cooperation need them."""

from typing import Any

from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.agreements import pick
from meadow.trade.actions.plans import PlanContent, launch_plan, make_plan
from meadow.trade.actions.touches import record_touch
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.plans import Plan
from meadow.trade.models.touches import Touch
from meadow.trade.terms import Terms
from meadow.venue.notes.models.notes import Note, Pin
from tests.cast import published


def owner(shop: Shop) -> Person:
    return Person.objects.get(seats__shop=shop, seats__role="owner")


def content(kind: str = Plan.Kind.OPEN, rate: int = 1000, *, steps: Any = (), **fields: Any) -> PlanContent:
    whole = not fields.get("products") and not fields.get("collections")
    return PlanContent(
        kind=kind, name=fields.pop("name", "Winter"), terms=Terms(rate, tuple(steps)), **{"whole_shop": whole, **fields}
    )


def plan(shop: Shop, kind: str = Plan.Kind.OPEN, rate: int = 1000, **fields: Any) -> Plan:
    """A running plan; for the whole shop, unless it names something."""
    return launch_plan(make_plan(shop, content(kind, rate, **fields), by=owner(shop)), by=owner(shop))


def agreed(buyer: Person, product: Product, rate: int = 1000, **fields: Any) -> Agreement:
    """A running agreement under an open plan of its own."""
    plan(product.shop, rate=rate, products=[product], **fields)
    return pick(product, by=buyer)


def note_with(author: Person, *products: Product, title: str = "A quiet evening") -> Note:
    note = published(author, title)
    Pin.objects.bulk_create(Pin(note=note, product=product) for product in products)
    return note


def came_through(note: Note, product: Product, *, by: Person, ago: Any = None) -> Touch:
    """Somebody followed a note to a product, so long ago."""
    record_touch(kind=Touch.Kind.NOTE, earner=note.author, by=by, product=product, note=note)
    touch = Touch.objects.latest("pk")
    if ago is not None:
        at = timezone.now() - ago
        Touch.objects.filter(pk=touch.pk).update(at=at, hour=at.replace(minute=0, second=0, microsecond=0))
    return touch

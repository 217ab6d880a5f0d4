"""What a person does as a buyer: agreements, samples, their selection, what they earned; and what led them to goods."""

from collections.abc import Iterator
from typing import Any

from meadow.moving.archives.entries import Entry, by_key, document, listing, said
from meadow.people.models.persons import Person
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.buyers import Buyer
from meadow.trade.models.samples import Sample
from meadow.trade.models.selections import SelectionItem
from meadow.trade.models.touches import LineTouch, Touch

_BUYER = ("state", "curates", "places", "terms_version", "answer", "asked_at", "answered_at")
_AGREEMENT = (
    *("state", "schedule", "words", "answer", "sold", "asked_at", "answered_at", "began_at", "show_by", "shown_at"),
    *("ends_at", "ended_at"),
)
_SAMPLE = (
    *("kind", "state", "address", "words", "answer", "carrier", "tracking", "asked_at", "answered_at", "sent_at"),
    *("received_at", "settled_at"),
)


def count(person: Person) -> int:
    rows: tuple[Any, ...] = (
        Agreement.objects.filter(buyer=person),
        SelectionItem.objects.filter(buyer=person),
        LineTouch.objects.filter(earner=person),
        Touch.objects.filter(person=person),
    )
    return sum(some.count() for some in rows)


def entries(person: Person) -> Iterator[Entry]:
    buyer = Buyer.objects.filter(person=person).first()
    yield document("buyer.json", said(buyer, *_BUYER) if buyer else {})
    agreements = Agreement.objects.filter(buyer=person).select_related("product__shop", "plan")
    yield listing("agreements.json", lambda: map(_agreement, by_key(agreements)))
    samples = Sample.objects.asked_by(person).select_related("agreement__product__shop")
    yield listing("samples.json", lambda: map(_sample, by_key(samples)))
    selection = SelectionItem.objects.filter(buyer=person).select_related("product__shop")
    yield listing("selection.json", lambda: map(_item, by_key(selection)))
    earned = LineTouch.objects.filter(earner=person).select_related("line__order__shop", "line__share")
    yield listing("earnings.json", lambda: map(_earned, by_key(earned.prefetch_related("line__share__backs"))))
    touches = Touch.objects.filter(person=person).select_related("product__shop", "shop")
    yield listing("what-led-you-to-goods.json", lambda: map(_touch, by_key(touches)))


def _agreement(row: Agreement) -> dict[str, Any]:
    return {
        "shop": row.product.shop.handle,
        "product": row.product.handle,
        "plan": row.plan.name,
        **said(row, *_AGREEMENT),
    }


def _sample(row: Sample) -> dict[str, Any]:
    product = row.agreement.product
    return {"shop": product.shop.handle, "product": product.handle, **said(row, *_SAMPLE)}


def _item(row: SelectionItem) -> dict[str, Any]:
    place = {"shop": row.product.shop.handle, "product": row.product.handle}
    return {**place, **said(row, "words", "position", "added_at")}


def _earned(row: LineTouch) -> dict[str, Any]:
    """What was sold through them and what they get of it; who bought it is not theirs to know."""
    line = row.line
    return {
        "shop": line.order.shop.handle,
        "product": line.title,
        "quantity": line.quantity,
        "placed_at": line.order.placed_at,
        "currency": line.order.currency,
        **said(row, "kind", "note_id", "commission_rate", "standing", "kept"),
    }


def _touch(row: Touch) -> dict[str, Any]:
    return {
        "shop": row.shop.handle,
        "product": row.product and row.product.handle,
        **said(row, "kind", "note_id", "at"),
    }

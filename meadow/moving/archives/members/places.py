"""Where a person wants parcels sent, and in which shops they have a part."""

from collections.abc import Iterator
from typing import Any

from meadow.goods.models.applications import Application
from meadow.goods.models.shops import Invitation, Seat, TrailEntry
from meadow.goods.trail import sentence
from meadow.moving.archives.entries import Entry, by_key, document, listing, said
from meadow.people.models.persons import Address, Person

_ADDRESS = ("name", "phone", "country", "region", "city", "street", "postcode", "is_usual", "kept_at")
_APPLICATION = (
    *("state", "legal_name", "registration", "tax_number", "country", "address", "phone", "what", "begun_at"),
)


def count(person: Person) -> int:
    return Address.objects.kept_by(person).count() + TrailEntry.objects.filter(by=person).count()


def entries(person: Person) -> Iterator[Entry]:
    addresses = Address.objects.kept_by(person)
    yield listing("addresses.json", lambda: (said(address, *_ADDRESS) for address in by_key(addresses)))
    yield document("shops.json", _shops(person))
    trail = TrailEntry.objects.filter(by=person).select_related("shop")
    yield listing(
        "what-you-did-in-shops.json",
        lambda: (
            {"shop": entry.shop.handle, "at": entry.at, "what": sentence(entry.verb, entry.said)}
            for entry in by_key(trail)
        ),
    )


def _shops(person: Person) -> dict[str, Any]:
    seats = Seat.objects.filter(person=person).select_related("shop").order_by("pk")
    applications = Application.objects.filter(by=person).select_related("shop").order_by("pk")
    invitations = Invitation.objects.filter(taken_by=person) | Invitation.objects.filter(email__iexact=person.email)
    return {
        "seats": [{"shop": seat.shop.handle, **said(seat, "role", "since")} for seat in seats],
        "applications": [{"shop": row.shop.handle, **said(row, *_APPLICATION)} for row in applications],
        "invitations": [
            {"shop": row.shop.handle, **said(row, "email", "role", "state", "sent_at", "answered_at")}
            for row in invitations.select_related("shop").order_by("pk")
        ],
    }

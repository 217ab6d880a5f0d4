"""What may be written in a shop's log: every verb with the sentence that tells of it and the kind of thing it is about.

Rooms above add their verbs with `add_verbs`, at import of their `apps.ready` modules, before anybody notes one down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.people.models.persons import Person


class Kind(models.TextChoices):
    """The kinds of things that a log can be narrowed down to."""

    SHOP = "shop", gettext_lazy("The shop")
    OPENING = "opening", gettext_lazy("The application")
    TEAM = "team", gettext_lazy("The team")
    PRODUCTS = "products", gettext_lazy("Products")
    STOCK = "stock", gettext_lazy("Stock and prices")
    COLLECTIONS = "collections", pgettext_lazy("shop", "Collections")
    ORDERS = "orders", gettext_lazy("Orders")
    MOVING = "moving", gettext_lazy("Imports and exports")


_verbs: dict[str, tuple[Kind, str]] = {}


def add_verbs(kind: Kind, sentences: Mapping[str, str]) -> None:
    """Make verbs known; a sentence is a gettext source with %(named)s places for what `note_down` is told."""
    _verbs.update({verb: (kind, sentence) for verb, sentence in sentences.items()})


def is_verb(verb: str) -> bool:
    return verb in _verbs


def verbs_about(kind: str) -> list[str]:
    return [verb for verb, (about, _sentence) in _verbs.items() if about == kind]


def kind_of(verb: str) -> str:
    """What the verb is about, in the reader's language; nothing for a verb that is no longer in use."""
    return str(_verbs[verb][0].label) if verb in _verbs else ""


@dataclass(frozen=True)
class Told:
    """An entry as it is read: who, when, about what, and the sentence."""

    at: datetime
    by: Person | None
    about: str
    sentence: str

    @classmethod
    def of(cls, entry: TrailEntry) -> Self:
        return cls(entry.at, entry.by, kind_of(entry.verb), sentence(entry.verb, entry.said))


class _Said(dict[str, Any]):
    """What an entry names; a place that an older entry did not know stays a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(verb: str, said: Mapping[str, Any]) -> str:
    """The sentence of an entry in the reader's language; the bare verb for one that is no longer in use."""
    if verb not in _verbs:
        return verb.replace("_", " ")
    named = _Said(said)
    for place, choices in (("role", Seat.Role), ("kind", Shop.Kind)):
        if said.get(place) in choices.values:
            named[place] = choices(said[place]).label
    return str(_(_verbs[verb][1]) % named)


add_verbs(
    Kind.SHOP,
    {
        "shop_changed": gettext_noop("Changed the shop's settings."),
        "handle_changed": gettext_noop("Moved the shop from “%(before)s” to “%(after)s”."),
        "holiday_set": gettext_noop("Sent the shop on holiday from %(begin)s until %(end)s."),
        "holiday_ended": gettext_noop("Ended the shop's holiday."),
        "shop_suspended": gettext_noop("Suspended the shop: %(reason)s"),
        "suspension_lifted": gettext_noop("Lifted the suspension."),
        "shop_closed": gettext_noop("Closed the shop."),
        "shop_reopened": gettext_noop("Opened the shop again."),
    },
)
add_verbs(
    Kind.OPENING,
    {
        "shop_begun": gettext_noop("Began to open the shop."),
        "shop_opened": gettext_noop("Opened the shop."),
        "kind_changed": gettext_noop("Changed the kind of the shop to “%(kind)s”."),
        "answers_changed": gettext_noop("Changed the answers of the application."),
        "document_added": gettext_noop("Added the document “%(name)s”."),
        "document_removed": gettext_noop("Took away the document “%(name)s”."),
        "contract_accepted": gettext_noop("Accepted the contract, version %(version)s."),
        "application_handed_in": gettext_noop("Handed in the application."),
        "application_returned": gettext_noop("Returned the application: %(reason)s"),
        "application_refused": gettext_noop("Refused the application: %(reason)s"),
        "application_approved": gettext_noop("Approved the application."),
        "deposit_received": gettext_noop("Received the deposit."),
    },
)
add_verbs(
    Kind.TEAM,
    {
        "person_invited": gettext_noop("Invited %(who)s as %(role)s."),
        "invitation_taken_back": gettext_noop("Took back the invitation of %(who)s."),
        "invitation_accepted": gettext_noop("Accepted the invitation as %(role)s."),
        "invitation_declined": gettext_noop("Declined the invitation as %(role)s."),
        "role_changed": gettext_noop("Made %(who)s %(role)s."),
        "person_left": gettext_noop("Took %(who)s out of the team."),
        "person_seated": gettext_noop("Gave %(who)s a seat as %(role)s."),
    },
)
add_verbs(
    Kind.PRODUCTS,
    {
        "product_added": gettext_noop("Added “%(title)s”."),
        "product_changed": gettext_noop("Changed “%(title)s”."),
        "product_published": gettext_noop("Put “%(title)s” on sale."),
        "product_archived": gettext_noop("Put “%(title)s” into the archive."),
        "product_copied": gettext_noop("Copied “%(title)s”."),
        "product_restored": gettext_noop("Brought “%(title)s” back from the archive."),
        "product_scheduled": gettext_noop("“%(title)s” went on sale at its time."),
        "file_added": gettext_noop("Added the file “%(name)s” to “%(title)s”."),
        "file_replaced": gettext_noop("Replaced a file of “%(title)s” by “%(name)s”."),
        "file_removed": gettext_noop("Took the file “%(name)s” away from “%(title)s”."),
        "products_changed": gettext_noop("Changed %(count)s products at once."),
    },
)
add_verbs(
    Kind.STOCK,
    {
        "stock_changed": gettext_noop("Changed the stock of “%(title)s” from %(before)s to %(after)s."),
        "price_changed": gettext_noop("Changed the price of “%(title)s” from %(before)s to %(after)s."),
        "warehouse_added": gettext_noop("Added the warehouse “%(name)s”."),
        "warehouse_changed": gettext_noop("Changed the warehouse “%(name)s”."),
    },
)
add_verbs(
    Kind.COLLECTIONS,
    {
        "collection_added": gettext_noop("Added the collection “%(title)s”."),
        "collection_changed": gettext_noop("Changed the collection “%(title)s”."),
        "collection_arranged": gettext_noop("Arranged the collection “%(title)s”."),
        "collection_removed": gettext_noop("Deleted the collection “%(title)s”."),
        "collection_restored": gettext_noop("Brought back the collection “%(title)s”."),
    },
)
add_verbs(
    Kind.MOVING,
    {
        "import_begun": gettext_noop("Began to import “%(name)s”."),
        "import_done": gettext_noop("Imported “%(name)s”."),
        "import_undone": gettext_noop("Undid the import of “%(name)s”."),
        "export_asked_for": gettext_noop("Asked for an export of the shop."),
    },
)

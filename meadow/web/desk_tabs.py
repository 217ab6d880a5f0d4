"""The navigation of a shop's desk: its sections, and the pages in each; a new page of the desk gets its row here.

Rooms name their page by `desk_tab` in the template's context; `docs/howto/roles.md` says who may open which.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.shops import Seat

Role = Seat.Role
Words = str | Promise
EVERYBODY = frozenset(Role)
KEEPERS = frozenset({Role.OWNER, Role.EDITOR})
CARERS = frozenset({Role.OWNER, Role.SUPPORT})
OWNERS = frozenset({Role.OWNER})


@dataclass(frozen=True)
class Tab:
    """One page: the name that its view gives as `desk_tab`, what it is called, its door, and for which roles."""

    name: str
    label: Words
    door: str
    roles: frozenset[Seat.Role]


@dataclass(frozen=True)
class Section:
    """Pages that belong together, under one word; `is_here` where the page at hand is one of them."""

    label: Words
    tabs: tuple[Tab, ...]
    is_here: bool = False

    def seen_by(self, role: str | None, here: str) -> "Section":
        """What of it is there for a role; a page that was given no seat is one of an owner."""
        tabs = tuple(tab for tab in self.tabs if role is None or role in tab.roles)
        return Section(self.label, tabs, any(tab.name == here for tab in tabs))


SECTIONS = (
    Section(_("Overview"), (Tab("home", _("Overview"), "goods:desk-home", EVERYBODY),)),
    Section(
        _("Goods"),
        (
            Tab("products", _("Products"), "goods:desk-products", KEEPERS),
            Tab("collections", pgettext_lazy("shop", "Collections"), "goods:desk-collections", KEEPERS),
            Tab("promotions", _("Promotions"), "trade:desk-promotions", KEEPERS),
            Tab("channels", _("Channels"), "matching:desk-channels", KEEPERS),
        ),
    ),
    Section(
        _("Orders"),
        (
            Tab("orders", _("Orders"), "trade:desk-orders", CARERS),
            Tab("returns", _("Returns"), "trade:desk-returns", CARERS),
        ),
    ),
    Section(
        _("Messages"),
        (
            Tab("messages", _("Inbox"), "direct:desk-inbox", EVERYBODY),
            Tab("replies", _("Quick replies"), "direct:desk-replies", EVERYBODY),
            Tab("hours", _("Hours"), "direct:desk-hours", CARERS),
        ),
    ),
    Section(
        _("Cooperation"),
        (
            Tab("cooperation", _("Overview"), "trade:desk-cooperation", KEEPERS),
            Tab("plans", _("Plans"), "trade:desk-plans", KEEPERS),
            Tab("buyers", _("Buyers"), "trade:desk-buyers", KEEPERS),
            Tab("samples", _("Samples"), "trade:desk-samples", KEEPERS),
        ),
    ),
    Section(_("Money"), (Tab("money", _("Money"), "trade:desk-money", OWNERS),)),
    Section(_("Live rooms"), (Tab("rooms", _("Live rooms"), "live:desk", KEEPERS),)),
    Section(_("Groups"), (Tab("groups", _("Groups"), "groups:desk", KEEPERS),)),
    Section(_("Notes"), (Tab("notes", _("Notes"), "notes:desk", KEEPERS),)),
    Section(
        _("Settings"),
        (
            Tab("settings", _("Shop"), "goods:desk-shop", OWNERS),
            Tab("shipping", _("Shipping"), "trade:desk-shipping", OWNERS),
            Tab("taxes", _("Taxes"), "trade:desk-taxes", OWNERS),
            Tab("payout-account", _("Where payouts go"), "trade:desk-payout-account", OWNERS),
            Tab("team", _("Team"), "goods:desk-team", OWNERS),
            Tab("log", _("Log"), "goods:desk-log", OWNERS),
            Tab("exports", _("Exports"), "moving:exports", OWNERS),
        ),
    ),
)


def sections_for(role: str | None, here: str) -> list[Section]:
    """The sections in which there is a page for this role; `here` is the page at hand."""
    return [section for section in (one.seen_by(role, here) for one in SECTIONS) if section.tabs]

"""Writing into the ledger: entries whose postings sum to zero, each fact once.

The ledger is locked after everything else of trade, and before stock. Nothing of it is a row that every sale changes:
balances are sums.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from meadow.trade.models.ledger import Account, Entry, Posting

_LOCKS = 0x4C45 << 48  # "LE": advisory locks of the ledger's accounts


@dataclass(frozen=True)
class Place:
    """Which account of a currency is meant, whether it is there already or not."""

    kind: str
    shop: int | None = None
    person: int | None = None
    name: str = ""


@dataclass
class Draft:
    """An entry about to be written: a fact, its key, what it is about, and what it puts where.

    Plus is debit, minus is credit. Without `at` it is written as of the moment of writing.
    """

    kind: Entry.Kind
    key: str
    currency: str
    at: datetime | None = None
    about: dict[str, int | None] = field(default_factory=dict)
    words: str = ""
    sums: Counter[Place] = field(default_factory=Counter)

    def put(self, place: Place, amount: int) -> None:
        self.sums[place] += amount

    @property
    def moves(self) -> bool:
        return any(self.sums.values())


def post(drafts: Iterable[Draft]) -> list[Entry]:
    """Write these entries, those whose key is there already left out; returns what was written.

    Part of the transaction that makes them true, which holds the lock of what each is about: that is why looking for
    the key is enough, and its constraint only the last guard. Of entries that move nothing there are none.
    """
    drafts = [draft for draft in drafts if draft.moves]
    known = set(Entry.objects.filter(key__in=[one.key for one in drafts]).values_list("key", flat=True))
    drafts = [draft for draft in drafts if draft.key not in known]
    if not drafts:
        return []
    accounts = open_accounts({(place, one.currency) for one in drafts for place in one.sums})
    _share(account for account in accounts.values() if account.kind in Account.PAYABLE)
    now = timezone.now()
    entries = Entry.objects.bulk_create(
        Entry(kind=one.kind, key=one.key, words=one.words[:200], at=one.at or now, **one.about) for one in drafts
    )
    Posting.objects.bulk_create(
        Posting(
            entry=entry,
            account=accounts[place, draft.currency],
            amount=amount,
            currency=draft.currency,
            at=entry.at,
        )
        for entry, draft in zip(entries, drafts, strict=True)
        for place, amount in draft.sums.items()
        if amount
    )
    return entries


def open_accounts(wanted: set[tuple[Place, str]]) -> dict[tuple[Place, str], Account]:
    """The accounts at these places in these currencies; those that are not there are opened."""
    found = _accounts(wanted)
    missing = [place for place in wanted if place not in found]
    if missing:
        Account.objects.bulk_create(
            [
                Account(kind=at.kind, shop_id=at.shop, person_id=at.person, name=at.name, currency=currency)
                for at, currency in sorted(missing, key=repr)
            ],
            ignore_conflicts=True,  # another sale may be opening them too
        )
        found = _accounts(wanted)
    return found


def empty_out(account: Account) -> None:
    """Wait until nobody writes on this account, and let nobody until the transaction is over: for payouts alone.

    Whoever writes on an account from which payouts are taken holds this lock shared, so that sales and completions
    never wait for one another. What a payout then reads is everything with a smaller number than its own posting.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCKS + account.pk])


def _share(accounts: Iterable[Account]) -> None:
    keys = sorted(_LOCKS + account.pk for account in accounts)
    if keys:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(key) FROM unnest(%s::bigint[]) AS key", [keys])


def _accounts(wanted: Iterable[tuple[Place, str]]) -> dict[tuple[Place, str], Account]:
    shops = {place.shop for place, _ in wanted if place.shop}
    people = {place.person for place, _ in wanted if place.person}
    owned = Q(shop=None, person=None, kind__in={place.kind for place, _ in wanted})
    if shops:
        owned |= Q(shop__in=shops)
    if people:
        owned |= Q(person__in=people)
    rows: Sequence[Account] = list(Account.objects.filter(owned, currency__in={currency for _, currency in wanted}))
    return {(Place(row.kind, row.shop_id, row.person_id, row.name), row.currency): row for row in rows}

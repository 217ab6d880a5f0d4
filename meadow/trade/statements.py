"""Statements: what came, what went and what is left, for a shop, a buyer or the platform, in a month or for a payout.

Amounts are as their owner sees them: plus is theirs. What is estimated and what is settled stand apart everywhere. A
payout's statement is about what is settled alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Min, QuerySet, Sum
from django.utils import timezone

from meadow.trade.books import Sum as Moved
from meadow.trade.books import sums
from meadow.trade.models.ledger import Account, Entry, Posting
from meadow.trade.models.payouts import Payout
from meadow.trade.models.shares import LineShare, ShareBack
from meadow.trade.sharing import Parts

_AT_ONCE = 500  # lines read in one go
_OF_SHARES = {Entry.Kind.SALE, Entry.Kind.SETTLEMENT}
Place = tuple[datetime, int]
"""Where a page of lines begins: after the entry of this moment and key."""


@dataclass(frozen=True)
class Pair:
    """An amount that is estimated and one that is settled."""

    estimated: int = 0
    settled: int = 0

    @property
    def total(self) -> int:
        return self.estimated + self.settled

    def __add__(self, other: "Pair") -> "Pair":
        return Pair(self.estimated + other.estimated, self.settled + other.settled)


@dataclass
class Line:
    """One entry as its owner sees it; `goods` and `sending` with `parts` say how the amount of an order came about."""

    entry: Entry
    moved: Pair
    parts: Parts = field(default_factory=Parts)
    goods: int = 0
    sending: int = 0

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def order(self) -> int | None:
        return self.entry.order_id

    def add(self, parts: Parts, *, is_line: bool) -> None:
        """Count these parts of a line, or of sending, in."""
        self.parts += parts
        if is_line:
            self.goods += parts.paid
        else:
            self.sending += parts.paid


@dataclass
class Total:
    """What one kind of entry moved in the time of a statement."""

    kind: Entry.Kind
    moved: Pair
    entries: int


@dataclass(frozen=True)
class Holder:
    """Whose statement it is: the accounts of one owner in one currency."""

    accounts: tuple[Account, ...]
    currency: str

    @classmethod
    def of(cls, accounts: "QuerySet[Account, Account]", currency: str) -> "Holder":
        return cls(tuple(accounts.filter(currency=currency).order_by("pk")), currency)

    @property
    def is_platform(self) -> bool:
        return any(account.kind in Account.PLATFORMS for account in self.accounts)

    @property
    def earner(self) -> int | None:
        """The buyer, where it is one: of an order only their own lines are told."""
        return next((account.person_id for account in self.accounts if account.person_id), None)


def currencies(accounts: "QuerySet[Account, Account]") -> list[str]:
    return sorted(set(accounts.values_list("currency", flat=True)))


def standing(holder: Holder, until: date | None = None) -> Pair:
    """What is the owner's at the beginning of the day `until`; now without one."""
    return _paired(holder, sums(holder.accounts, until=until))


def months(holder: Holder) -> list[date]:
    """The first days of the months in which anything moved, from the newest to the oldest; no month is left out."""
    began = Posting.objects.filter(account__in=holder.accounts)
    firsts = [began.filter(account=one).aggregate(at=Min("at"))["at"] for one in holder.accounts]
    found = [at for at in firsts if at]
    if not found:
        return []
    first, month = timezone.localtime(min(found)).date().replace(day=1), timezone.localdate().replace(day=1)
    listed = []
    while month >= first:
        listed.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return listed


@dataclass
class Statement:
    """What moved for a holder between two moments, and how it stood before and after.

    Its sums come out of the sums of days, its lines out of the postings themselves.
    """

    holder: Holder
    name: str
    first: date
    last: date
    opening: Pair
    totals: list[Total]
    postings: "QuerySet[Posting, Posting]"
    payout: Payout | None = None

    @property
    def currency(self) -> str:
        return self.holder.currency

    @property
    def closing(self) -> Pair:
        return sum((total.moved for total in self.totals), self.opening)

    @property
    def entries(self) -> int:
        """How many lines it has, at least: what is estimated and settled by one entry is one line."""
        return sum(total.entries for total in self.totals)

    def page(self, after: Place | None, limit: int) -> tuple[list[Line], Place | None]:
        """Some lines in the order of time, and after which the next page begins; None on the last."""
        found = list(_entries(self.postings, after)[: limit + 1])
        shown = found[:limit]
        return _lines(self.holder, [entry for _, entry in shown], self.postings), shown[-1] if found[limit:] else None

    def lines(self) -> Iterator[Line]:
        """Every line, some hundred read at once."""
        after: Place | None = None
        while True:
            lines, after = self.page(after, _AT_ONCE)
            yield from lines
            if after is None:
                return


def month_statement(holder: Holder, month: date) -> Statement:
    """What happened in one month of the platform's time zone, estimated and settled."""
    first = month.replace(day=1)
    until = (first + timedelta(days=31)).replace(day=1)
    return Statement(
        holder=holder,
        name=f"{first:%Y-%m}-{holder.currency}",
        first=first,
        last=until - timedelta(days=1),
        opening=standing(holder, first),
        totals=_totals(holder, sums(holder.accounts, first=first, until=until)),
        postings=Posting.objects.filter(account__in=holder.accounts, at__gte=_midnight(first), at__lt=_midnight(until)),
    )


def payout_statement(payout: Payout) -> Statement:
    """What a payout is made of: everything that was settled since the one before, down to nothing."""
    holder = Holder((payout.account,), payout.currency)
    mine = Posting.objects.filter(account=payout.account_id, pk__gt=payout.after, pk__lte=payout.upto)
    before = Payout.objects.filter(account=payout.account_id, pk__lt=payout.pk).order_by("-pk").first()
    last = timezone.localdate(payout.planned_at)
    moved = mine.order_by().values_list("entry__kind").annotate(amount=Sum("amount"), entries=Count("pk"))
    by_kind = {kind: Total(Entry.Kind(kind), Pair(0, -amount), entries) for kind, amount, entries in moved}
    return Statement(
        holder=holder,
        name=f"payout-{payout.pk}",
        first=timezone.localdate(before.planned_at) if before else last,
        last=last,
        opening=Pair(),
        totals=[by_kind[kind.value] for kind in Entry.Kind if kind.value in by_kind],
        postings=mine,
        payout=payout,
    )


def _entries(postings: "QuerySet[Posting, Posting]", after: Place | None) -> "QuerySet[Posting, Place]":
    if after:
        at, entry = after
        postings = postings.filter(at__gte=at).exclude(at=at, entry__lte=entry)
    return postings.order_by("at", "entry").values_list("at", "entry").distinct()


def _lines(holder: Holder, keys: Sequence[int], postings: "QuerySet[Posting, Posting]") -> list[Line]:
    pending = {account.pk for account in holder.accounts if account.kind in Account.PENDING}
    moved: dict[int, Pair] = defaultdict(Pair)
    for entry, account, amount in postings.filter(entry__in=keys).values_list("entry", "account", "amount"):
        moved[entry] += Pair(-amount, 0) if account in pending else Pair(0, -amount)
    entries = Entry.objects.in_bulk(keys)
    lines = [Line(entries[key], moved[key]) for key in keys]
    if not holder.is_platform:
        _tell_parts(holder, lines)
    return lines


def _tell_parts(holder: Holder, lines: list[Line]) -> None:
    """Say of each sale, refund and settlement how its amount came about; to a buyer, of their own lines alone."""
    only = {"earner": holder.earner} if holder.earner else {}
    orders = {line.order for line in lines if line.entry.kind in _OF_SHARES}
    shares: dict[int | None, list[LineShare]] = defaultdict(list)
    for share in LineShare.objects.filter(order__in=orders, **only):
        shares[share.order_id].append(share)
    backs: dict[int | None, list[tuple[int, ShareBack]]] = defaultdict(list)
    taken = ShareBack.objects.filter(share__order__in={line.order for line in lines if line.order})
    for back in taken.filter(**{f"share__{name}": value for name, value in only.items()}).select_related("share"):
        backs[back.share.order_id].append((back.refund_id or 0, back))
    before = _refunds_before([line.entry for line in lines if line.entry.kind == Entry.Kind.SETTLEMENT])
    for line in lines:
        kind = line.entry.kind
        if kind in _OF_SHARES:
            for share in shares[line.order]:
                line.add(_told(holder, share.parts), is_line=share.line_id is not None)
        for refund, back in backs[line.order]:
            of_it = kind == Entry.Kind.REFUND and refund == (line.entry.refund_id or 0)
            if of_it or (kind == Entry.Kind.SETTLEMENT and refund in before[line.entry.pk]):
                line.add(Parts() - _told(holder, back.parts), is_line=back.share.line_id is not None)


def _told(holder: Holder, parts: Parts) -> Parts:
    """What fees a shop pays is no business of the buyers who sell for it."""
    return parts.earners if holder.earner else parts


def _refunds_before(settlements: list[Entry]) -> dict[int, set[int]]:
    """The refunds whose share each of these settlements had no more to settle; 0 stands for those without money."""
    found: dict[int, set[int]] = defaultdict(lambda: {0})
    refunds = Entry.objects.filter(kind=Entry.Kind.REFUND, order__in=[entry.order_id for entry in settlements])
    taken = list(refunds.values_list("order", "pk", "refund"))
    for entry in settlements:
        found[entry.pk] = {refund or 0 for order, pk, refund in taken if order == entry.order_id and pk < entry.pk}
    return found


def _totals(holder: Holder, moved: Sequence[Moved]) -> list[Total]:
    by_kind: dict[str, list[Moved]] = defaultdict(list)
    for one in moved:
        by_kind[one.kind].append(one)
    return [
        Total(kind, _paired(holder, by_kind[kind.value]), _entries_of(holder, kind, by_kind[kind.value]))
        for kind in Entry.Kind
        if by_kind[kind.value]
    ]


def _entries_of(holder: Holder, kind: Entry.Kind, moved: Sequence[Moved]) -> int:
    """How many entries these postings belong to: some kinds move one of an owner's accounts, others several at once."""
    several = holder.is_platform or kind == Entry.Kind.SETTLEMENT
    return (max if several else sum)(one.postings for one in moved)


def _paired(holder: Holder, moved: Sequence[Moved]) -> Pair:
    pending = {account.pk for account in holder.accounts if account.kind in Account.PENDING}
    estimated = sum(one.credit - one.debit for one in moved if one.account in pending)
    settled = sum(one.credit - one.debit for one in moved if one.account not in pending)
    return Pair(estimated, settled)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))

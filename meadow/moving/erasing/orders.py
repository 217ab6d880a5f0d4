"""A person's cart, and what their orders keep: what the law wants of invoices, and no more."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from meadow.goods.models.stock import StockWish
from meadow.moving.models.history import HistoryCustomer
from meadow.people.models.persons import Person
from meadow.trade.models.carts import Cart
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.models.payout_accounts import PayoutAccount
from meadow.trade.models.promotions import Coupon
from meadow.trade.models.rooms import OfferTake
from meadow.trade.payments.payouts import ByHand

AT_ONCE = 100
# What an invoice has to name (Directive 2006/112/EC Art. 226 No. 5), and where the tax falls due.
_ON_INVOICES = ("name", "street", "postcode", "city", "region", "country")
_OVER = (Order.State.DELIVERED, Order.State.COMPLETED, Order.State.CANCELLED)


def erase_cart(person: Person) -> None:
    """With what the person waits for."""
    Cart.objects.filter(person=person).delete()
    StockWish.objects.filter(member=person).delete()
    Coupon.objects.filter(person=person).delete()
    OfferTake.objects.filter(member=person).delete()


def disown_history(person: Person) -> None:
    """Undo that the person claimed a shop's entry from before; the entry itself is the shop's book."""
    HistoryCustomer.objects.filter(person=person).update(person=None)


def empty_payout_accounts(person: Person) -> None:
    """Give up where the person's earnings went to, and forget in whose name it was and the numbers of banks."""
    accounts = PayoutAccount.objects.of_person(person)
    accounts.filter(provider=ByHand.name).update(reference="")
    accounts.update(holder="", state=PayoutAccount.State.CLOSED)


def lessen_addresses(person: Person) -> None:
    """Cut the addresses of the person's orders to what has to be kept."""
    _lessen(OrderGroup.objects.filter(member=person), timezone.now())


def lessen_addresses_of_the_gone(at: datetime | None = None) -> None:
    """The same for everybody who left: orders that have ended since, and those that are old enough to be forgotten."""
    now = at or timezone.now()
    gone = OrderGroup.objects.filter(member__is_active=False, member__handle__startswith="gone-")
    _lessen(gone.filter(Q(address__has_key="phone") | Q(address__has_key="name", placed_at__lt=_year_ago(now))), now)


def _year_ago(now: datetime) -> datetime:
    """Where the time of keeping began that ends now; it runs from the end of the year of the order."""
    return datetime(now.year - settings.MEADOW_INVOICE_YEARS, 1, 1, tzinfo=now.tzinfo)


def _lessen(groups: "QuerySet[OrderGroup]", now: datetime) -> None:
    pks = list(groups.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(pks), AT_ONCE):
        with transaction.atomic():
            some = OrderGroup.objects.filter(pk__in=pks[begin : begin + AT_ONCE]).locked()
            for group in some.prefetch_related("orders"):
                less = _needed(group, now)
                if less != group.address:
                    group.address = less
                    group.save(update_fields=["address"])


def _needed(group: OrderGroup, now: datetime) -> dict[str, str]:
    """What of the address has to stay: all of it while a parcel may be on its way, nothing where nothing was paid."""
    if group.state == OrderGroup.State.OPEN or any(order.state not in _OVER for order in group.orders.all()):
        return dict(group.address)
    if group.paid_at is None or group.placed_at < _year_ago(now):
        return {part: group.address[part] for part in ("country",) if part in group.address}
    return {part: group.address[part] for part in _ON_INVOICES if part in group.address}

"""Taking history back, claiming it as one's own, and forgetting whom it is about."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.moving.models.history import HistoryCustomer, HistoryOrder
from meadow.moving.models.imports import Import
from meadow.people.models.persons import Person

AT_ONCE = 500


@transaction.atomic
def take_back_history(import_row: Import) -> bool:
    """Take away some of what this import added; False when nothing of it is left.

    What it only changed stays as it says now, and a customer stays who has orders that another file brought.
    """
    orders = list(HistoryOrder.objects.filter(brought_by=import_row).values_list("pk", flat=True)[:AT_ONCE])
    if orders:
        HistoryOrder.objects.filter(pk__in=orders).delete()
        return True
    ordered = HistoryOrder.objects.filter(customer=OuterRef("pk"))
    left = HistoryCustomer.objects.filter(~Exists(ordered), brought_by=import_row)
    customers = list(left.values_list("pk", flat=True)[:AT_ONCE])
    HistoryCustomer.objects.filter(pk__in=customers).delete()
    return bool(customers)


@transaction.atomic
def claim_history(customer: HistoryCustomer, *, by: Person) -> HistoryCustomer:
    """Let a member see these orders among their own: they have shown that the e-mail address is theirs.

    Claimed already, nothing changes. Raises DoesNotExist where the address is not a verified one of theirs.
    """
    customer = HistoryCustomer.objects.claimable_by(by).locked().get(pk=customer.pk)
    customer.person = by
    customer.save(update_fields=["person"])
    return customer


@transaction.atomic
def let_history_go(customer: HistoryCustomer, *, by: Person) -> None:
    """Show these orders among the member's own no more; the shop keeps them."""
    HistoryCustomer.objects.filter(pk=customer.pk, person=by).update(person=None)


@transaction.atomic
def forget_customer(customer: HistoryCustomer, *, by: Person) -> None:
    """Forget one customer because they asked for it; their orders stay, nobody's."""
    shop = customer.shop
    customer.delete()
    note_down(shop, "history_customer_forgotten", by=by)


def forget_old_customers(at: datetime | None = None) -> int:
    """Forget customers who ordered nothing for the years that settings name; their orders stay as figures, nobody's."""
    before = (at or timezone.now()) - timedelta(days=round(settings.MEADOW_HISTORY_YEARS * 365.25))
    last = HistoryCustomer.objects.filter(person=None).annotate(last=Max("orders__placed_at"))
    old = last.filter(Q(last__lt=before) | Q(last=None, brought_at__lt=before))
    forgotten = 0
    while pks := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += len(pks)
        HistoryCustomer.objects.filter(pk__in=pks).delete()
    return forgotten

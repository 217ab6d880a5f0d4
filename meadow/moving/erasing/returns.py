"""What a person said and showed when they gave goods back or called orders off: it goes when that is over.

What was given back and for how much stays with the order: it belongs to the invoice.
"""

from django.db import transaction
from django.db.models import Q

from meadow.people.models.persons import Person
from meadow.trade.models.cancellations import Cancellation
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.returns import Return, ReturnPhoto


@transaction.atomic
def forget_returns(person: Person) -> None:
    """Take the words and photos out of the person's returns and wishes to cancel; those that are open stay for now."""
    _forget(Q(member=person))


@transaction.atomic
def forget_returns_of_the_gone() -> None:
    """The same for everybody who left, of what has ended since."""
    _forget(Q(member__is_active=False, member__handle__startswith="gone-"))


def _forget(whose: Q) -> None:
    orders = Order.objects.filter(whose).values("pk")
    over = Return.objects.filter(order__in=orders).exclude(state__in=Return.OPEN)
    ReturnPhoto.objects.filter(ret__in=over).delete()
    over.exclude(words="").update(words="")
    wishes = Cancellation.objects.filter(order__in=orders).exclude(state=Cancellation.State.ASKED)
    wishes.exclude(words="").update(words="")
    # The story keeps what was said when a cancellation was asked for.
    steps = OrderStep.objects.filter(order__in=orders, kind=OrderStep.Kind.CANCEL_ASKED)
    steps.filter(order__in=wishes.values("order")).exclude(facts={}).update(facts={})

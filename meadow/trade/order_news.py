"""What people concerned hear of parcels, wishes to cancel, returns and refunds while they look at a page.

A message is ephemeral: it may be lost, and the pages of orders and returns say the same.
"""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from meadow.goods.models.shops import Seat
from meadow.people.inbox import in_words_of, tell
from meadow.people.models.persons import Person
from meadow.plumbing.events import Told, reaction
from meadow.plumbing.money import format_amount
from meadow.trade.models.orders import Order
from meadow.trade.models.returns import Return

CARERS = (Seat.Role.OWNER, Seat.Role.SUPPORT)
Words = Callable[[], str]


@reaction("trade.cancellation_asked")
def tell_of_a_wish_to_cancel(told: Told) -> None:
    """The shop has to answer before it packs."""
    order = _order(told)
    _tell_shop(
        order,
        lambda: _("%(member)s would like to cancel order %(number)s.") % _facts(order),
        reverse("trade:desk-order", args=[order.shop.handle, order.pk]),
    )


@reaction("trade.cancellation_refused")
def tell_that_it_is_sent(told: Told) -> None:
    """The member need not wait for the money."""
    order = _order(told)
    _tell_member(
        order, lambda: _("%(shop)s sends order %(number)s all the same.") % _facts(order), order.get_absolute_url()
    )


@reaction("trade.return_asked", "trade.return_sent_back", "trade.return_withdrawn")
def tell_the_shop_of_a_return(told: Told) -> None:
    """The shop has to answer, or looks out for a parcel, or need not any more."""
    ret = _return(told)
    _tell_shop(
        ret.order,
        lambda: _SHOP[told.name]() % _facts(ret.order),
        reverse("trade:desk-return", args=[ret.order.shop.handle, ret.pk]),
    )


@reaction("trade.return_answered", "trade.return_received", "trade.return_settled")
def tell_the_member_of_a_return(told: Told) -> None:
    """What the shop says, and that the goods are there, and that it is over."""
    ret = _return(told)
    name = told.name if told.data.get("is_granted", True) else "refused"
    _tell_member(ret.order, lambda: _MEMBER[name]() % _facts(ret.order), ret.get_absolute_url())


@reaction("trade.refund_made")
def tell_of_a_refund(told: Told) -> None:
    """Money is on its way back to the member."""
    order = _order(told)
    _tell_member(
        order,
        lambda: (
            _("%(amount)s of order %(number)s are on their way back to you.")
            % {
                **_facts(order),
                "amount": format_amount(
                    told.data["amount"], told.data["currency"], translation.get_language() or settings.LANGUAGE_CODE
                ),
            }
        ),
        order.get_absolute_url(),
    )


# In functions, so that each is said in the language of whoever reads it.
_SHOP: dict[str, Words] = {
    "trade.return_asked": lambda: _("%(member)s would like to give something of order %(number)s back."),
    "trade.return_sent_back": lambda: _("Goods of order %(number)s are on their way back."),
    "trade.return_withdrawn": lambda: _("The return of order %(number)s was withdrawn."),
}
_MEMBER: dict[str, Words] = {
    "trade.return_answered": lambda: _("Your return to %(shop)s is granted."),
    "refused": lambda: _("%(shop)s has refused your return."),
    "trade.return_received": lambda: _("%(shop)s has received what you sent back."),
    "trade.return_settled": lambda: _("Your return to %(shop)s is settled."),
}


def _order(told: Told) -> Order:
    return Order.objects.select_related("shop", "member").get(pk=told.data["order"])


def _return(told: Told) -> Return:
    return Return.objects.select_related("order__shop", "order__member").get(pk=told.data["ret"])


def _facts(order: Order) -> dict[str, object]:
    return {"shop": order.shop.in_words["name"], "member": str(order.member), "number": order.pk}


def _tell_shop(order: Order, words: Words, url: str) -> None:
    for person in Person.objects.filter(seats__shop=order.shop, seats__role__in=CARERS):
        _tell(person, words, url)


def _tell_member(order: Order, words: Words, url: str) -> None:
    _tell(order.member, words, url)


def _tell(person: Person, words: Words, url: str) -> None:
    with in_words_of(person):
        tell(person, "order", words(), url)

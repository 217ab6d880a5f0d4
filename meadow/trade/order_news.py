"""Whom trade tells of orders, parcels, wishes to cancel, returns, refunds and payouts."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from meadow.goods.models.shops import Seat, Shop
from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.people.sentences import in_each_language
from meadow.plumbing.events import Told, reaction
from meadow.plumbing.money import format_amount
from meadow.trade.models.orders import Order
from meadow.trade.models.returns import Return

CARERS = (Seat.Role.OWNER, Seat.Role.SUPPORT)
NEWS = timedelta(minutes=15)
"""Older than that it is no news: the orders' page has long said it."""


@reaction("trade.order_paid")
def tell_of_a_payment(told: Told) -> None:
    """There is an order to send, and the member need not wonder."""
    order = _order(told)
    if order.paid_at is None or order.paid_at < timezone.now() - NEWS:
        return
    _tell_shop(order, "order_sold", _desk(order), amount=(order.total, order.currency))
    _tell_member(order, Kind.ORDER, "order_paid", order.get_absolute_url())


@reaction("trade.order_sent")
def tell_that_it_is_on_its_way(told: Told) -> None:
    """The member looks out for a parcel."""
    order = _order(told)
    _tell_member(order, Kind.ORDER, "order_sent", order.get_absolute_url(), shipment=told.data["shipment"])


@reaction("trade.order_delivered")
def tell_that_it_is_taken_for_delivered(told: Told) -> None:
    """The member did not say so themselves: it was sent long ago."""
    order = _order(told)
    if told.data.get("is_overdue"):
        _tell_member(order, Kind.ORDER, "order_delivered", order.get_absolute_url())


@reaction("trade.cancellation_asked")
def tell_of_a_wish_to_cancel(told: Told) -> None:
    """The shop has to answer before it packs."""
    order = _order(told)
    _tell_shop(order, "cancellation_asked", _desk(order))


@reaction("trade.cancellation_refused")
def tell_that_it_is_sent(told: Told) -> None:
    """The member need not wait for the money."""
    order = _order(told)
    _tell_member(order, Kind.ORDER, "cancellation_refused", order.get_absolute_url())


@reaction("trade.return_asked", "trade.return_sent_back", "trade.return_withdrawn")
def tell_the_shop_of_a_return(told: Told) -> None:
    """The shop has to answer, or looks out for a parcel, or need not any more."""
    ret = _return(told)
    url = reverse("trade:desk-return", args=[ret.order.shop.handle, ret.pk])
    _tell_shop(ret.order, told.name.removeprefix("trade."), url, ret=ret.pk)


@reaction("trade.return_answered", "trade.return_received", "trade.return_settled")
def tell_the_member_of_a_return(told: Told) -> None:
    """What the shop says, and that the goods are there, and that it is over."""
    ret = _return(told)
    answer = "return_granted" if told.data.get("is_granted") else "return_refused"
    verb = answer if told.name == "trade.return_answered" else told.name.removeprefix("trade.")
    _tell_member(ret.order, Kind.RETURN, verb, ret.get_absolute_url(), ret=ret.pk)


@reaction("trade.refund_made")
def tell_of_a_refund(told: Told) -> None:
    """Money is on its way back to the member."""
    order = _order(told)
    amount = (told.data["amount"], told.data["currency"])
    _tell_member(order, Kind.RETURN, "refund_made", order.get_absolute_url(), amount=amount, refund=told.data["refund"])


@reaction("trade.payout_paid", "trade.payout_came_back")
def tell_of_a_payout(told: Told) -> None:
    """Whoever earned it hears that it came, or did not."""
    came = told.name == "trade.payout_paid"
    shop = Shop.objects.filter(pk=told.data["shop"]).first()
    if shop:
        people = _seated(shop.pk, (Seat.Role.OWNER,))
        url = reverse("trade:desk-money-payouts" if came else "trade:desk-payout-account", args=[shop.handle])
    else:
        people = [told.data["person"]]
        url = reverse("trade:earnings-payouts" if came else "trade:payout-account")
    tell_of(
        people,
        kind=Kind.SHOP,
        verb="payout_paid" if came else "payout_came_back",
        about=f"payout:{told.data['payout']}",
        url=url,
        words=in_each_language(lambda: {"amount": _amount(told.data["amount"], told.data["currency"])}),
    )


def _order(told: Told) -> Order:
    return Order.objects.select_related("shop", "member").get(pk=told.data["order"])


def _return(told: Told) -> Return:
    return Return.objects.select_related("order__shop", "order__member").get(pk=told.data["ret"])


def _desk(order: Order) -> str:
    return reverse("trade:desk-order", args=[order.shop.handle, order.pk])


def _amount(amount: int, currency: str) -> str:
    return format_amount(amount, currency, translation.get_language() or settings.LANGUAGE_CODE)


def _tell_shop(order: Order, verb: str, url: str, *, amount: tuple[int, str] | None = None, **words: object) -> None:
    """Tell those who look after the shop's orders, whomever they keep away as people: it is about an order."""
    facts = _words(order, amount, member=str(order.member), **words)
    tell_of(_seated(order.shop_id, CARERS), kind=Kind.SHOP, verb=verb, about=_about(order), url=url, words=facts)


def _tell_member(
    order: Order, kind: Kind, verb: str, url: str, *, amount: tuple[int, str] | None = None, **words: object
) -> None:
    facts = _words(order, amount, **words)
    tell_of([order.member_id], kind=kind, verb=verb, about=_about(order), url=url, words=facts)


def _about(order: Order) -> str:
    return f"order:{order.pk}"


def _words(order: Order, amount: tuple[int, str] | None, **others: object) -> dict[str, object]:
    def facts() -> dict[str, str]:
        known = {"shop": str(order.shop.in_words["name"])}
        return {**known, "amount": _amount(*amount)} if amount else known

    return in_each_language(facts, number=order.pk, **others)


def _seated(shop: int, roles: tuple[Seat.Role, ...]) -> list[int]:
    return list(Person.objects.filter(seats__shop=shop, seats__role__in=roles).values_list("pk", flat=True))

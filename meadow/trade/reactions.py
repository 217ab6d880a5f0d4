"""Trade hears its own facts, to tell the people concerned while they look at a page.

The message is ephemeral: it may be lost, and the order pages say the same.
"""

import json
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meadow.engines.bus import publish
from meadow.goods.models.shops import Seat
from meadow.people.models.persons import Person
from meadow.plumbing.events import Told, reaction
from meadow.plumbing.money import format_amount
from meadow.trade.models.orders import Order

NEWS = timedelta(minutes=15)
"""Older than that it is no news: the orders' page has long said it."""


@reaction("trade.order_paid")
def tell_the_shop(told: Told) -> None:
    """Tell those who look after the shop's orders that there is one to send."""
    order = Order.objects.select_related("shop").get(pk=told.data["order"])
    if order.paid_at is None or order.paid_at < timezone.now() - NEWS:
        return
    url = reverse("trade:desk-order", args=[order.shop.handle, order.pk])
    roles = [Seat.Role.OWNER, Seat.Role.SUPPORT]
    for person in Person.objects.filter(seats__shop=order.shop, seats__role__in=roles):
        with _in_words_of(person):
            amount = format_amount(order.total, order.currency, translation.get_language() or "en")
            title = _("New order %(number)s for %(shop)s: %(amount)s")
            facts = {"number": order.pk, "shop": order.shop.in_words["name"], "amount": amount}
            _tell(person, title % facts, url)


@reaction("trade.order_sent")
def tell_the_member(told: Told) -> None:
    """Tell the member that the order is on its way."""
    order = Order.objects.select_related("shop", "member").get(pk=told.data["order"])
    with _in_words_of(order.member):
        title = _("Your order from %(shop)s is on its way.") % {"shop": order.shop.in_words["name"]}
        _tell(order.member, title, order.get_absolute_url())


def _in_words_of(person: Person) -> "translation.override":
    return translation.override(person.language or settings.LANGUAGE_CODE)


def _tell(person: Person, title: str, url: str) -> None:
    publish(f"inbox.{person.pk}.order", json.dumps({"title": title, "url": url}).encode())

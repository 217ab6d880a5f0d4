"""Trade hears its own facts: to tell the people concerned while they look at a page, and to count what buyers sold.

A message is ephemeral: it may be lost, and the pages say the same. What is counted is counted from the rows, so that
hearing a fact twice or late changes nothing.
"""

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meadow.goods.desks import KEEPERS
from meadow.goods.models.shops import Seat
from meadow.people.inbox import in_words_of, tell
from meadow.people.models.persons import Person
from meadow.plumbing.events import Told, reaction
from meadow.plumbing.money import format_amount
from meadow.trade.actions.agreements import note_what_is_shown
from meadow.trade.actions.earning import count_sales
from meadow.trade.actions.offers import lay_out_offers
from meadow.trade.actions.room_sales import show_in_room
from meadow.trade.actions.samples import follow_order, pay_sample_back, samples_to_pay_back
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.orders import Order
from meadow.trade.models.plans import Plan
from meadow.trade.models.samples import Sample
from meadow.venue.notes.models.notes import Note

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
        with in_words_of(person):
            amount = format_amount(order.total, order.currency, translation.get_language() or "en")
            title = _("New order %(number)s for %(shop)s: %(amount)s")
            facts = {"number": order.pk, "shop": order.shop.in_words["name"], "amount": amount}
            tell(person, "order", title % facts, url)


@reaction("trade.order_paid")
def tell_the_room(told: Told) -> None:
    """Show in the room that somebody has bought, by the first letter of their name, if they gave leave for that."""
    show_in_room(told.data["order"])


@reaction("trade.order_sent")
def tell_the_member(told: Told) -> None:
    """Tell the member that the order is on its way."""
    order = Order.objects.select_related("shop", "member").get(pk=told.data["order"])
    with in_words_of(order.member):
        title = _("Your order from %(shop)s is on its way.") % {"shop": order.shop.in_words["name"]}
        tell(order.member, "order", title, order.get_absolute_url())


@reaction("trade.order_paid", "trade.order_cancelled", "trade.refund_made")
def count_what_buyers_sold(told: Told) -> None:
    """Higher rates begin at so many pieces that were paid and not given back."""
    count_sales([told.data["order"]])


@reaction("trade.order_paid", "trade.order_sent", "trade.order_delivered", "trade.order_completed")
def take_samples_along(told: Told) -> None:
    """A sample that is paid for moves with its order; the first sale that stands pays it back."""
    order = Order.objects.get(pk=told.data["order"])
    follow_order(order)
    for sample in samples_to_pay_back(order):
        pay_sample_back(sample)


@reaction("goods.product_published")
def offer_to_buyers(told: Told) -> None:
    """A new product may belong to a plan for the whole shop."""
    lay_out_offers([told.data["shop"]])


@reaction("venue.note_published", "venue.note_edited", "venue.note_restored")
def keep_deadlines(told: Told) -> None:
    """What a buyer agreed to show by a day is shown."""
    note = Note.objects.published().filter(pk=told.data["note"]).first()
    if note is not None:
        note_what_is_shown(note.pk, note.author_id, note.pins.values_list("product", flat=True))


@reaction("trade.agreement_asked")
def tell_who_is_asked(told: Told) -> None:
    """Tell the shop of an application, and the buyer of an invitation."""
    found = Agreement.objects.select_related("shop", "buyer", "product").get(pk=told.data["agreement"])
    if told.data["is_invitation"]:
        with in_words_of(found.buyer):
            title = _("%(shop)s invites you to sell “%(title)s”.")
            tell(found.buyer, "order", title % _names(found), reverse("trade:buying-agreements"))
        return
    for person in _keepers(found):
        with in_words_of(person):
            title = _("%(buyer)s would like to sell “%(title)s”.")
            tell(person, "order", title % _names(found), reverse("trade:desk-buyers", args=[found.shop.handle]))


@reaction("trade.agreement_began", "trade.agreement_declined")
def tell_the_buyer(told: Told) -> None:
    """Tell a buyer what became of their application."""
    found = Agreement.objects.select_related("shop", "buyer", "product").get(pk=told.data["agreement"])
    if not found.answered_by_id or found.plan.kind == Plan.Kind.TARGETED:
        return
    with in_words_of(found.buyer):
        yes, no = _("%(shop)s agrees: you sell “%(title)s”."), _("%(shop)s does not want you to sell “%(title)s” now.")
        title = yes if found.is_live else no
        tell(found.buyer, "order", title % _names(found), reverse("trade:buying-agreements"))


@reaction("trade.sample_moved")
def tell_of_the_sample(told: Told) -> None:
    """Tell the shop that a sample is asked for, and the buyer what becomes of it."""
    sample = Sample.objects.get(pk=told.data["sample"])
    found = Agreement.objects.select_related("shop", "buyer", "product").get(pk=sample.agreement_id)
    if told.data["state"] == Sample.State.ASKED:
        for person in _keepers(found):
            with in_words_of(person):
                title = _("%(buyer)s asks for a sample of “%(title)s”.")
                tell(person, "order", title % _names(found), reverse("trade:desk-samples", args=[found.shop.handle]))
        return
    with in_words_of(found.buyer):
        titles = {
            Sample.State.APPROVED: _("Your sample of “%(title)s” is approved."),
            Sample.State.REFUSED: _("%(shop)s sends no sample of “%(title)s”."),
            Sample.State.SENT: _("Your sample of “%(title)s” is on its way."),
        }
        if told.data["state"] in titles:
            tell(found.buyer, "order", titles[told.data["state"]] % _names(found), reverse("trade:buying-samples"))


def _names(agreement: Agreement) -> dict[str, str]:
    return {
        "shop": agreement.shop.in_words["name"],
        "buyer": agreement.buyer.name,
        "title": agreement.product.in_words["title"],
    }


def _keepers(agreement: Agreement) -> "QuerySet[Person]":
    return Person.objects.filter(seats__shop=agreement.shop_id, seats__role__in=KEEPERS)

"""Trade hears its own facts: to tell buyers and shops of what they do together, and to count what buyers sold.

What is counted is counted from the rows, so that hearing a fact twice or late changes nothing. Whom it tells of orders
is in `order_news`.
"""

from typing import Any

from django.urls import reverse

from meadow.goods.desks import KEEPERS
from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.people.sentences import in_each_language
from meadow.plumbing.events import Told, reaction
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


@reaction("trade.order_paid")
def tell_the_room(told: Told) -> None:
    """Show in the room that somebody has bought, by the first letter of their name, if they gave leave for that."""
    show_in_room(told.data["order"])


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
        _tell_buyer(found, "invited_to_sell", reverse("trade:buying-agreements"))
    else:
        _tell_keepers(found, "asks_to_sell", reverse("trade:desk-buyers", args=[found.shop.handle]))


@reaction("trade.agreement_began", "trade.agreement_declined")
def tell_the_buyer(told: Told) -> None:
    """Tell a buyer what became of their application."""
    found = Agreement.objects.select_related("shop", "buyer", "product").get(pk=told.data["agreement"])
    if found.answered_by_id and found.plan.kind != Plan.Kind.TARGETED:
        _tell_buyer(found, "may_sell" if found.is_live else "may_not_sell", reverse("trade:buying-agreements"))


@reaction("trade.sample_moved")
def tell_of_the_sample(told: Told) -> None:
    """Tell the shop that a sample is asked for, and the buyer what becomes of it."""
    sample = Sample.objects.get(pk=told.data["sample"])
    found = Agreement.objects.select_related("shop", "buyer", "product").get(pk=sample.agreement_id)
    if told.data["state"] == Sample.State.ASKED:
        _tell_keepers(found, "asks_for_sample", reverse("trade:desk-samples", args=[found.shop.handle]))
    elif told.data["state"] in (Sample.State.APPROVED, Sample.State.REFUSED, Sample.State.SENT):
        _tell_buyer(found, f"sample_{told.data['state']}", reverse("trade:buying-samples"))


def _tell_buyer(agreement: Agreement, verb: str, url: str) -> None:
    about, words = f"agreement:{agreement.pk}", _words(agreement)
    tell_of([agreement.buyer_id], kind=Kind.SHOP, verb=verb, about=about, url=url, words=words)


def _tell_keepers(agreement: Agreement, verb: str, url: str) -> None:
    keepers = Person.objects.filter(seats__shop=agreement.shop_id, seats__role__in=KEEPERS).values_list("pk", flat=True)
    tell_of(
        list(keepers),
        kind=Kind.SHOP,
        verb=verb,
        about=f"agreement:{agreement.pk}",
        url=url,
        actor=agreement.buyer,
        words=_words(agreement),
    )


def _words(agreement: Agreement) -> dict[str, Any]:
    return in_each_language(
        lambda: {"shop": agreement.shop.in_words["name"], "title": agreement.product.in_words["title"]},
        photo=agreement.product.cover_id,
    )

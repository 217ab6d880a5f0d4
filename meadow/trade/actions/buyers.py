"""Becoming a buyer, being answered, and leaving the profession."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.agreements import end_agreements_of
from meadow.trade.events import BuyerBegan, BuyerLeft
from meadow.trade.models.buyers import Buyer
from meadow.trade.models.selections import SelectionItem
from meadow.trade.refusals import AlreadyABuyer, NoMoreAsking

State = Buyer.State


@transaction.atomic
def become_buyer(person: Person, *, curates: str, places: Sequence[str]) -> Buyer:
    """Accept the terms and begin to sell for commission; with MEADOW_BUYERS=operators, ask to."""
    person = Person.objects.locked().get(pk=person.pk)
    known = Buyer.objects.locked().filter(person=person).first()
    if known is not None and known.state in {State.ASKED, State.ACTIVE}:
        raise AlreadyABuyer
    buyer, now = known or Buyer(person=person), timezone.now()
    buyer.curates, buyer.places = curates.strip(), list(places)
    buyer.terms_version, buyer.asked_at = settings.MEADOW_BUYER_TERMS_VERSION, now
    buyer.answer, buyer.answered_by, buyer.answered_at = "", None, None
    buyer.state = State.ASKED if settings.MEADOW_BUYERS == "operators" and not person.is_buyer else State.ACTIVE
    buyer.save()
    if buyer.state == State.ACTIVE:
        _begin(person)
    return buyer


@transaction.atomic
def describe_buyer(person: Person, *, curates: str, places: Sequence[str]) -> Buyer:
    """Say anew what one curates and where."""
    buyer = Buyer.objects.locked().get(person=person)
    buyer.curates, buyer.places = curates.strip(), list(places)
    buyer.save(update_fields=["curates", "places"])
    return buyer


@transaction.atomic
def answer_buyer(buyer: Buyer, *, is_welcome: bool, by: Person, words: str = "") -> Buyer:
    """An operator answers somebody who asked."""
    person = Person.objects.locked().get(pk=buyer.person_id)
    buyer = Buyer.objects.locked().get(pk=buyer.pk)
    if buyer.state != State.ASKED:
        raise NoMoreAsking
    buyer.state = State.ACTIVE if is_welcome else State.REFUSED
    buyer.answer, buyer.answered_by, buyer.answered_at = words.strip(), by, timezone.now()
    buyer.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if is_welcome:
        _begin(person)
    return buyer


@transaction.atomic
def stop_being_buyer(person: Person) -> None:
    """Leave the profession: agreements end at once, and the selection goes. What was earned stays earned."""
    person = Person.objects.locked().get(pk=person.pk)
    Buyer.objects.filter(person=person).update(state=State.LEFT)
    if not person.is_buyer:
        return
    person.is_buyer = False
    person.save(update_fields=["is_buyer"])
    end_agreements_of(person)
    SelectionItem.objects.filter(buyer=person).delete()
    announce(BuyerLeft(person=person.pk))


def _begin(person: Person) -> None:
    if not person.is_buyer:
        person.is_buyer = True
        person.save(update_fields=["is_buyer"])
        announce(BuyerBegan(person=person.pk))

"""Beginning a conversation, or going on with it, from a profile, a shop, a product or an order."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Follow, Person
from meadow.venue.direct.houses import is_new, keep_apart
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.refusals import (
    NotReached,
    NotToYourself,
    OwnShop,
    ShopIsShut,
    TooManyBegun,
    TooManyUnanswered,
)
from meadow.venue.talk.actions.readers import let_in, mute_thread
from meadow.venue.talk.actions.saying import Said, say
from meadow.venue.talk.models.threads import Thread

State = Conversation.State
UNANSWERED = 20
"""Requests that somebody may have open at a time."""


@transaction.atomic
def write_to_person(person: Person, said: Said, *, by: Person) -> Conversation:
    """Say something to a person, in the one conversation that the two have; the first time, it begins.

    It begins as a request unless the other one follows them. Locks both people, so that two who begin at once begin
    one conversation, and nobody slips past a block that is being made.
    """
    if person.pk == by.pk:
        raise NotToYourself
    people = {found.pk: found for found in Person.objects.locked().filter(pk__in=[person.pk, by.pk])}
    person = people.get(person.pk, person)
    if not person.is_active or keep_apart(person, by):
        raise NotReached(name=person.name)
    low, high = sorted((person, by), key=lambda one: one.pk)
    conversation = Conversation.objects.locked().filter(low=low, high=high).select_related("thread").first()
    if conversation is None:
        refuse_floods(by)
        is_known = Follow.objects.filter(follower=person, followed=by).exists()
        state = State.OPEN if is_known else State.ASKED
        conversation = Conversation.objects.create(thread=_thread(), low=low, high=high, asked_by=by, state=state)
        let_in(conversation.thread, by, sees_from=0)
        let_in(conversation.thread, person, sees_from=0)
        # A request is no reason for a badge: it waits apart until it is looked at.
        mute_thread(conversation.thread, person, is_muted=state == State.ASKED)
    elif conversation.is_request_to(by):
        let_in(conversation.thread, by, sees_from=0)
    say(conversation.thread, said, by=by)
    return conversation


@transaction.atomic
def write_to_shop(shop: Shop, said: Said, *, by: Person) -> Conversation:
    """Say something to a shop, in the one conversation that the member has with it; the first time, it begins.

    A shop that is not open is only written to by those who have done so before. Locks the member.
    """
    by = Person.objects.locked().get(pk=by.pk)
    conversation = Conversation.objects.locked().filter(shop=shop, member=by).select_related("thread").first()
    if Seat.objects.filter(shop=shop, person=by).exists():
        raise OwnShop(shop=shop.in_words["name"])
    if conversation is None:
        if shop.state != Shop.State.OPEN:
            raise ShopIsShut(shop=shop.in_words["name"])
        refuse_floods(by)
        conversation = Conversation.objects.create(thread=_thread(), shop=shop, member=by)
        let_in(conversation.thread, by, sees_from=0)
    say(conversation.thread, said, by=by)
    return conversation


def refuse_floods(by: Person) -> None:
    """Refuse who has begun too much within a day, or asked too many who did not answer; the caller has locked them."""
    most = settings.MEADOW_CONVERSATIONS_NEW if is_new(by) else settings.MEADOW_CONVERSATIONS_A_DAY
    lately = Conversation.objects.filter(made_at__gt=timezone.now() - timedelta(days=1))
    if lately.filter(Q(asked_by=by) | Q(member=by)).count() >= most:
        raise TooManyBegun(most=most)
    if Conversation.objects.filter(asked_by=by, state__in=Conversation.UNANSWERED).count() >= UNANSWERED:
        raise TooManyUnanswered(most=UNANSWERED)


def _thread() -> Thread:
    return Thread.objects.create(place=Thread.Place.DIRECT)

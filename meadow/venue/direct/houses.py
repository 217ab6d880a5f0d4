"""What conversations answer when talk asks: who may speak in them, and what follows when somebody did."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from meadow.goods.models.shops import Seat
from meadow.people.models.persons import Block, Person
from meadow.venue.direct.actions.hearing import heard_by_person, heard_by_shop
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.refusals import AColleagueAnswers, NotAnsweredYet, NotOfTheTeam, NotReached
from meadow.venue.live.models.talk import ForbiddenWord
from meadow.venue.talk.houses import is_house
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Thread

REQUESTS = 3
"""How many messages a stranger sends before they are answered."""


class DirectHouse:
    """Conversations between two people, and between a member and a shop.

    Who reads a shop's conversation: its team, by their seats. Somebody of the team becomes a reader of the thread when
    they open the conversation at the desk, which asks for the seat; leaving the team shows them out of every thread of
    the shop (`reactions.py`), which cuts their pass off. Nobody speaks for a shop without a seat at that very moment.
    """

    place = Thread.Place.DIRECT.value

    def title(self, thread: Thread, person: Person) -> str:
        across = _conversation(thread).side_across(person)
        return across.name if isinstance(across, Person) else across.in_words["name"]

    def url(self, thread: Thread) -> str:
        return reverse("direct:conversation", args=[thread.pk])

    def may_speak(self, thread: Thread, person: Person) -> None:
        """Locks the conversation where it is said at once; a page that only asks does not."""
        conversation = _conversation(thread, is_locked=connection.in_atomic_block)
        if conversation.is_with_shop:
            _may_speak_with_shop(conversation, person)
        else:
            _may_speak_with_person(conversation, person)

    def minds(self, thread: Thread, person: Person) -> bool:
        return Seat.objects.filter(shop__conversations=thread.pk, person=person).exists()

    def words(self, thread: Thread) -> "QuerySet[Any, str]":
        """Words of the whole platform."""
        return ForbiddenWord.objects.filter(room=None).values_list("word", flat=True)

    def admits_links(self, thread: Thread, person: Person) -> bool:
        """No addresses in requests, and none from accounts that are days old; a shop's team may send them."""
        conversation = _conversation(thread)
        if conversation.is_with_shop and person.pk != conversation.member_id:
            return True
        return not is_new(person) and not conversation.is_request_of(person)

    def spoke(self, message: Message) -> None:
        if message.author is None:
            return
        conversation = _conversation(message.thread)
        if conversation.is_with_shop:
            heard_by_shop(conversation, message)
        else:
            heard_by_person(conversation, message)

    def people(self, thread: Thread, q: str) -> "QuerySet[Person]":
        """Nobody: there is only one to call, who is told of every message."""
        return Person.objects.get_queryset().none()


is_house(DirectHouse())


def is_new(person: Person) -> bool:
    """Whether somebody joined so lately that what they may send is less."""
    return person.joined_at > timezone.now() - timedelta(days=settings.MEADOW_NEW_ACCOUNT_DAYS)


def keep_apart(one: Person, other: Person) -> bool:
    """Whether one of these two keeps the other away."""
    return Block.objects.filter(Q(by=one, blocked=other) | Q(by=other, blocked=one)).exists()


def _conversation(thread: Thread, *, is_locked: bool = False) -> Conversation:
    rows = Conversation.objects.locked() if is_locked else Conversation.objects.all()
    return rows.select_related("low", "high", "member", "shop").get(pk=thread.pk)


def _may_speak_with_person(conversation: Conversation, person: Person) -> None:
    """A conversation that was declined is to whoever asked like one that was not answered yet."""
    other = conversation.other_than(person)
    if not other.is_active or keep_apart(person, other):
        raise NotReached(name=other.name)
    if conversation.is_request_of(person):
        said = Message.objects.filter(thread=conversation.pk, author=person).count()
        if said >= REQUESTS:
            raise NotAnsweredYet(name=other.name)


def _may_speak_with_shop(conversation: Conversation, person: Person) -> None:
    assert conversation.shop is not None
    assert conversation.member is not None
    if person.pk == conversation.member_id:
        return
    if not Seat.objects.filter(shop=conversation.shop, person=person).exists():
        raise NotOfTheTeam(shop=conversation.shop.in_words["name"])
    if keep_apart(person, conversation.member):
        raise AColleagueAnswers(name=conversation.member.name)
    if not conversation.member.is_active:
        raise NotReached(name=conversation.member.name)

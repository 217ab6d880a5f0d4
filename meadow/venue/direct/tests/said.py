"""What tests of conversations say, and read."""

from datetime import timedelta

from django.utils import timezone

from meadow.goods.models.shops import Seat, Shop
from meadow.people.actions.follows import follow_person
from meadow.people.models.persons import Person
from meadow.venue.direct.actions.answering import sit_down_at
from meadow.venue.direct.actions.beginning import write_to_person, write_to_shop
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.talk.actions.saying import Said, say
from meadow.venue.talk.models.messages import Message

_marks = iter(range(10**9))


def said(text: str = "Hello", **fields: object) -> Said:
    return Said(text=text, mark=f"mark-{next(_marks):08}", **fields)  # type: ignore[arg-type]


def wrote(by: Person, to: Person, text: str = "Hello") -> Conversation:
    """A first message from one person to another."""
    return write_to_person(to, said(text), by=by)


def asked(by: Person, shop: Shop, text: str = "Is it dishwasher safe?") -> Conversation:
    """A member's message to a shop."""
    return write_to_shop(shop, said(text), by=by)


def answered(conversation: Conversation, by: Person, text: str = "Yes, it is.") -> Message:
    """What somebody of the team answers at the desk."""
    sit_down_at(conversation, by=by)
    return say(conversation.thread, said(text), by=by)


def friends(one: Person, other: Person) -> Conversation:
    """A conversation of two who follow each other."""
    follow_person(one, by=other)
    return wrote(one, other)


def seated(person: Person, shop: Shop, role: Seat.Role = Seat.Role.SUPPORT) -> Person:
    Seat.objects.create(person=person, shop=shop, role=role)
    return person


def long_here(*people: Person) -> None:
    """Have people joined a while ago, so that they are not new any more."""
    for person in people:
        person.joined_at = timezone.now() - timedelta(days=30)
        person.save(update_fields=["joined_at"])


def texts(conversation: Conversation) -> list[str]:
    return list(Message.objects.filter(thread=conversation.pk).order_by("number").values_list("text", flat=True))

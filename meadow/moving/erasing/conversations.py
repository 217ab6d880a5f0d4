"""A person's conversations. What others wrote in them stays theirs, and names a shell; the person's own words go with
their messages.

Every function may be repeated at any point: it looks for what is left.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from meadow.people.models.persons import Person
from meadow.venue.direct.models.answering import Wait
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Thread


@transaction.atomic
def erase_conversations(person: Person) -> None:
    """Delete conversations in which nobody else said anything, and take the person out of the work of shops."""
    said = Message.objects.filter(thread=OuterRef("pk")).exclude(author=None).exclude(author=person)
    own = Conversation.objects.filter(Q(low=person) | Q(high=person) | Q(member=person))
    alone = own.filter(~Exists(said))
    Thread.objects.filter(pk__in=list(alone.values_list("pk", flat=True))).delete()
    Conversation.objects.filter(assigned_to=person).update(assigned_to=None)
    Wait.objects.filter(answered_by=person).update(answered_by=None)

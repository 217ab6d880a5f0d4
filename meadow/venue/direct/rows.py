"""What lists of conversations show of each: the other side, the newest words, and how much is unread."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.direct.figures import in_words
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.notices import in_a_sentence
from meadow.venue.talk.unread import unread_by_thread

_LOOKED_BACK = 3


@dataclass(frozen=True)
class Row:
    """One conversation in a list."""

    conversation: Conversation
    across: Person | Shop
    hint: str
    is_own: bool
    unread: int

    @property
    def name(self) -> str:
        return self.across.name if isinstance(self.across, Person) else self.across.in_words["name"]

    @property
    def waits_for(self) -> str:
        """How long the member has waited for the shop."""
        return waits_for(self.conversation)

    @property
    def moment(self) -> str:
        """When something was last said: the time of today, or the day."""
        at, now = timezone.localtime(self.conversation.spoken_at), timezone.localtime()
        if at.date() == now.date():
            return f"{at:%H:%M}"
        return date_format(at, "MONTH_DAY_FORMAT" if at.year == now.year else "SHORT_DATE_FORMAT")


def rows_for(person: Person, conversations: Sequence[Conversation]) -> list[Row]:
    """These conversations as this person sees them in a list; two statements."""
    threads = [conversation.pk for conversation in conversations]
    # What a thread says itself hints at less than what somebody said just before.
    newest = Message.objects.filter(thread__in=threads, number__gt=F("thread__last") - _LOOKED_BACK)
    messages: dict[int, Message] = {}
    for message in newest.order_by("number"):
        if message.thread_id not in messages or message.kind != Message.Kind.NOTICE:
            messages[message.thread_id] = message
    unread = unread_by_thread(person, threads)
    return [
        Row(
            conversation=conversation,
            across=conversation.side_across(person),
            hint=hint_of(messages.get(conversation.pk)),
            is_own=conversation.pk in messages and messages[conversation.pk].author_id == person.pk,
            unread=unread.get(conversation.pk, 0),
        )
        for conversation in conversations
    ]


def waits_for(conversation: Conversation) -> str:
    """How long the member has waited for the shop; nothing where nobody waits."""
    return in_words(timezone.now() - conversation.waits_since) if conversation.waits_since else ""


def hint_of(message: Message | None) -> str:
    """A message in one line."""
    if message is None:
        return ""
    if message.recalled_at or message.hidden_at:
        return _("A message that was taken back")
    if message.kind == Message.Kind.NOTICE:
        return in_a_sentence(message.text, message.words)[:120]
    words = " ".join(message.text[:120].split())
    if message.kind == Message.Kind.TEXT:
        return words
    named = f"[{message.get_kind_display()}]"
    return f"{named} {words}" if words else named

"""What follows when somebody spoke in a conversation: requests are answered, members wait and are answered, all hear.

These run inside the transaction in which the message is written, on conversations that `may_speak` has locked.
"""

from django.utils import timezone

from meadow.goods.models.shops import Seat
from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.people.sentences import in_each_language
from meadow.venue.direct.actions.automatic import answer_by_itself
from meadow.venue.direct.models.answering import Wait
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.refusals import RequestsAreShort, RequestsAreWords
from meadow.venue.talk.actions.readers import mute_thread
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Reader

State = Conversation.State
LONGEST_REQUEST = 300
"""Signs of a stranger's message."""


def heard_by_person(conversation: Conversation, message: Message) -> None:
    """Between two: a request is words alone, and short; whoever writes back has accepted it."""
    author = message.author
    assert author is not None
    other = conversation.other_than(author)
    conversation.spoken_at = message.said_at
    if conversation.is_request_of(author):
        if message.kind != Message.Kind.TEXT:
            raise RequestsAreWords(name=other.name)
        if len(message.text) > LONGEST_REQUEST:
            raise RequestsAreShort(most=LONGEST_REQUEST)
    elif conversation.is_request_to(author):
        conversation.state = State.OPEN
        mute_thread(conversation.thread, author, is_muted=False)
    conversation.save(update_fields=["spoken_at", "state"])
    if conversation.state != State.DECLINED:
        verb = "asked_to_write" if conversation.state == State.ASKED else "wrote"
        hears = conversation.state == State.ASKED or _hears(conversation, other)
        _tell([other.pk] if hears else [], conversation, verb, by=author, url=conversation.get_absolute_url())


def heard_by_shop(conversation: Conversation, message: Message) -> None:
    """With a shop: a member begins to wait, or somebody of the team has answered."""
    author, shop = message.author, conversation.shop
    assert author is not None
    assert shop is not None
    assert conversation.member is not None
    conversation.spoken_at = message.said_at
    if author.pk != conversation.member_id:
        message.words = {"for": shop.pk}
        message.save(update_fields=["words"])
        _was_answered(conversation, author)
        hears = [conversation.member.pk] if _hears(conversation, conversation.member) else []
        words = in_each_language(lambda: {"shop": shop.in_words["name"]})
        # Told without saying by whom: it is the shop that answers.
        _tell(hears, conversation, "shop_wrote", by=None, url=conversation.get_absolute_url(), **words)
        return
    begins_anew = conversation.first_asked_at is None or conversation.state == State.DONE
    conversation.state = State.OPEN
    if conversation.waits_since is None:
        conversation.waits_since = message.said_at
        conversation.first_asked_at = conversation.first_asked_at or message.said_at
        Wait.objects.create(conversation=conversation, shop=shop, asked_at=message.said_at)
    conversation.save(update_fields=["spoken_at", "state", "waits_since", "first_asked_at"])
    words = in_each_language(lambda: {"shop": shop.in_words["name"]})
    _tell(_who_answers(conversation), conversation, "wrote_to_shop", by=author, url=conversation.desk_url, **words)
    answer_by_itself(conversation, message, begins_anew=begins_anew)


def _was_answered(conversation: Conversation, by: Person) -> None:
    """The member waits no longer; who answers first goes on answering."""
    now = timezone.now()
    if conversation.waits_since is not None:
        waiting = Wait.objects.filter(conversation=conversation, answered_at=None)
        waiting.update(answered_at=now, answered_by=by)
        conversation.first_answered_at = conversation.first_answered_at or now
    conversation.waits_since = None
    if conversation.assigned_to_id is None:
        conversation.assigned_to = by
    if conversation.state == State.DONE:
        conversation.state = State.OPEN
    fields = ["spoken_at", "state", "waits_since", "first_answered_at", "assigned_to"]
    conversation.save(update_fields=fields)


def _who_answers(conversation: Conversation) -> list[int]:
    """Whoever answers this member, while they are in the team; else all of it."""
    seats = Seat.objects.filter(shop=conversation.shop_id, person__is_active=True)
    team = list(seats.order_by("person").values_list("person", flat=True))
    return [conversation.assigned_to_id] if conversation.assigned_to_id in team else team


def _hears(conversation: Conversation, person: Person) -> bool:
    """Whether they read along and did not mute it."""
    return Reader.objects.inside().filter(thread=conversation.pk, person=person, is_muted=False).exists()


def _tell(
    people: list[int], conversation: Conversation, verb: str, *, by: Person | None, url: str, **words: object
) -> None:
    tell_of(people, kind=Kind.MESSAGE, verb=verb, about=about(conversation), url=url, actor=by, words=words)


def about(conversation: Conversation) -> str:
    """What news of a conversation is about."""
    return f"thread:{conversation.pk}"

"""What a shop says by itself: its greeting, that nobody is there, and answers to words that are often asked."""

from django.utils import timezone

from meadow.plumbing.words import folded, is_said
from meadow.venue.direct.models.answering import QuickReply, SaidByItself, ShopHours
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.talk.actions.saying import give_notice
from meadow.venue.talk.models.messages import Message

MOST_REPLIES = 100
"""Quick replies of a shop."""


def answer_by_itself(conversation: Conversation, message: Message, *, begins_anew: bool) -> None:
    """Say what the shop has prepared, each thing once a day. It is a notice of the thread, which counts as no answer.

    A word that is known is answered; else, outside of the shop's hours or on its holiday, that nobody is there; else,
    where a conversation begins, the greeting.
    """
    assert conversation.shop is not None
    if found := _known_word(conversation, message.text):
        word, reply = found
        _say(conversation, word, reply.text)
        return
    hours = ShopHours.objects.filter(shop=conversation.shop).first()
    if hours is None:
        return
    is_there = hours.is_open_at(message.said_at) and not conversation.shop.is_on_holiday()
    if hours.away and not is_there:
        _say(conversation, SaidByItself.AWAY, hours.away)
    elif hours.greeting and begins_anew:
        _say(conversation, SaidByItself.GREETING, hours.greeting)


def _known_word(conversation: Conversation, text: str) -> tuple[str, QuickReply] | None:
    """The first keyword of the shop's replies that stands in the text."""
    looked_through = folded(text)
    if not looked_through:
        return None
    replies = QuickReply.objects.filter(shop=conversation.shop_id).exclude(keywords=[]).order_by("pk")
    for reply in replies[:MOST_REPLIES]:
        for word in reply.keywords:
            if is_said(folded(word), looked_through):
                return word, reply
    return None


def _say(conversation: Conversation, what: str, text: str) -> None:
    today = timezone.localdate()
    _, is_new = SaidByItself.objects.get_or_create(conversation=conversation, what=what, day=today)
    if is_new:
        give_notice(conversation.thread, "said_by_itself", text=text, shop=conversation.shop_id)

"""Answering for a shop: who does, when it is done, and replies at hand."""

from django.db import IntegrityError, transaction
from django.db.models import F

from meadow.goods.models.shops import Seat, Shop
from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.people.sentences import in_each_language
from meadow.venue.direct.actions.automatic import MOST_REPLIES
from meadow.venue.direct.actions.hearing import about
from meadow.venue.direct.models.answering import QuickReply, ShopHours, Wait
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.refusals import NobodyToAssign, TitleTaken, TooManyReplies
from meadow.venue.talk.actions.readers import let_in, mute_thread
from meadow.venue.talk.models.threads import Reader

State = Conversation.State


def sit_down_at(conversation: Conversation, *, by: Person) -> None:
    """Let somebody of the team read a conversation of their shop, from its beginning.

    They hear of what waits by the shop's inbox, so it does not count among their own unread messages.
    """
    if not Reader.objects.inside().filter(thread=conversation.pk, person=by).exists():
        let_in(conversation.thread, by, sees_from=0)
        mute_thread(conversation.thread, by)


@transaction.atomic
def assign(conversation: Conversation, person: Person | None, *, by: Person) -> Conversation:
    """Have somebody of the team, or with None nobody in particular, answer a member."""
    conversation = Conversation.objects.locked().select_related("shop").get(pk=conversation.pk)
    shop = conversation.shop
    assert shop is not None
    if person and not Seat.objects.filter(shop=shop, person=person).exists():
        raise NobodyToAssign
    if conversation.assigned_to_id == (person.pk if person else None):
        return conversation
    conversation.assigned_to = person
    conversation.save(update_fields=["assigned_to"])
    if person and person.pk != by.pk:
        tell_of(
            [person.pk],
            kind=Kind.MESSAGE,
            verb="given_to_you",
            about=about(conversation),
            url=conversation.desk_url,
            actor=by,
            words=in_each_language(lambda: {"shop": shop.in_words["name"]}),
        )
    return conversation


@transaction.atomic
def close_conversation(conversation: Conversation, *, by: Person) -> Conversation:
    """Put a conversation among those that are done; nobody waits in it. When the member writes again, it is open."""
    conversation = Conversation.objects.locked().get(pk=conversation.pk)
    conversation.state, conversation.waits_since = State.DONE, None
    conversation.save(update_fields=["state", "waits_since"])
    # Nobody answered: it is no answer, and nobody waits any more, so it is not counted.
    Wait.objects.filter(conversation=conversation, answered_at=None).delete()
    return conversation


@transaction.atomic
def reopen_conversation(conversation: Conversation, *, by: Person) -> Conversation:
    """Take a conversation up again that was done."""
    conversation = Conversation.objects.locked().get(pk=conversation.pk)
    if conversation.state == State.DONE:
        conversation.state = State.OPEN
        conversation.save(update_fields=["state"])
    return conversation


@transaction.atomic
def keep_reply(reply: QuickReply, *, by: Person) -> QuickReply:
    """Keep a new or changed answer at hand. Locks the shop, so that nobody keeps more than there is place for."""
    Shop.objects.locked().get(pk=reply.shop_id)
    if reply._state.adding and QuickReply.objects.filter(shop=reply.shop_id).count() >= MOST_REPLIES:
        raise TooManyReplies(most=MOST_REPLIES)
    try:
        with transaction.atomic():
            if reply._state.adding:
                reply.save(force_insert=True)
            else:
                reply.save(update_fields=["title", "text", "keywords"])
    except IntegrityError as error:
        raise TitleTaken(title=reply.title) from error
    return reply


def drop_reply(reply: QuickReply, *, by: Person) -> None:
    """Forget an answer."""
    QuickReply.objects.filter(pk=reply.pk).delete()


def count_use(reply: QuickReply) -> None:
    """Note that an answer was of use."""
    QuickReply.objects.filter(pk=reply.pk).update(used=F("used") + 1)


def keep_hours(hours: ShopHours, *, by: Person) -> ShopHours:
    """Say when a shop answers, how it greets, and what it says when nobody is there."""
    fields = {"zone": hours.zone, "days": hours.days, "greeting": hours.greeting, "away": hours.away}
    kept, _ = ShopHours.objects.update_or_create(shop=hours.shop, defaults=fields)
    return kept

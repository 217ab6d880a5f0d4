"""What people of the demo write to each other and to shops, and what a shop keeps at hand to answer.

In bulk and untold, as all talk of the demo; who has read what, and who waits, is kept as the actions keep it.
"""

from datetime import datetime, timedelta

from meadow.demo.loading.people import People
from meadow.demo.loading.products import Products
from meadow.demo.loading.shops import Shops
from meadow.demo.loading.texts import Row, Texts
from meadow.venue.direct.models.answering import QuickReply, Wait
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Reader, Thread


def write_messages(texts: Texts, people: People, shops: Shops, products: Products, *, now: datetime) -> int:
    """Have every conversation said, minutes ago; say how many messages that is."""
    said = 0
    for row in texts.messages["conversations"]:
        thread = Thread.objects.create(place=Thread.Place.DIRECT)
        messages = [_message(row, thread, number, people, shops, products, now) for number in range(len(row["said"]))]
        Message.objects.bulk_create(messages)
        thread.last = thread.told = len(messages)
        thread.spoken_at = messages[-1].said_at
        thread.save(update_fields=["last", "told", "spoken_at"])
        _converse(row, thread, messages, people, shops)
        said += len(messages)
    QuickReply.objects.bulk_create(
        QuickReply(**{**reply, "shop": shops[reply["shop"]]}) for reply in texts.messages["replies"]
    )
    return said


def _message(
    row: Row, thread: Thread, number: int, people: People, shops: Shops, products: Products, now: datetime
) -> Message:
    who, minutes, text, *kind = row["said"][number]
    message = Message(
        thread=thread,
        number=number + 1,
        author=people[who],
        text=text,
        mark=f"demo-{thread.pk}-{number}",
        said_at=now - timedelta(minutes=minutes),
    )
    if "shop" in row and who != row["member"]:
        message.words = {"for": shops[row["shop"]].pk}
    if kind:
        message.kind, message.card_kind = Message.Kind.CARD, "product"
        message.card_key = products[row["product"]].pk
    return message


def _converse(row: Row, thread: Thread, messages: list[Message], people: People, shops: Shops) -> None:
    """The conversation itself, who has read how much, and how long a member waits. The newest is read by its author."""
    first, last = messages[0], messages[-1]
    times = {"made_at": first.said_at, "spoken_at": last.said_at}
    inside = {message.author for message in messages if message.author}
    if "shop" in row:
        shop, member = shops[row["shop"]], people[row["member"]]
        talk = Conversation.objects.create(
            thread=thread, shop=shop, member=member, waits_since=last.said_at, first_asked_at=first.said_at, **times
        )
        answer = next(message for message in messages if message.author != member)
        talk.assigned_to, talk.first_answered_at = answer.author, answer.said_at
        talk.save(update_fields=["assigned_to", "first_answered_at"])
        Wait.objects.create(
            conversation=talk,
            shop=shop,
            asked_at=first.said_at,
            answered_at=answer.said_at,
            answered_by=answer.author,
        )
        Wait.objects.create(conversation=talk, shop=shop, asked_at=last.said_at)
        inside.add(member)
    else:
        low, high = sorted((people[handle] for handle in row["people"]), key=lambda person: person.pk)
        state = Conversation.State.ASKED if row.get("asks") else Conversation.State.OPEN
        Conversation.objects.create(
            thread=thread, low=low, high=high, asked_by=people[row["people"][0]], state=state, **times
        )
        inside |= {low, high}
    for person in sorted(inside, key=lambda person: person.pk):
        read = last.number if last.author == person else last.number - 1
        waits = bool(row.get("asks")) and person != first.author
        speaks_for_shop = "shop" in row and person.handle != row["member"]
        Reader.objects.create(thread=thread, person=person, read=read, is_muted=waits or speaks_for_shop)

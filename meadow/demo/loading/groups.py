"""The groups of the demo: who began them, who is in, and what they said.

Begun as anybody begins a group; who came and what was said happened before anybody was here, so it is written down in
bulk and untold, as the actions would have left it.
"""

from datetime import datetime, timedelta

from meadow.demo.loading.album import Album
from meadow.demo.loading.people import People
from meadow.demo.loading.products import Products
from meadow.demo.loading.shops import Shops
from meadow.demo.loading.texts import Row, Texts
from meadow.venue.groups.actions.making import Plan, Rule, make_group
from meadow.venue.groups.models.groups import EntryRule, Group, Member
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Reader, Thread

_BEGUN = timedelta(days=40)


def gather(texts: Texts, album: Album, people: People, shops: Shops, products: Products, *, now: datetime) -> int:
    """Begin the groups and fill them; say how many people are in them."""
    number = 0
    for row in texts.groups:
        owner = people[row["owner"]]
        picture = album.photo(row["picture"], by=owner)
        plan = Plan(
            **{field: row[field] for field in ("name", "words", "rules", "announcement", "welcome")},
            picture=picture.pk if picture else None,
            entry=(Rule(EntryRule.Kind.FOLLOWS),) if row.get("follows") else (),
        )
        group = make_group(plan, by=owner, shop=shops[row["shop"]] if "shop" in row else None)
        number += _fill(group, row, people, products, now=now)
    return number


def _fill(group: Group, row: Row, people: People, products: Products, *, now: datetime) -> int:
    messages = [_message(group, place, people, products, row["said"], now) for place in range(len(row["said"]))]
    Message.objects.bulk_create(messages)
    last, begun = messages[-1], now - _BEGUN
    Thread.objects.filter(pk=group.pk).update(last=last.number, told=last.number, spoken_at=last.said_at)
    Reader.objects.filter(thread=group.pk).update(read=last.number)
    came = [people[handle] for handle in row["members"]]
    points = {person.pk: sum(message.author_id == person.pk for message in messages) for person in came}
    Member.objects.bulk_create(
        Member(group=group, person=person, points=points[person.pk], joined_at=begun) for person in came
    )
    Reader.objects.bulk_create(
        Reader(thread_id=group.pk, person=person, read=last.number, came_at=begun) for person in came
    )
    Group.objects.filter(pk=group.pk).update(member_count=len(came) + 1, made_at=begun)
    return len(came) + 1


def _message(
    group: Group, place: int, people: People, products: Products, said: list[list[str]], now: datetime
) -> Message:
    who, minutes, text, *card = said[place]
    at = now - timedelta(minutes=int(minutes))
    message = Message(thread_id=group.pk, number=place + 1, author=people[who], said_at=at, mark=f"demo-{place}-said")
    message.text = text
    if card:
        message.kind, message.card_kind = Message.Kind.CARD, "product"
        message.card_key = products[card[0].removeprefix("product:")].pk
    return message

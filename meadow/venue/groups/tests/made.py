"""Groups made by hand for tests."""

import uuid
from typing import Any

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.groups.actions.joining import join_group
from meadow.venue.groups.actions.making import Plan, Rule, make_group
from meadow.venue.groups.models.groups import Group, Member, Wish
from meadow.venue.talk.actions.saying import Said, say
from meadow.venue.talk.models.messages import Message


def group_of(owner: Person, shop: Shop | None = None, *rules: Rule, **said: Any) -> Group:
    """A group that anybody may join who meets these rules."""
    return make_group(Plan(**{"name": "Clay friends", **said}, entry=rules), by=owner, shop=shop)


def joined(group: Group, person: Person, **how: Any) -> Member:
    """Somebody comes in."""
    found = join_group(group, by=person, **how)
    assert isinstance(found, Member)
    return found


def asked(group: Group, person: Person, words: str = "") -> Wish:
    """Somebody asks to come in."""
    found = join_group(group, by=person, words=words)
    assert isinstance(found, Wish)
    return found


def said_in(group: Group, person: Person, text: str = "Good morning.", mark: str = "") -> Message:
    """Somebody says something."""
    return say(group.thread, Said(text=text, mark=mark or uuid.uuid4().hex), by=person)

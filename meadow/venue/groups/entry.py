"""What a group asks of whoever comes in: each rule in words, whether it is met, and how to meet it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from meadow.goods.models.shops import Seat
from meadow.people.models.persons import Follow, Person
from meadow.plumbing.money import format_amount
from meadow.venue.groups.models.groups import EntryRule, Group, Member
from meadow.venue.groups.questions import dealings_in, has_bought
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Visit


@dataclass(frozen=True)
class Condition:
    """One rule as somebody reads it: `words` say what is asked; `url` and `label` lead to meeting it, where one can."""

    kind: str
    words: str
    is_met: bool
    url: str = ""
    label: str = ""


def conditions(group: Group, person: Person | None, *, is_invited: bool = False) -> list[Condition]:
    """What the group asks for, and what of it this person has done; one statement for each rule, two at most."""
    rules = EntryRule.objects.filter(group=group).select_related("product__shop", "room").order_by("pk")
    return [_ASKED[rule.kind](group, rule, person, is_invited) for rule in rules]


def missing(found: Sequence[Condition]) -> str:
    """What is not met yet, as one line."""
    return ", ".join(one.words for one in found if not one.is_met)


def _follows(group: Group, rule: EntryRule, person: Person | None, is_invited: bool) -> Condition:
    """Whoever follows anybody of a shop's team follows the shop."""
    whom = Q(followed=group.owner_id)
    if group.shop_id is not None:
        whom |= Q(followed__in=Seat.objects.filter(shop=group.shop_id).values("person"))
    is_met = person is not None and Follow.objects.filter(whom, follower=person).exists()
    words = _("Follow %(name)s") % {"name": group.owner.name}
    return Condition(rule.kind, words, is_met, group.owner.get_absolute_url(), words)


def _bought(group: Group, rule: EntryRule, person: Person | None, is_invited: bool) -> Condition:
    product = rule.product
    shop = product.shop_id if product else group.shop_id
    is_met = person is not None and shop is not None and has_bought(shop, person.pk, rule.product_id)
    if product is not None:
        words = _("Have bought “%(title)s”") % {"title": product.in_words["title"]}
        return Condition(rule.kind, words, is_met, product.get_absolute_url(), _("Look at it"))
    words = _("Have bought something from %(name)s") % {"name": group.host_name}
    return Condition(rule.kind, words, is_met, group.face.get_absolute_url(), _("Visit the shop"))


def _spent(group: Group, rule: EntryRule, person: Person | None, is_invited: bool) -> Condition:
    shop = group.shop
    if shop is None:
        return Condition(rule.kind, _("Have bought something from %(name)s") % {"name": group.host_name}, False)
    spent = dealings_in(shop.pk, [person.pk]).get(person.pk) if person else None
    words = _("Have spent %(amount)s at %(name)s") % {
        "amount": format_amount(rule.amount, shop.currency, get_language() or "en"),
        "name": group.host_name,
    }
    is_met = spent is not None and spent.spent >= rule.amount
    return Condition(rule.kind, words, is_met, shop.get_absolute_url(), _("Visit the shop"))


def _watched(group: Group, rule: EntryRule, person: Person | None, is_invited: bool) -> Condition:
    minutes = {"minutes": rule.amount, "name": group.host_name}
    words = ngettext(
        "Watch a room of %(name)s for %(minutes)s minute",
        "Watch a room of %(name)s for %(minutes)s minutes",
        rule.amount,
    )
    url = rule.room.get_absolute_url() if rule.room else reverse("live:rooms")
    label = rule.room.title if rule.room else _("Live rooms")
    is_met = person is not None and seconds_watched(group, person, rule.room) >= rule.amount * 60
    return Condition(rule.kind, words % minutes, is_met, url, label)


def _level(group: Group, rule: EntryRule, person: Person | None, is_invited: bool) -> Condition:
    words = _("Have level %(level)s in another group of %(name)s") % {"level": rule.amount, "name": group.host_name}
    whose = Q(owner=group.owner_id, shop=None) if group.shop_id is None else Q(shop=group.shop_id)
    others = Group.objects.filter(whose).exclude(pk=group.pk).order_by()
    reached = Member.objects.inside().filter(group__in=others.values("pk"), level__gte=rule.amount)
    return Condition(rule.kind, words, person is not None and reached.filter(person=person).exists())


def _invited(group: Group, rule: EntryRule, person: Person | None, is_invited: bool) -> Condition:
    return Condition(rule.kind, _("Have an invitation"), is_invited)


def seconds_watched(group: Group, person: Person, room: Room | None) -> int:
    """How long somebody has watched this room, or the rooms of the group's shop or owner, all visits together."""
    visits = Visit.objects.filter(person=person)
    if room is not None:
        visits = visits.filter(show__room=room)
    elif group.shop_id is not None:
        visits = visits.filter(show__room__shop=group.shop_id)
    else:
        visits = visits.filter(show__room__host=group.owner_id, show__room__shop=None)
    stayed = visits.aggregate(stayed=Sum(Coalesce(F("left_at"), F("seen_at")) - F("entered_at")))["stayed"]
    return int(stayed.total_seconds()) if stayed else 0


_ASKED: dict[str, Callable[[Group, EntryRule, Person | None, bool], Condition]] = {
    EntryRule.Kind.FOLLOWS: _follows,
    EntryRule.Kind.BOUGHT: _bought,
    EntryRule.Kind.SPENT: _spent,
    EntryRule.Kind.WATCHED: _watched,
    EntryRule.Kind.LEVEL: _level,
    EntryRule.Kind.INVITED: _invited,
}

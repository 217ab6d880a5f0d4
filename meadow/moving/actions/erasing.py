"""Leaving for good: asking to be erased, thinking better of it, and being erased."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from meadow.goods.models.applications import Application
from meadow.goods.models.shops import Seat, Shop
from meadow.moving.erasing import (
    account,
    conversations,
    cooperation,
    groups,
    messages,
    news,
    notes,
    orders,
    rooms,
    shops,
)
from meadow.moving.erasing.photos import erase_photos
from meadow.moving.erasing.returns import forget_returns
from meadow.moving.events import PersonErased
from meadow.moving.models.exports import Erasure
from meadow.moving.refusals import LastOperatorStays, NotTheirHandle, ShopNeedsAnOwner
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.models.orders import Order
from meadow.venue.notes.models.comments import Comment


@transaction.atomic
def ask_to_be_erased(person: Person, *, handle: str) -> Erasure:
    """Have everything erased that may be, once the time to think better of it is over. Asking twice is asking once.

    The handle is typed to show that it is meant. Raises NotTheirHandle, ShopNeedsAnOwner or LastOperatorStays.
    """
    person = Person.objects.locked().get(pk=person.pk)
    if handle.strip().lower().removeprefix("@") != person.handle:
        raise NotTheirHandle
    refuse_to_erase(person)
    due = timezone.now() + timedelta(days=settings.MEADOW_ERASURE_DAYS)
    erasure, is_new = Erasure.objects.get_or_create(person=person, defaults={"due_at": due})
    if is_new:
        app.configure_task("moving.tell_of_erasure").defer(erasure_id=erasure.pk, moment="asked")
    return erasure


@transaction.atomic
def stay(person: Person) -> bool:
    """Take the wish to be erased back; True when there was one."""
    taken_back, _ = Erasure.objects.filter(person=person, done_at=None).delete()
    return bool(taken_back)


def refuse_to_erase(person: Person) -> None:
    """Refuse while somebody else would be left in the lurch."""
    if held_back := list(shops.held_back_by(person).order_by("name").values_list("name", flat=True)):
        raise ShopNeedsAnOwner(shops=", ".join(f"“{name}”" for name in held_back))
    operators = Person.objects.get_queryset().filter(is_superuser=True, is_active=True)
    if person.is_superuser and not operators.exclude(pk=person.pk).exists():
        raise LastOperatorStays


def erase_due(at: datetime | None = None) -> int:
    """Have everybody erased whose time to think better of it is over; return how many."""
    due = Erasure.objects.filter(done_at=None, due_at__lte=at or timezone.now())
    pks = list(due.order_by("due_at", "pk").values_list("pk", flat=True))
    for pk in pks:
        app.configure_task("moving.erase").defer(erasure_id=pk)
    return len(pks)


def erase(pk: int) -> bool:
    """Erase one person, part by part, each part in transactions of its own; True when this call ended it.

    May be killed at any point and called again: the account is closed first and its row emptied last, so that each
    part still knows whose things it looks for. Raises the Refusal that holds the person back, before anything is done.
    """
    erasure = Erasure.objects.select_related("person").filter(pk=pk, done_at=None).first()
    person = _close_door(erasure) if erasure else None
    if person is None:
        return False
    addresses = account.addresses_of(person)
    for part in _parts(person, addresses):
        part()
    return _end(pk)


def _parts(person: Person, addresses: list[str]) -> list[Callable[[], object]]:
    """In this order: what others see first, what hangs on other parts last."""
    return [
        lambda: rooms.erase_rooms(person),
        lambda: rooms.erase_from_rooms(person),
        lambda: conversations.erase_conversations(person),
        lambda: groups.erase_groups(person),
        lambda: groups.erase_from_groups(person),
        lambda: messages.erase_messages(person),
        lambda: notes.erase_notes(person),
        lambda: notes.erase_comments(person),
        lambda: notes.erase_likes(person),
        lambda: notes.erase_saved(person),
        lambda: notes.erase_asks(person),
        lambda: notes.erase_mentions(person),
        lambda: news.erase_news(person),
        lambda: transaction.atomic(account.erase_ties)(person),
        lambda: cooperation.erase_cooperation(person),
        lambda: orders.erase_cart(person),
        lambda: orders.lessen_addresses(person),
        lambda: orders.disown_history(person),
        lambda: forget_returns(person),
        lambda: transaction.atomic(orders.empty_payout_accounts)(person),
        lambda: shops.erase_applications(person),
        lambda: shops.erase_invitations(person, addresses),
        lambda: shops.erase_from_trails(person, addresses),
        lambda: shops.forget_private_files(account.erase_own_exports(person)),
        lambda: erase_photos(person),
    ]


@transaction.atomic
def _close_door(erasure: Erasure) -> Person | None:
    """Let the person in no more, and out of all shops. Locks the shops before the person, as seats are given."""
    seats = Seat.objects.filter(person=erasure.person_id)
    list(Shop.objects.filter(pk__in=seats.values("shop")).locked().values_list("pk"))
    person = Person.objects.locked().filter(erasure=erasure).first()
    now = Erasure.objects.select_for_update().filter(pk=erasure.pk, done_at=None).first()
    if person is None or now is None or now.due_at > timezone.now():
        return None  # they stay, or somebody else was faster
    if person.is_active:
        refuse_to_erase(person)
        shops.leave_shops(person)
        person.is_active, person.picture = False, None
        person.set_unusable_password()
        person.save(update_fields=["is_active", "picture", "password"])
    account.end_sessions(person)
    return person


@transaction.atomic
def _end(pk: int) -> bool:
    erasure = Erasure.objects.select_for_update().filter(pk=pk, done_at=None).first()
    if erasure is None or erasure.person_id is None:
        return False
    person = Person.objects.locked().get(pk=erasure.person_id)
    account.erase_ways_in(person, account.addresses_of(person))
    erasure.kept = kept_of(person)
    erasure.person, erasure.done_at = None, timezone.now()
    erasure.save(update_fields=["person", "done_at", "kept"])
    account.become_a_shell(person)
    announce(PersonErased(person=person.pk))
    return True


def kept_of(person: Person) -> dict[str, int]:
    """What points at the shell for good, and how much of it."""
    return {
        "orders": Order.objects.filter(member=person).count(),
        "comments_without_words": Comment.objects.filter(author=person).count(),
        "applications": Application.objects.filter(by=person).count(),
    }

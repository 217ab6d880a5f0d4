"""A person's part in shops: their seats, their applications, invitations to them, and their name in logs."""

import json
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast

from meadow.goods.models.applications import Application, ApplicationDocument
from meadow.goods.models.shops import Invitation, Seat, Shop, TrailEntry
from meadow.goods.models.stock import DigitalFile
from meadow.moving.erasing.log import forget_in_log
from meadow.moving.models.exports import Export
from meadow.moving.models.imports import Import
from meadow.people.models.persons import Person
from meadow.plumbing.private import private_files
from meadow.trade.models.orders import Order

_STANDING = (Shop.State.OPEN, Shop.State.SUSPENDED)
_WORDS = ("legal_name", "registration", "tax_number", "country", "address", "phone", "what")


def alone_in(person: Person) -> "QuerySet[Shop]":
    """Shops that nobody else owns."""
    others = Seat.objects.filter(role=Seat.Role.OWNER, shop=models.OuterRef("pk")).exclude(person=person)
    return Shop.objects.run_by(person, Seat.Role.OWNER).filter(~models.Exists(others))


def held_back_by(person: Person) -> "QuerySet[Shop]":
    """Shops that would stand without an owner; they have to be handed over or closed first."""
    return alone_in(person).filter(state__in=_STANDING)


def leave_shops(person: Person) -> None:
    """Give up every seat. For the transaction that has locked the shops and found that none holds the person back."""
    alone = list(alone_in(person).values_list("pk", flat=True))
    Seat.objects.filter(person=person).delete()
    for shop in Shop.objects.filter(pk__in=alone).locked():
        if Order.objects.filter(shop=shop).exists():
            shop.state, shop.story, shop.translations = Shop.State.CLOSED, "", {}
            shop.save(update_fields=["state", "story", "translations"])
        else:
            _delete(shop)


def _delete(shop: Shop) -> None:
    """Delete a shop that never had an order, with everything in it; its private files follow once that is certain."""
    owned: tuple[Any, ...] = (
        DigitalFile.objects.filter(product__shop=shop).values_list("file", flat=True),
        ApplicationDocument.objects.filter(application__shop=shop).values_list("file", flat=True),
        Export.objects.filter(shop=shop).exclude(file="").values_list("file", flat=True),
        Import.objects.filter(shop=shop).exclude(file="").values_list("file", flat=True),
        Import.objects.filter(shop=shop).exclude(photos="").values_list("photos", flat=True),
    )
    names = [name for some in owned for name in some]
    transaction.on_commit(lambda: forget_private_files(names))
    forget_in_log(Shop, [shop.pk])
    shop.delete()


def forget_private_files(names: list[str]) -> None:
    for name in names:
        private_files().delete(name)


def erase_applications(person: Person) -> None:
    """Empty applications that opened no shop. What stands behind a shop that traded has to be kept (0009 says why)."""
    with transaction.atomic():
        idle = Application.objects.filter(by=person).exclude(state=Application.State.APPROVED)
        papers = ApplicationDocument.objects.filter(application__in=idle)
        names = list(papers.values_list("file", flat=True))
        papers.delete()
        idle.update(**dict.fromkeys(_WORDS, ""))
        transaction.on_commit(lambda: forget_private_files(names))


def erase_invitations(person: Person, addresses: list[str]) -> None:
    """Delete invitations to the person's addresses."""
    wanted = Q(taken_by=person) | Q(to=person)
    for address in addresses:
        wanted |= Q(email__iexact=address)
    Invitation.objects.filter(wanted).delete()


def erase_from_trails(person: Person, addresses: list[str]) -> None:
    """Put the number that stays in place of the person's name, handle and addresses in the logs of shops."""
    words = [word for word in (person.name, person.handle, *addresses) if word]
    said = Q()
    for word in words:
        said |= Q(words__icontains=json.dumps(word, ensure_ascii=False)[1:-1])
    entries = TrailEntry.objects.annotate(words=Cast("said", models.TextField())).filter(said)
    for entry in entries.order_by("pk"):
        plain = {name: _nameless(value, words, f"gone-{person.pk}") for name, value in entry.said.items()}
        if plain != entry.said:
            TrailEntry.objects.filter(pk=entry.pk).update(said=plain)


def _nameless(value: Any, words: list[str], instead: str) -> Any:
    """The value, unless it is one of these words, as they are or as a handle is written."""
    if not isinstance(value, str):
        return value
    return instead if value.strip().lower().removeprefix("@") in {word.lower() for word in words} else value

"""The address book: keeping, changing and forgetting addresses. One of them is the usual one, if there are any."""

from django.db import transaction

from meadow.people.models.persons import Address, AddressQuerySet, Person
from meadow.people.refusals import TooManyAddresses

MOST_ADDRESSES = 30


@transaction.atomic
def keep_address(address: Address, *, by: Person) -> Address:
    """Keep a new or changed address in the person's book. The first one is the usual one."""
    book = _book(by)
    others = book.exclude(pk=address.pk)
    if address._state.adding and len(others) >= MOST_ADDRESSES:
        raise TooManyAddresses(limit=MOST_ADDRESSES)
    address.person = by
    address.is_usual = address.is_usual or not others.filter(is_usual=True).exists()
    if address.is_usual:
        others.update(is_usual=False)
    address.save()
    return address


@transaction.atomic
def prefer_address(address: Address, *, by: Person) -> None:
    """Make this address the usual one."""
    book = _book(by)
    book.exclude(pk=address.pk).update(is_usual=False)
    book.filter(pk=address.pk).update(is_usual=True)


@transaction.atomic
def forget_address(address: Address, *, by: Person) -> None:
    """Take the address out of the book; of what is left, the newest becomes the usual one when that is gone."""
    book = _book(by)
    book.filter(pk=address.pk).delete()
    if not book.filter(is_usual=True).exists() and (newest := book.order_by("-pk").first()):
        book.filter(pk=newest.pk).update(is_usual=True)


def _book(person: Person) -> AddressQuerySet:
    """The person's addresses, while nobody else changes which is the usual one."""
    Person.objects.locked().get(pk=person.pk)
    return Address.objects.kept_by(person)

"""Accounts: opening one."""

from django.db import IntegrityError, transaction

from meadow.people.events import Joined
from meadow.people.models.persons import Person
from meadow.people.refusals import AlreadyJoined, HandleTaken
from meadow.plumbing.events import announce


@transaction.atomic
def join(person: Person) -> Person:
    """Open an account and tell it. Whoever took the handle or the e-mail a moment earlier keeps it."""
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        if Person.objects.filter(handle=person.handle).exclude(email=person.email).exists():
            raise HandleTaken(handle=person.handle) from error
        raise AlreadyJoined from error
    announce(Joined(person=person.pk))
    return person

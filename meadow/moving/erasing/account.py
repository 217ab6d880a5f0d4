"""The account itself: ways to sign in, sessions, ties to others, and at last the row that stays as a nameless shell."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext, override

from meadow.moving.erasing.log import forget_in_log
from meadow.moving.models.exports import Export
from meadow.people.events import PersonUnfollowed
from meadow.people.models.persons import Address, Block, Follow, Person
from meadow.plumbing.events import announce_all
from meadow.plumbing.models import Answer


def addresses_of(person: Person) -> list[str]:
    """Every e-mail address that is or was to become the person's."""
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return list(dict.fromkeys([person.email, *known]))


def end_sessions(person: Person) -> None:
    """Sign the person out everywhere, and let nobody in by this account again."""
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=person).delete()


def erase_ties(person: Person) -> None:
    """End follows and blocks, both ways, and forget the address book."""
    follows = Follow.objects.filter(Q(follower=person) | Q(followed=person))
    ended = list(follows.values_list("follower", "followed"))
    follows.delete()
    announce_all([PersonUnfollowed(follower=follower, followed=followed) for follower, followed in ended])
    Block.objects.filter(Q(by=person) | Q(blocked=person)).delete()
    book = Address.objects.filter(person=person)
    forget_in_log(Address, list(book.values_list("pk", flat=True)))
    book.delete()


def erase_ways_in(person: Person, addresses: list[str]) -> None:
    """Delete addresses, passkeys and codes, answers kept for repeated requests, and the name in the operators' log."""
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Answer.objects.filter(actor=str(person.pk)).delete()
    forget_in_log(Person, [person.pk])
    named = Q()
    for word in (person.name, person.handle, *addresses):
        named |= Q(object_repr__icontains=word) if word else Q()
    LogEntry.objects.filter(named).update(object_repr="–", change_message="")


def erase_own_exports(person: Person) -> list[str]:
    """Delete the person's archives of themselves; returns the names of their files."""
    own = Export.objects.filter(by=person, shop=None)
    names = list(own.exclude(file="").values_list("file", flat=True))
    own.delete()
    return names


def become_a_shell(person: Person) -> None:
    """Take everything from a locked row that says who it was. Orders go on pointing at it."""
    person.handle, person.email = f"gone-{person.pk}", f"gone-{person.pk}@{SHELL_HOST}"
    with override(settings.LANGUAGE_CODE):
        person.name = gettext("Former member")
    person.words = person.place = person.language = ""
    person.picture, person.last_login = None, None
    person.is_active = person.is_staff = person.is_superuser = person.is_buyer = False
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


SHELL_HOST = "erased.invalid"
"""No mail is ever carried there (RFC 2606)."""

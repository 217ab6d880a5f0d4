"""Who a person is here: the profile, how they sign in and from where, and what they asked of the platform."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from meadow.moving.archives.entries import Entry, by_key, document, listing, said
from meadow.moving.archives.members.files import photo_file
from meadow.moving.models.exports import Export
from meadow.people.models.persons import Person

_PROFILE = (
    *("handle", "name", "email", "words", "place", "language", "is_buyer", "is_staff", "joined_at", "last_login"),
)


def count(person: Person) -> int:
    return int(UserSession.objects.filter(user=person).count()) + 1


def entries(person: Person) -> Iterator[Entry]:
    picture = person.picture and photo_file(person.picture)
    yield document("profile.json", {**said(person, *_PROFILE), "picture": picture})
    yield document("sign-in.json", _sign_in(person))
    sessions = UserSession.objects.filter(user=person)
    yield listing(
        "sessions.json",
        lambda: (said(session, "ip", "user_agent", "created_at", "last_seen_at") for session in by_key(sessions)),
    )
    exports = Export.objects.filter(by=person).select_related("shop")
    yield listing(
        "exports.json",
        lambda: (
            {"shop": export.shop and export.shop.handle, **said(export, "state", "asked_at", "finished_at", "size")}
            for export in by_key(exports)
        ),
    )


def _sign_in(person: Person) -> dict[str, Any]:
    """Names and moments; keys and secrets serve nobody outside and stay."""
    return {
        "emails": [
            said(row, "email", "verified", "primary")
            for row in EmailAddress.objects.filter(user=person).order_by("-primary", "pk")
        ],
        "authenticators": [
            {"type": key.type, "name": str(key), "created_at": key.created_at, "last_used_at": key.last_used_at}
            for key in Authenticator.objects.filter(user=person)
        ],
    }

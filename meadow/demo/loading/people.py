"""The people of the demo: their accounts, profiles and whom they follow."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from meadow.demo.loading.album import Album
from meadow.demo.loading.texts import Texts, email_of, lot
from meadow.people.actions.accounts import join
from meadow.people.actions.profiles import edit_profile
from meadow.people.models.persons import Follow, Person

People = dict[str, Person]


def invite_people(texts: Texts, album: Album, *, password: str | None, now: datetime) -> People:
    """Open everybody's account; only those who guide visitors get the password, and nobody does when it is None."""
    people: People = {}
    known, none = make_password(password), make_password(None)
    for row in texts.people:
        is_operator = row.get("operator", False)
        person = join(
            Person(
                email=email_of(row),
                handle=row["handle"],
                name=row["name"],
                password=known if "guide" in row else none,
                is_buyer=row.get("buyer", False),
                is_staff=is_operator,
                is_superuser=is_operator,
            )
        )
        people[row["handle"]] = edit_profile(
            person,
            name=row["name"],
            words=row["words"],
            place=row["place"],
            language=row["language"],
            picture=album.photo(row["picture"], by=person),
        )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people.values()
    )
    for handle, person in people.items():
        person.joined_at = now - timedelta(days=90 + 500 * lot("joined", handle))
    Person.objects.bulk_update(people.values(), ["joined_at"])
    return people


def introduce_people(texts: Texts, people: People, *, now: datetime) -> int:
    """Let them follow each other, and say how many do.

    In bulk and untold: hundreds of things that happened before anybody was here are no news.
    """
    follows = [
        Follow(
            follower=people[row["handle"]],
            followed=people[followed],
            since=now - timedelta(days=80 * lot("follows", row["handle"], followed)),
        )
        for row in texts.people
        for followed in row["follows"]
    ]
    follows.sort(key=lambda follow: follow.since)  # lists of followers are in the order of the keys
    return len(Follow.objects.bulk_create(follows))

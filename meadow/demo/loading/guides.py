"""The four accounts that visitors look around with, and when their password is known."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import cached_property

from meadow.demo.loading.texts import Row, Texts, email_of
from meadow.people.models.persons import Person

PASSWORD = "look around the meadow"  # noqa: S105 -- printed at every start; opens demo accounts on one's own machine


def is_public() -> bool:
    """Whether the platform's address can be reached by others than whoever runs it."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")


class Guides:
    """Who can sign in, in the order of the text."""

    def __init__(self, texts: Texts) -> None:
        self.rows = [row for row in texts.people if "guide" in row]

    @cached_property
    def here(self) -> dict[str, Person]:
        emails = [email_of(row) for row in self.rows]
        return {person.email: person for person in Person.objects.get_queryset().filter(email__in=emails)}

    @property
    def with_password(self) -> list[Row]:
        """Those whose account is here and still has the password of the demo."""
        opened: dict[str, bool] = {}  # at first all share one hash, and checking one takes a moment
        found = []
        for row in self.rows:
            if person := self.here.get(email_of(row)):
                if person.password not in opened:
                    opened[person.password] = person.check_password(PASSWORD)
                if opened[person.password]:
                    found.append(row)
        return found

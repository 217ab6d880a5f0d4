"""How the house says no: one exception class, subclassed by every room with its own situations."""

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


class Refusal(Exception):
    """A rule says no. Rooms subclass it, named after the situation: `class OutOfStock(Refusal)`.

    `message` is a gettext source string with %(named)s places, filled from the keyword arguments and translated
    when it is shown; `status` is the HTTP status a door answers with.
    """

    status: ClassVar[int] = 409
    message: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(str(self))

    def __str__(self) -> str:
        return str(_(self.message) % self.facts)

    @property
    def code(self) -> str:
        """A stable name for machines, such as `out-of-stock`."""
        name = type(self).__name__
        return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


class TooManyRequests(Refusal):
    """The same person or address did the same thing too often."""

    status = 429
    message = gettext_noop("That was a little too fast. Please wait %(seconds)s seconds and try again.")


class TooMuch(Refusal):
    """More was sent at once than anybody may send."""

    status = 413
    message = gettext_noop("That is too much at once: at most %(most)s MB can be sent.")

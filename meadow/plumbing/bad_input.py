"""How pure code says that what it was given is wrong: a code, the facts and a sentence to translate."""

from typing import ClassVar


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation where Django must not be imported; makemessages finds it by this name."""
    return message


class BadInput(ValueError):
    """Something typed or sent that cannot be used.

    `code` never changes once released. `message` is a `%`-template over `params`, so that a door may say
    `gettext(error.message) % error.params`; `str(error)` is the same in English.
    """

    code: ClassVar[str] = "bad_input"
    message: str = gettext_noop("This cannot be used.")

    def __init__(self, **params: str | int) -> None:
        self.params = params
        super().__init__(self.message % params)

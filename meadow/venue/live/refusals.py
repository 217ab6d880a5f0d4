"""The ways live rooms say no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class RoomIsOver(Refusal):
    message = _("“%(title)s” is over.")


class RoomNotLive(Refusal):
    message = _("“%(title)s” is not live.")


class InThePast(Refusal):
    message = _("That moment has passed.")

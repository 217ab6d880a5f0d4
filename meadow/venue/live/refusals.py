"""The ways live rooms say no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class RoomIsOver(Refusal):
    message = _("“%(title)s” is over.")


class RoomNotLive(Refusal):
    message = _("“%(title)s” is not live.")


class RoomIsLive(Refusal):
    message = _("“%(title)s” is live. Close it first.")


class NotAnnounced(Refusal):
    message = _("Say when “%(title)s” begins, then it can be announced.")


class InThePast(Refusal):
    message = _("That moment has passed.")


class TooFarAhead(Refusal):
    message = _("A room can be planned at most %(days)s days ahead.")


class NotAHost(Refusal):
    message = _("Rooms are hosted by buyers, and by owners and editors of an open shop.")


class TooManyRooms(Refusal):
    message = _("You have %(most)s rooms that are still to come. Call one off, or close it, before you plan another.")


class NotToBeReserved(Refusal):
    message = _("“%(title)s” has begun, or will not begin. There is nothing to wait for.")


class NobodyToSeat(Refusal):
    message = _("Nobody here has the handle “%(handle)s”.")


class HostHasASeat(Refusal):
    message = _("“%(name)s” hosts this room.")


class TooManySeats(Refusal):
    message = _("A room has at most %(most)s people who help.")


class NotThisVisit(Refusal):
    message = _("This visit belongs to another page.")

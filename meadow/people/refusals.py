"""The ways people say no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class HandleTaken(Refusal):
    message = _("The handle “%(handle)s” is taken. Please choose another.")


class AlreadyJoined(Refusal):
    message = _("This account was opened a moment ago. Please sign in.")


class NotYourself(Refusal):
    message = _("You cannot follow or block yourself.")


class KeptAway(Refusal):
    message = _("You cannot follow %(name)s.")


class TooManyAddresses(Refusal):
    message = _("Your address book holds %(limit)s addresses. Remove one that you no longer need.")


class NotYourPicture(Refusal):
    status = 404
    message = _("This picture is not yours to show.")


class TooManyDevices(Refusal):
    message = _("News can go to %(limit)s devices. Remove one that you no longer use.")

"""The ways goods say no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class OutOfStock(Refusal):
    message = _("“%(title)s” has only %(available)s left.")


class HandleTaken(Refusal):
    message = _("The handle “%(handle)s” is taken. Please choose another.")


class NotYourShop(Refusal):
    status = 404
    message = _("There is no such shop in your care.")

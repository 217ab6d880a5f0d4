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


class NoVariants(Refusal):
    message = _("A product needs at least one variant with a price.")


class TooManyVariants(Refusal):
    message = _("A product has at most %(limit)s variants; these are %(found)s.")


class TooManyOptions(Refusal):
    message = _("A product has at most %(limit)s options; these are %(found)s.")


class OptionsDoNotFit(Refusal):
    message = _("The variant “%(values)s” must have one value for each of the options (%(options)s).")


class SameOptions(Refusal):
    message = _("Two variants have the same options (%(values)s).")


class StockMoved(Refusal):
    message = _(
        "While you were typing, “%(variant)s” went from %(seen)s to %(on_hand)s on hand. "
        "Nothing was saved; please look at the number again."
    )


class StockIsHeld(Refusal):
    message = _("%(held)s of “%(variant)s” are held for open checkouts, so that many must stay on hand.")


class NotYourPhoto(Refusal):
    status = 404
    message = _("One of these photos is not yours to show.")


class TooManyPhotos(Refusal):
    message = _("A product shows at most %(limit)s photos.")


class LastOwnerStays(Refusal):
    message = _("A shop needs at least one owner. Make somebody else an owner first.")

"""The ways moving says no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class EnoughExports(Refusal):
    status = 429
    message = _("You have asked for %(limit)s exports today. Please ask again tomorrow; the last ones are still here.")


class NothingChosen(Refusal):
    message = _("Choose at least one part for the archive.")


class ShopNeedsAnOwner(Refusal):
    message = _("You are the only owner of %(shops)s. Hand the shop over or close it first.")


class LastOperatorStays(Refusal):
    message = _("You are the only operator here. Make somebody else an operator first.")


class NotTheirHandle(Refusal):
    message = _("That is not your handle. Nothing was changed.")


class FileTooLarge(Refusal):
    status = 413
    message = _("%(name)s is larger than %(megabytes)s MB.")


class ImportHasRun(Refusal):
    message = _("This import has run already. Upload the file again to import it once more.")


class NotLookedAt(Refusal):
    message = _("This file cannot be imported yet. Please look at what is said about it.")


class TooLateToUndo(Refusal):
    message = _("This import can no longer be undone.")


class NobodyToImport(Refusal):
    message = _("The shop has no owner in whose name to import.")


class OnlyOwnersBringHistory(Refusal):
    message = _("This file holds orders or customers. Only owners of the shop may bring these.")

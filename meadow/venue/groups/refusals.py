"""The ways groups say no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class NotToBegin(Refusal):
    message = _("Groups are begun by buyers, and by owners and editors of an open shop.")


class TooManyGroups(Refusal):
    message = _("There are %(most)s groups already. Close one before you begin another.")


class GroupIsClosed(Refusal):
    message = _("“%(name)s” is closed.")


class GroupIsFull(Refusal):
    message = _("“%(name)s” is full.")


class EntryNotMet(Refusal):
    message = _("“%(name)s” asks for something more before you can join: %(words)s.")


class BannedFromGroup(Refusal):
    message = _("You cannot join “%(name)s”.")


class InvitationIsOver(Refusal):
    message = _("This invitation does not hold any more.")


class TooManyInvitations(Refusal):
    message = _("A group has at most %(most)s invitations that hold. Withdraw one first.")


class OwnerStays(Refusal):
    message = _("Whoever owns a group stays in it. It can be closed.")


class HelpersStay(Refusal):
    message = _("%(name)s helps to run this group. Take that away first.")


class NobodyByThatName(Refusal):
    message = _("Nobody in this group is called that.")


class NotInTheGroup(Refusal):
    message = _("%(name)s is not in this group.")


class TooManyWords(Refusal):
    message = _("A group keeps at most %(most)s words that are not said.")


class TooFewPlaces(Refusal):
    message = _("%(number)s people are in the group already. It cannot hold fewer.")


class MutedUntil(Refusal):
    message = _("You cannot speak in this group for %(minutes)s more minutes.")


class NotAMember(Refusal):
    message = _("Join “%(name)s”, then you can speak there.")


class WishAnswered(Refusal):
    message = _("This wish has been answered already.")

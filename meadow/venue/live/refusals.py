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


class ShelfFull(Refusal):
    message = _("A room shows at most %(most)s products.")


class NotYoursToShow(Refusal):
    message = _("You can show goods of the room's shop, or what you sell and recommend as a buyer.")


class NotOnTheShelf(Refusal):
    message = _("“%(title)s” is not on the shelf of this room.")


class OfferOutOfBounds(Refusal):
    message = _("An offer counts down for 10 to 300 seconds, and is open for 1 to 20 minutes.")


class NotYoursToOffer(Refusal):
    message = _("Only the shop of “%(title)s” can make it cheaper here.")


class NotSoCheap(Refusal):
    message = _("The shop of “%(title)s” lets you offer it from %(lowest)s.")


class NotToBeOffered(Refusal):
    message = _("Bundles and downloads cannot be offered for a few minutes.")


class NotCheaper(Refusal):
    message = _("“%(title)s” was to be had for %(lowest)s within the last 30 days. An offer has to be cheaper.")


class OfferedAlready(Refusal):
    message = _("“%(title)s” is on offer already. Close that offer first.")


class OfferNotYet(Refusal):
    message = _("The offer has not begun.")


class OfferOver(Refusal):
    message = _("The offer is over.")


class OfferSoldOut(Refusal):
    message = _("The offer is sold out.")


class OfferHadYours(Refusal):
    message = _("You have had yours: %(most)s for each member.")


class RaffleOver(Refusal):
    message = _("The raffle is over.")


class RaffleOutOfBounds(Refusal):
    message = _("A raffle is open for 1 to 20 minutes, and has 1 to 100 winners.")


class RaffleGoesOn(Refusal):
    message = _("One raffle goes on already.")


class NoSuchPrize(Refusal):
    message = _("This coupon cannot be won here.")


class HostsDoNotPlay(Refusal):
    message = _("Whoever runs the room does not take part.")


class FollowFirst(Refusal):
    message = _("Follow %(name)s, then you can take part.")


class SaySomethingFirst(Refusal):
    message = _("Say something in the room, then you can take part.")


class WatchLonger(Refusal):
    message = _("Watch for %(seconds)s more seconds, then you can take part.")


class MediaIsSilent(Refusal):
    status = 503
    message = _("The media engine does not answer. Please try again in a moment.")


class KeptByLaw(Refusal):
    message = _("Recordings are kept for as long as the law asks. This one can be hidden.")


class StillRecording(Refusal):
    message = _("This recording is still being written. It can be deleted when the stream has ended.")


class ClipOutOfBounds(Refusal):
    message = _("A clip lasts from %(least)s to %(most)s seconds.")


class NotRecorded(Refusal):
    message = _("The recording is %(length)s long. Choose an end before that.")


class RecordingIsHidden(Refusal):
    message = _("Only your team sees this recording. Show it to everybody first, then cut a clip from it.")


class NotForEverybody(Refusal):
    message = _("This room is for people from the age of %(age)s on. Notes are for everybody.")


class MutedFor(Refusal):
    message = _("You cannot speak in this room for %(minutes)s more minutes.")


class MutedForGood(Refusal):
    message = _("You cannot speak in this room any more.")


class TooSoon(Refusal):
    status = 429
    message = _("This room takes its time: you can say something again in %(seconds)s seconds.")


class NotSaidHere(Refusal):
    message = _("“%(word)s” is not said here.")


class TeamIsHeard(Refusal):
    message = _("%(name)s helps to run this room and cannot be muted.")


class TooManyWords(Refusal):
    message = _("A room keeps at most %(most)s words that are not said.")

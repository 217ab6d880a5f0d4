"""The ways notes say no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class NoSuchNote(Refusal):
    status = 404
    message = _("This note is not here any more.")


class NoSuchComment(Refusal):
    status = 404
    message = _("This comment is not here any more.")


class NoSuchCollection(Refusal):
    status = 404
    message = _("You have no such collection.")


class NoPhoto(Refusal):
    message = _("A note needs at least one photo before others can see it.")


class TooManyPhotos(Refusal):
    message = _("A note has at most %(most)s photos.")


class TooManyPins(Refusal):
    message = _("A note shows at most %(most)s products.")


class TooManyThings(Refusal):
    message = _("A note shows at most %(most)s things that are not for sale.")


class NotYourPhoto(Refusal):
    message = _("One of these photos is not yours. Please upload it yourself.")


class NotOnSale(Refusal):
    message = _("One of these products is not on sale any more. Please take it out.")


class PinWithoutPhoto(Refusal):
    message = _("Something is marked on a photo that this note does not show.")


class AlreadyPublished(Refusal):
    message = _("This note is already published.")


class InThePast(Refusal):
    message = _("This moment has already passed. Please choose a later one.")


class TooLateToRestore(Refusal):
    message = _("It is too late to bring this note back.")


class CollectionNameTaken(Refusal):
    message = _("You already have a collection called “%(name)s”.")


class TooManyCollections(Refusal):
    message = _("You can keep at most %(most)s collections.")


class ThisCollectionStays(Refusal):
    message = _("What you save in passing is kept here, so this collection stays as it is.")


class RepliesGoOneLevelDeep(Refusal):
    message = _("This comment does not belong to this note.")


class OnlyCommentsArePinned(Refusal):
    message = _("A reply cannot be pinned.")


class HiddenCommentsAreNotPinned(Refusal):
    message = _("A hidden comment cannot be pinned. Please show it again first.")


class NoSuchThing(Refusal):
    status = 404
    message = _("This is not in the note any more.")


class YourOwnNote(Refusal):
    message = _("This note is your own. Others can ask you where its things are from.")


class ForSaleHere(Refusal):
    message = _("This is for sale here by now. You find it below the photos.")


class TakenUpAlready(Refusal):
    message = _("“%(name)s” is a product of a shop already. Please look at the page again.")


class NothingChosen(Refusal):
    message = _("Choose at least one thing that your shop begins with.")

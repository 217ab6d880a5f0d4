"""The ways goods say no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class OutOfStock(Refusal):
    message = _("“%(title)s” has only %(available)s left.")


class StillInStock(Refusal):
    message = _("“%(title)s” can be had right now.")


class TooManyWishes(Refusal):
    message = _("You are waiting for %(most)s things. Please take back a wish first.")


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


class StockIsReserved(StockIsHeld):
    message = _(
        "%(held)s of “%(variant)s” are held for open checkouts or reserved for live rooms, "
        "so that many must stay on hand."
    )


class SliceIsOver(Refusal):
    message = _("What was reserved here has been given back already.")


class NotSoManyThere(Refusal):
    message = _("There are only %(there)s of “%(variant)s” there.")


class NotCounted(Refusal):
    message = _("“%(variant)s” is not counted. Have it counted on the product's page first.")


class NothingChosen(Refusal):
    message = _("Nothing is chosen. Choose some products first.")


class CellsRefused(Refusal):
    """`problems` tells what is wrong with which cell of a table: `{(variant, field): words}`."""

    message = _("Nothing was saved yet. Please look at what is marked below.")


class PriceOutOfRange(Refusal):
    message = _("The new price would be %(price)s, which no price can be.")


class TooLateToUndo(Refusal):
    message = _("This cannot be taken back any more.")


class WarehouseNameTaken(Refusal):
    message = _("There is a warehouse called “%(name)s” already.")


class WarehouseNotEmpty(Refusal):
    message = _("There are still goods in “%(name)s”. Move them to another warehouse first.")


class WarehouseClosed(Refusal):
    message = _("“%(name)s” is closed; nothing can be put there or taken away.")


class TooManyWarehouses(Refusal):
    message = _("A shop has at most %(limit)s warehouses.")


class NotYourPhoto(Refusal):
    status = 404
    message = _("One of these photos is not yours to show.")


class TooManyPhotos(Refusal):
    message = _("A product shows at most %(limit)s photos.")


class LastOwnerStays(Refusal):
    message = _("A shop needs at least one owner. Make somebody else an owner first.")


class ApplicationIsWaiting(Refusal):
    message = _("The application has been handed in. It can be changed when it comes back.")


class ApplicationIsAnswered(Refusal):
    message = _("This application has been answered already.")


class ApplicationNotComplete(Refusal):
    message = _("Not yet complete: %(missing)s.")


class DepositIsMissing(Refusal):
    message = _("The deposit has not been received yet.")


class NoDepositToReceive(Refusal):
    message = _("There is no deposit to wait for.")


class ContractMovedOn(Refusal):
    message = _("The contract has changed meanwhile. Please read the new version and accept it.")


class DocumentRefused(Refusal):
    status = 422
    message = _("This is not a document that can be taken. Send PDF, JPEG or PNG.")


class DocumentTooLarge(Refusal):
    status = 422
    message = _("This document is larger than %(most)s MB.")


class TooManyDocuments(Refusal):
    message = _("At most %(most)s documents can be added. Take one away first.")


class ShopNotOpen(Refusal):
    message = _("“%(shop)s” is not open.")


class ShopNotClosed(Refusal):
    message = _("“%(shop)s” is not closed.")


class ShopNotSuspended(Refusal):
    message = _("“%(shop)s” is not suspended.")


class ShopStillBusy(Refusal):
    message = _("The shop cannot close yet: %(why)s")


class TooManyHandles(Refusal):
    message = _("The address of a shop can be changed %(most)s times a year. Please keep this one for now.")


class AlreadyInTeam(Refusal):
    message = _("%(who)s is in the team already.")


class InvitationGone(Refusal):
    message = _("This invitation is no longer open. Ask the shop for a new one.")


class TooManyInvitations(Refusal):
    message = _("%(most)s invitations are open. Take one back first.")


class TooManyCollections(Refusal):
    message = _("A shop has at most %(most)s collections.")


class TooManyInCollection(Refusal):
    message = _("A collection shows at most %(most)s products.")


class NotAnAnswer(Refusal):
    status = 422
    message = _("“%(attribute)s” cannot be answered like that.")


class KindStays(Refusal):
    message = _("“%(title)s” has stock or is part of a bundle, so it cannot become something else now.")


class NotAPart(Refusal):
    message = _("A bundle is made of goods of the same shop that are sent. Please look at the parts of “%(title)s”.")


class NotDigital(Refusal):
    message = _("“%(title)s” is sent, not downloaded.")


class FileTooLarge(Refusal):
    status = 422
    message = _("“%(name)s” is larger than %(most)s MB.")


class TooManyFiles(Refusal):
    message = _("A product has at most %(limit)s files.")

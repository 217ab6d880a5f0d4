"""The ways trade says no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class EmptyCart(Refusal):
    message = _("Your cart is empty.")


class NoLongerOnSale(Refusal):
    message = _("“%(title)s” is no longer on sale.")


class ShopOnHoliday(Refusal):
    message = _("%(shop)s is on holiday until %(until)s and takes no orders meanwhile.")


class ShopOnHolidayForNow(ShopOnHoliday):
    message = _("%(shop)s is on holiday and takes no orders for now.")


class PriceChanged(Refusal):
    message = _("A price or shipping cost has changed. Please look over the new total and confirm again.")


class DoesNotShipThere(Refusal):
    message = _("%(shop)s does not ship to this address.")


class MixedCurrencies(Refusal):
    message = _("These shops price in different currencies and cannot be paid together.")


class TooLateToCancel(Refusal):
    message = _("Order %(number)s has already been sent and can no longer be cancelled.")


class AlreadyPaid(Refusal):
    message = _("Order %(number)s is paid. Please ask the shop to cancel it and give the money back.")


class NotPaidYet(Refusal):
    message = _("Order %(number)s has not been paid, so it cannot be sent.")


class NotSentYet(Refusal):
    message = _("Order %(number)s has not been sent yet.")


class AlreadyReceived(Refusal):
    message = _("Order %(number)s was already confirmed as received.")


class PaymentClosed(Refusal):
    message = _("This checkout is no longer open for payment.")


class PaymentFailed(Refusal):
    status = 402
    message = _("The payment did not go through: %(problem)s")


class NoSuchProvider(Refusal):
    status = 404
    message = _("There is no payment provider “%(provider)s” here.")


class CartFull(Refusal):
    message = _("A cart holds at most %(most)s different things. Please take something out first.")


class ProviderUnreachable(Refusal):
    status = 503
    message = _("The payment provider does not answer. Nothing was charged; please try again in a minute.")


class BalanceTooLow(ProviderUnreachable):
    message = _("The payment provider does not hold enough money for this yet.")


class CannotCharge(Refusal):
    message = _("This payment provider cannot charge this amount of %(currency)s.")


class BadNotice(Refusal):
    status = 400
    message = _("This notice is not signed by the payment provider.")


class NowhereToSend(Refusal):
    message = _("Please choose where it should go.")


class MoreThanIsLeft(Refusal):
    message = _("Of “%(what)s” at most %(most)s can still be given back.")


class NothingToGiveBack(Refusal):
    message = _("There is nothing to give back. Say how many pieces, or an amount.")


class OrderIsCancelled(Refusal):
    message = _("Order %(number)s is cancelled.")


class AlreadySent(Refusal):
    message = _("Everything in order %(number)s is sent already.")


class NotDeliveredYet(Refusal):
    message = _("Order %(number)s has not been delivered yet.")


class NothingToPayOut(Refusal):
    message = _("There is nothing to pay out in %(currency)s at present.")


class PayoutIsOver(Refusal):
    message = _("Payout %(number)s is over.")


class NoPayoutAccount(Refusal):
    message = _("Say first where earnings are to be sent.")


class NotABuyer(Refusal):
    message = _("Only buyers can do this. You can become one on the page “Sell what you love”.")


class AlreadyABuyer(Refusal):
    message = _("You have already asked to be a buyer, or are one.")


class NoMoreAsking(Refusal):
    message = _("This was answered already.")


class PlanIsOver(Refusal):
    message = _("“%(name)s” has ended and cannot be started again. Please make a new plan.")


class PlanKeepsItsKind(Refusal):
    message = _("A plan that has been started keeps its kind.")


class OneDefaultPlan(Refusal):
    message = _("There is a rate for all goods already. Please change that one.")


class NothingInThePlan(Refusal):
    message = _("Please say which goods “%(name)s” is about.")


class TooManyInThePlan(Refusal):
    message = _("A plan for invited buyers names at most %(most)s products.")


class NotOpenToBuyers(Refusal):
    message = _("“%(title)s” is not open to buyers right now.")


class AlreadyAgreed(Refusal):
    message = _("There is an agreement about “%(title)s” already, or an answer is still due.")


class OwnShop(Refusal):
    message = _("Who works in a shop earns no commission there.")


class AlreadyAnswered(Refusal):
    message = _("This was answered already.")


class NoSampleHere(Refusal):
    message = _("There is no sample of this to be had now.")


class NoSamplesLeft(Refusal):
    message = _("All samples of “%(name)s” are promised.")


class SampleMovedOn(Refusal):
    message = _("This sample is no longer there: %(state)s.")


class SampleIsPaidFor(Refusal):
    message = _("The buyer orders this sample themselves; it is sent with that order.")


class SelectionFull(Refusal):
    message = _("A selection holds at most %(most)s products.")


class MoreThanToSend(Refusal):
    message = _("Of “%(what)s” only %(most)s are left to send.")


class NothingToSend(Refusal):
    message = _("Nothing of order %(number)s is left to send.")


class ParcelsNotSent(Refusal):
    """Carries `problems`: what is wrong in which row."""

    status = 422
    message = _("Nothing was sent: some rows need another look.")


class AskTheShop(Refusal):
    message = _("Order %(number)s is being packed. Please ask the shop to cancel it.")


class ReturnIsElsewhere(Refusal):
    message = _("This return has moved on meanwhile: %(state)s.")


class NotReturnable(Refusal):
    message = _("Goods of order %(number)s can no longer be given back.")


class NotSoMany(Refusal):
    message = _("Of “%(what)s” at most %(most)s can be given back.")


class RefusedTooOften(Refusal):
    message = _("The shop has refused “%(what)s” %(times)s times. It cannot be asked again.")


class NothingChosen(Refusal):
    message = _("Please choose what to give back, and how many.")


class NotInExchange(Refusal):
    message = _("“%(what)s” cannot be had in exchange. Please choose something else.")


class GoneMeanwhile(Refusal):
    message = _("What was wanted in exchange is gone. Grant the return for money, or refuse it with words.")


class MoreThanCameBack(Refusal):
    message = _("Of “%(what)s” only %(most)s came back.")


class NoSuchCode(Refusal):
    status = 404
    message = _("There is no code “%(code)s” for what is in your cart.")


class TooManyCodes(Refusal):
    message = _("A cart takes at most %(most)s codes. Please take one out first.")


class PromotionNotYet(Refusal):
    message = _("“%(name)s” begins on %(day)s.")


class PromotionOver(Refusal):
    message = _("“%(name)s” is over.")


class PromotionUsedUp(Refusal):
    message = _("“%(name)s” has been used up.")


class CodeUsedUp(PromotionUsedUp):
    message = _("The code %(code)s has been used already.")


class PromotionUsedByYou(Refusal):
    message = _("You have used “%(name)s” as often as one can.")


class OnlyFirstOrder(Refusal):
    message = _("“%(name)s” is for a first order only.")


class OnlyForMembers(Refusal):
    message = _("“%(name)s” is for members. Please sign in.")


class OnlyElsewhere(Refusal):
    message = _("“%(name)s” counts for what you find in its live room or group only.")


class NotForTheseGoods(Refusal):
    message = _("“%(name)s” is for other goods than those in your cart.")


class NotEnoughGoods(Refusal):
    message = _("“%(name)s” needs goods worth %(missing)s more.")


class OtherIsBetter(Refusal):
    message = _("“%(name)s” does not count now: you pay less without it.")


class CouponTaken(Refusal):
    message = _("You have taken “%(name)s” already.")


class PromotionInUse(Refusal):
    message = _("“%(name)s” has been used in orders and cannot be deleted. You can switch it off.")


class LimitBelowUse(Refusal):
    message = _("“%(name)s” has been used more often than the new limit.")

"""The ways direct messages say no."""

from meadow.plumbing.refusals import Refusal


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class NotToYourself(Refusal):
    message = _("You cannot write to yourself.")


class NotReached(Refusal):
    message = _("You cannot write to %(name)s.")


class NotAnsweredYet(Refusal):
    message = _("%(name)s has not answered yet. You can write more as soon as they do.")


class RequestsAreShort(Refusal):
    status = 422
    message = _("A first message has at most %(most)s signs.")


class RequestsAreWords(Refusal):
    status = 422
    message = _("%(name)s does not know you yet: begin with words alone. Photos and cards can follow once they answer.")


class TooManyBegun(Refusal):
    status = 429
    message = _("You have begun %(most)s conversations within a day. Please begin others tomorrow.")


class TooManyUnanswered(Refusal):
    status = 429
    message = _("%(most)s people have not answered you yet. Please wait until some of them do.")


class ShopIsShut(Refusal):
    message = _("%(shop)s is not open, so no new conversation can begin.")


class OwnShop(Refusal):
    message = _("You belong to the team of %(shop)s. Its messages are at its desk.")


class NotOfTheTeam(Refusal):
    message = _("You do not belong to the team of %(shop)s any more.")


class AColleagueAnswers(Refusal):
    message = _("You and %(name)s keep each other away. A colleague can answer.")


class NothingToAnswer(Refusal):
    message = _("There is no request to answer any more.")


class NobodyToAssign(Refusal):
    message = _("Only somebody of the team can answer for the shop.")


class TooManyReplies(Refusal):
    message = _("A shop keeps at most %(most)s quick replies.")


class TitleTaken(Refusal):
    status = 422
    message = _("There is a quick reply called “%(title)s” already.")

"""The ways a thread says no."""

from meadow.plumbing.refusals import Refusal, TooManyRequests


def _(message: str) -> str:
    """Mark for translation; the refusal translates when it is shown."""
    return message


class NotInThread(Refusal):
    message = _("You are not in here any more.")


class ThreadClosed(Refusal):
    message = _("Nothing more is said here.")


class NothingToSend(Refusal):
    status = 422
    message = _("There is nothing to send yet.")


class TooLong(Refusal):
    status = 422
    message = _("A message has at most %(most)s signs.")


class BadMark(Refusal):
    status = 422
    message = _("This message cannot be told from others. Please load the page again.")


class TooManyPhotos(Refusal):
    status = 422
    message = _("A message shows at most %(most)s photos.")


class NotYourPhoto(Refusal):
    status = 422
    message = _("This photo cannot be sent. Please choose it again.")


class UnknownSticker(Refusal):
    status = 422
    message = _("This sticker is not known.")


class UnknownCard(Refusal):
    status = 422
    message = _("This card cannot be shown here.")


class NothingToAnswer(Refusal):
    message = _("The message that you answer is not here any more.")


class TooManyMentions(Refusal):
    status = 422
    message = _("A message calls at most %(most)s people.")


class NotSaidHere(Refusal):
    status = 422
    message = _("“%(word)s” is not said here.")


class NoLinksHere(Refusal):
    status = 422
    message = _("Links to other places cannot be sent here.")


class TooSoon(Refusal):
    status = 429
    message = _("This is slow mode: please wait %(seconds)s seconds.")


class TooLoud(TooManyRequests):
    message = _("Everybody talks at once here. Please wait %(seconds)s seconds.")


class TooLateToRecall(Refusal):
    message = _("A message can be recalled within %(minutes)s minutes.")


class TooLateToEdit(Refusal):
    message = _("A message can be changed within %(hours)s hours.")


class NotToBeChanged(Refusal):
    message = _("Only the words of one’s own message can be changed.")


class MessageIsGone(Refusal):
    message = _("This message is not here any more.")


class UnknownSign(Refusal):
    status = 422
    message = _("This sign is not known here.")


class TooManyPins(Refusal):
    message = _("At most %(most)s messages can be pinned. Take one down first.")


class OwnMessage(Refusal):
    message = _("This message is your own: recall it instead.")

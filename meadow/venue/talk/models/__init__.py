"""The nouns of talk; Django wants them importable from here, everybody else names the submodule."""

from meadow.venue.talk.models.messages import Edition, Mention, Message, MessagePhoto, Reaction, Report
from meadow.venue.talk.models.threads import Reader, Thread

__all__ = ["Edition", "Mention", "Message", "MessagePhoto", "Reaction", "Reader", "Report", "Thread"]

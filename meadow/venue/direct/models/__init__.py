"""The nouns of direct messages; Django wants them importable from here, everybody else names the submodule."""

from meadow.venue.direct.models.answering import QuickReply, SaidByItself, ShopHours, Wait
from meadow.venue.direct.models.conversations import Conversation

__all__ = ["Conversation", "QuickReply", "SaidByItself", "ShopHours", "Wait"]

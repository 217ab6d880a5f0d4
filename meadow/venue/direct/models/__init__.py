"""The nouns of direct messages; Django wants them importable from here, everybody else names the submodule."""

from meadow.venue.direct.models.conversations import Conversation, QuickReply, ShopHours

__all__ = ["Conversation", "QuickReply", "ShopHours"]

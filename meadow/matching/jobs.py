"""What matching does in the background."""

from meadow.matching import room_news  # noqa: F401 - so that its task is known

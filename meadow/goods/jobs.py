"""What goods does in the background."""

from meadow.goods import letters  # noqa: F401 - its task is known once this module is
